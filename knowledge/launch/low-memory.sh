#!/usr/bin/env bash
# Full training where memory is short: a GPU of 8 GB, or a CPU alone (DEVICE=cpu). A step takes ACCUMULATE batches
# of BATCH rows one after the other: gradient and learning rate are those of the recommended batch, memory is not.
# Still too much: halve BATCH and double ACCUMULATE.
set -euo pipefail
cd "$(dirname "$0")/.."
BATCH="${BATCH:-16}"
ACCUMULATE="${ACCUMULATE:-8}"
source launch/settings.sh
exec "${PYTHON:-python}" scripts/train.py "${settings[@]}" data.num_workers=0 "$@"
