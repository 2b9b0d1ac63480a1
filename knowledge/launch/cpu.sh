#!/usr/bin/env bash
# Full training on this machine's CPU, with the settings that full_train_guidance.md recommends.
# EPOCHS, BATCH, LR and WEIGHT_DECAY change them; extra arguments go to scripts/train.py (for example --resume).
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" scripts/train.py --data "${DATA:-full}" --epochs "${EPOCHS:-20}" --batch_size "${BATCH:-128}" \
  model.learning_rate="${LR:-0.001}" model.weight_decay="${WEIGHT_DECAY:-0.01}" device=cpu \
  trainer.precision="${PRECISION:-fp32}" "$@"
