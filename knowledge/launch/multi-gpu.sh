#!/usr/bin/env bash
# Full training on several GPUs of one host: one process a GPU. GPUS=4 bash launch/multi-gpu.sh (default: all GPUs)
# BATCH is the rows of one process: with GPUS=4 a step takes four times BATCH, and LR suits it when doubled.
# GPUS=2 DEVICE=cpu runs two processes without a GPU.
set -euo pipefail
cd "$(dirname "$0")/.."
source launch/settings.sh
exec "${PYTHON:-python}" -m torch.distributed.run --standalone --nproc_per_node="${GPUS:-gpu}" \
  scripts/train.py "${settings[@]}" "$@"
