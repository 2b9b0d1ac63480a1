#!/usr/bin/env bash
#SBATCH --job-name=template-project
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=4
#SBATCH --requeue
# Full training as a SLURM job: `sbatch launch/slurm.sh`. A requeued job goes on from its checkpoint.
# BATCH is the rows of one process: with four GPUs a step takes four times BATCH, and LR suits it when doubled.
set -euo pipefail
cd "${SLURM_SUBMIT_DIR:-$(dirname "$0")/..}"
resume=()
if [ -n "${SLURM_RESTART_COUNT:-}" ] && [ "${SLURM_RESTART_COUNT}" -gt 0 ]; then resume=(--resume); fi
exec "${PYTHON:-python}" -m torch.distributed.run --standalone --nproc_per_node="${SLURM_GPUS_ON_NODE:-1}" \
  scripts/train.py --data "${DATA:-full}" --epochs "${EPOCHS:-20}" --batch_size "${BATCH:-128}" \
  model.learning_rate="${LR:-0.001}" model.weight_decay="${WEIGHT_DECAY:-0.01}" device="${DEVICE:-auto}" \
  trainer.precision="${PRECISION:-fp32}" "${resume[@]}" "$@"
