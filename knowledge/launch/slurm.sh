#!/usr/bin/env bash
#SBATCH --job-name=template-project
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=4
#SBATCH --signal=SIGUSR1@120
#SBATCH --requeue
# Full training as a SLURM job: `sbatch launch/slurm.sh`. A requeued job goes on from its checkpoint.
set -euo pipefail
cd "${SLURM_SUBMIT_DIR:-$(dirname "$0")/..}"
resume=()
if [ -n "${SLURM_RESTART_COUNT:-}" ] && [ "${SLURM_RESTART_COUNT}" -gt 0 ]; then resume=(--resume); fi
exec "${PYTHON:-python}" -m torch.distributed.run --standalone --nproc_per_node="${SLURM_GPUS_ON_NODE:-1}" \
  scripts/train.py --data "${DATA:-full}" device="${DEVICE:-auto}" "${resume[@]}" "$@"
