#!/usr/bin/env bash
# Full training on this machine's CPU. Extra arguments go to scripts/train.py (for example --resume).
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" scripts/train.py --data "${DATA:-full}" device=cpu "$@"
