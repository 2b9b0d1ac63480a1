#!/usr/bin/env bash
# Full training on this machine's CPU, with the settings that full_train_guidance.md recommends.
# Extra arguments go to scripts/train.py (for example --resume).
set -euo pipefail
cd "$(dirname "$0")/.."
DEVICE=cpu
source launch/settings.sh
exec "${PYTHON:-python}" scripts/train.py "${settings[@]}" "$@"
