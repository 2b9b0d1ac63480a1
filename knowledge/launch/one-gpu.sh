#!/usr/bin/env bash
# Full training on one GPU. `device=auto` prints what it found; set DEVICE=cuda to refuse anything else.
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" scripts/train.py --data "${DATA:-full}" device="${DEVICE:-auto}" \
  trainer.precision="${PRECISION:-fp32}" "$@"
