#!/usr/bin/env bash
#SBATCH --job-name=template-project
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=4
#SBATCH --output=slurm-%j.log
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@120
#SBATCH --requeue
# Full training as a SLURM job: `sbatch launch/slurm.sh`, in the project folder on a disk that all nodes share.
# One task a node starts one process a GPU. Two minutes before its time is up the job queues itself again and
# goes on from its last checkpoint. BATCH is the rows of one process.
set -euo pipefail
cd "${SLURM_SUBMIT_DIR:-$(dirname "$0")/..}"
if [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then RESUME=auto; fi
source launch/settings.sh
start=()
main=127.0.0.1
if [ -n "${SLURM_JOB_ID:-}" ]; then
  start=(srun --kill-on-bad-exit=1)
  main="$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)"
fi
trap 'echo "time is nearly up: queueing again"; scontrol requeue "$SLURM_JOB_ID"' USR1
# the port follows the job's number: two jobs of one host do not meet
${start[@]+"${start[@]}"} "${PYTHON:-python}" -m torch.distributed.run --nnodes="${SLURM_NNODES:-1}" \
  --nproc_per_node="${SLURM_GPUS_ON_NODE:-1}" --rdzv_backend=c10d --rdzv_id="${SLURM_JOB_ID:-0}" \
  --rdzv_endpoint="$main:$((20000 + ${SLURM_JOB_ID:-0} % 10000))" scripts/train.py "${settings[@]}" "$@" &
job=$!
code=0
wait "$job" || code=$?
# a signal ends `wait`, not the job
while kill -0 "$job" 2>/dev/null; do
  code=0
  wait "$job" || code=$?
done
exit "$code"
