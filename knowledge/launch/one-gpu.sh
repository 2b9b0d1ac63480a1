#!/usr/bin/env bash
# Full training on one GPU, with the settings that full_train_guidance.md recommends.
# `device=auto` prints what it found; set DEVICE=cuda to refuse anything else.
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" scripts/train.py --data "${DATA:-full}" --epochs "${EPOCHS:-20}" --batch_size "${BATCH:-128}" \
  model.learning_rate="${LR:-0.001}" model.weight_decay="${WEIGHT_DECAY:-0.01}" device="${DEVICE:-auto}" \
  trainer.precision="${PRECISION:-fp32}" "$@"
