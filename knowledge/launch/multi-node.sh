#!/usr/bin/env bash
# Full training on several hosts. Run it on each host with its own NODE_RANK and the same MASTER:
#   NODES=2 NODE_RANK=0 MASTER=host0:29500 GPUS=8 bash launch/multi-node.sh
# BATCH is the rows of one process; raise LR by the square root of the number of processes.
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-python}" -m torch.distributed.run --nnodes="${NODES:-1}" --node_rank="${NODE_RANK:-0}" \
  --nproc_per_node="${GPUS:-1}" --rdzv_backend=c10d --rdzv_endpoint="${MASTER:-127.0.0.1:29500}" \
  scripts/train.py --data "${DATA:-full}" --epochs "${EPOCHS:-20}" --batch_size "${BATCH:-128}" \
  model.learning_rate="${LR:-0.001}" model.weight_decay="${WEIGHT_DECAY:-0.01}" device="${DEVICE:-auto}" \
  trainer.precision="${PRECISION:-fp32}" "$@"
