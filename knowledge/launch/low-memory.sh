#!/usr/bin/env bash
# Full training where memory is short: a small batch; the learning rate follows it down.
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" scripts/train.py --data "${DATA:-full}" --batch_size "${BATCH:-16}" device="${DEVICE:-auto}" \
  data.num_workers=0 trainer.grad_clip=0.5 "$@"
