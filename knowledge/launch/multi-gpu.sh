#!/usr/bin/env bash
# Full training on several GPUs of one host: one process a GPU. GPUS=4 bash launch/multi-gpu.sh
# BATCH is the rows of one process: with GPUS=4 a step takes four times BATCH, and LR suits it when doubled.
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" -m torch.distributed.run --standalone --nproc_per_node="${GPUS:-1}" \
  scripts/train.py --data "${DATA:-full}" --epochs "${EPOCHS:-20}" --batch_size "${BATCH:-128}" \
  model.learning_rate="${LR:-0.001}" model.weight_decay="${WEIGHT_DECAY:-0.01}" device="${DEVICE:-auto}" \
  trainer.precision="${PRECISION:-fp32}" "$@"
