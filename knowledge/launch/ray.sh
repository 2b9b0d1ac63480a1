#!/usr/bin/env bash
# Full training with Ray Train, on the head node of a cluster or with RAY_ADDRESS set: WORKERS=4 bash launch/ray.sh
# Every node needs the project folder at the same path and `pip install "ray[train]"` in its environment.
# BATCH is the rows of one worker; DEVICE=cpu asks the cluster for no GPU.
set -euo pipefail
cd "$(dirname "$0")/.."
source launch/settings.sh
if [[ " $* " == *" --dry-run "* ]]; then
  "${PYTHON:-python}" -c 'import ray' 2>/dev/null ||
    echo "ray is not installed here: this proves the training command alone, not the cluster" >&2
  exec "${PYTHON:-python}" scripts/train.py "${settings[@]}" "$@"
fi
kind=gpu
if [ "${DEVICE:-auto}" = cpu ]; then kind=cpu; fi
export RAY_USAGE_STATS_ENABLED="${RAY_USAGE_STATS_ENABLED:-0}"
exec "${PYTHON:-python}" launch/ray_train.py "${WORKERS:-1}" "$kind" "${settings[@]}" "$@"
