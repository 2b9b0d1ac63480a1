#!/usr/bin/env bash
# Full training on one GPU, with the settings that full_train_guidance.md recommends.
# `device=auto` prints what it found; set DEVICE=cuda to refuse anything else.
set -euo pipefail
cd "$(dirname "$0")/.."
source launch/settings.sh
exec "${PYTHON:-python}" scripts/train.py "${settings[@]}" "$@"
