# What every launch script hands to scripts/train.py. Each value can be set from outside: EPOCHS=3 bash launch/cpu.sh
# RUN names the folder under outputs/ that takes metrics, curves and weights; RESUME=auto goes on where it was interrupted.
RUN="${RUN:-full}"
settings=(
  --data "${DATA:-full}" --epochs "${EPOCHS:-20}" --batch_size "${BATCH:-128}"
  --checkpoint "outputs/$RUN/checkpoint" logging.run="$RUN" logging.tensorboard="${TENSORBOARD:-false}"
  model.learning_rate="${LR:-0.001}" model.weight_decay="${WEIGHT_DECAY:-0.01}"
  device="${DEVICE:-auto}" trainer.precision="${PRECISION:-fp32}" trainer.accumulate="${ACCUMULATE:-1}"
)
if [ "${RESUME:-}" = auto ] && [ -f "outputs/$RUN/checkpoint/trainer_state.pt" ]; then settings+=(--resume); fi
