#!/usr/bin/env bash
# Full training where memory is short: an eighth of the recommended batch, and a learning rate lowered by the
# square root of that ratio. LR does not follow BATCH by itself: whoever sets one sets both.
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" scripts/train.py --data "${DATA:-full}" --epochs "${EPOCHS:-20}" --batch_size "${BATCH:-16}" \
  model.learning_rate="${LR:-0.000354}" model.weight_decay="${WEIGHT_DECAY:-0.01}" device="${DEVICE:-auto}" \
  trainer.precision="${PRECISION:-fp32}" data.num_workers=0 trainer.grad_clip=0.5 "$@"
