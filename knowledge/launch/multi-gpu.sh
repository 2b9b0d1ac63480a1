#!/usr/bin/env bash
# Full training on several GPUs of one host: one process a GPU. GPUS=4 bash launch/multi-gpu.sh
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" -m torch.distributed.run --standalone --nproc_per_node="${GPUS:-1}" \
  scripts/train.py --data "${DATA:-full}" device="${DEVICE:-auto}" trainer.precision="${PRECISION:-fp32}" "$@"
