#!/usr/bin/env bash
# Full training on several hosts. Run it on each host with its own NODE_RANK and the same MASTER:
#   NODES=2 NODE_RANK=0 MASTER=host0:29500 GPUS=8 bash launch/multi-node.sh
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" -m torch.distributed.run --nnodes="${NODES:-1}" --node_rank="${NODE_RANK:-0}" \
  --nproc_per_node="${GPUS:-1}" --rdzv_backend=c10d --rdzv_endpoint="${MASTER:-127.0.0.1:29500}" \
  scripts/train.py --data "${DATA:-full}" device="${DEVICE:-auto}" trainer.precision="${PRECISION:-fp32}" "$@"
