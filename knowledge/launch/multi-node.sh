#!/usr/bin/env bash
# Full training on several hosts. Run it on each host with its own NODE_RANK and the same MASTER:
#   NODES=2 NODE_RANK=0 MASTER=host0:29500 GPUS=8 bash launch/multi-node.sh
# Code, data and environment must be the same on all hosts; the host of process 0 writes, and a resume reads there alone.
# BATCH is the rows of one process; raise LR by the square root of the number of processes.
set -euo pipefail
cd "$(dirname "$0")/.."
source launch/settings.sh
MASTER="${MASTER:-127.0.0.1:29500}"
exec "${PYTHON:-python}" -m torch.distributed.run --nnodes="${NODES:-1}" --node_rank="${NODE_RANK:-0}" \
  --nproc_per_node="${GPUS:-gpu}" --master_addr="${MASTER%:*}" --master_port="${MASTER##*:}" \
  scripts/train.py "${settings[@]}" "$@"
