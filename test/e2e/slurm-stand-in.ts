// A stand-in for SLURM's commands: `sbatch` reads the script's own lines and runs it, `srun` starts its task once a node.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Lines of the script first, then the command line, as sbatch does; an option it does not know is an error. */
const SBATCH = `#!/usr/bin/env bash
set -euo pipefail
script="\${!#}"
nodes=1 gpus=0
while read -r option; do
  case "$option" in
    --nodes=*) nodes="\${option#*=}" ;;
    --gpus-per-node=*) gpus="\${option#*=}" ;;
    --job-name=?*|--ntasks-per-node=1|--output=?*|--open-mode=append|--signal=B:USR1@*|--requeue) ;;
    *) echo "sbatch: unknown option $option" >&2; exit 1 ;;
  esac
done < <(sed -n 's/^#SBATCH //p' "$script"; printf '%s\\n' "\${@:1:$#-1}")
export SLURM_JOB_ID=4711 SLURM_NNODES="$nodes" SLURM_GPUS_ON_NODE="$gpus" SLURM_SUBMIT_DIR="$PWD"
export SLURM_JOB_NODELIST="node[1-$nodes]"
# a copy is what runs, as on a real cluster
cp "$script" "$SPOOL/job.sh"
bash "$SPOOL/job.sh" &
echo $! > "$SPOOL/pid"
wait "$!"
`;
const SRUN = `#!/usr/bin/env bash
set -euo pipefail
while [[ "$1" == --* ]]; do shift; done
pids=()
for ((node = 0; node < SLURM_NNODES; node++)); do SLURM_NODEID="$node" "$@" & pids+=($!); done
for pid in "\${pids[@]}"; do wait "$pid"; done
`;
const SCONTROL = `#!/usr/bin/env bash
case "$1" in
  show) echo 127.0.0.1 ;;
  requeue) echo "$2" >> "$SPOOL/requeued" ;;
  *) exit 1 ;;
esac
`;

/** Folder with the three commands, to stand first on the path. */
export function standInForSlurm(folder: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries({ sbatch: SBATCH, srun: SRUN, scontrol: SCONTROL })) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}
