"""The training loop: epochs over a loader, validation, checkpoints, exact resume."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import torch
from omegaconf import DictConfig
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from .datasets.loading import load_training_data, make_loader, set_epoch
from .models import build_model, count_parameters
from .utils import CommandError, ConfigError
from .utils.checkpoint import load_trainer_state, save_model, save_trainer_state
from .utils.config import PROJECT_ROOT, plain
from .utils.metrics import get_metric, is_better, majority_probabilities
from .utils.runlog import RunLog, model_card, peak_rss_mb
from .utils.runtime import Runtime, restore_rng_state, rng_state, seed_everything

PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
COMPARED_ON_RESUME = ("seed", "metric", "model", "data", "trainer")


class Trainer:
    """Trains one model; `on_epoch_end` is called after an epoch's checkpoint is on disk."""

    def __init__(
        self,
        config: DictConfig,
        runtime: Runtime,
        checkpoint: Path,
        on_epoch_end: Callable[[int], None] | None = None,
    ) -> None:
        seed_everything(config.seed)
        self.config, self.runtime, self.folder = config, runtime, checkpoint
        self.on_epoch_end = on_epoch_end
        self.train_data, self.val_data = load_training_data(config.data, config.seed)
        share = (runtime.rank, runtime.world_size)
        self.loader = make_loader(self.train_data, config.data, config.seed, True, *share)
        self.val_loader = make_loader(self.val_data, config.data, config.seed)
        self.steps = limited(len(self.loader), config.trainer.limit_train_batches)
        self.model = build_model(config.model, config.data).to(runtime.device)
        self.module: nn.Module = self.model
        if runtime.world_size > 1:
            self.module = DistributedDataParallel(self.model)
        self.loss = nn.CrossEntropyLoss(label_smoothing=config.trainer.label_smoothing)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            lr=config.model.learning_rate,
            weight_decay=config.model.weight_decay,
        )
        self.scheduler = make_scheduler(self.optimizer, config, self.steps)
        self.precision = PRECISIONS[config.trainer.precision]
        self.scaler = torch.amp.GradScaler(
            runtime.device.type, enabled=self.precision == torch.float16
        )
        self.best: dict[str, Any] | None = None

    def fit(self, resume: bool = False) -> dict[str, Any]:
        """Train to the last epoch and return what metrics.json holds."""
        started = time.perf_counter()
        state = load_trainer_state(self.folder) if resume else None
        done = self._restore(state) if state else 0
        run = state["run"] if state else self.config.logging.run or time.strftime("%Y%m%d-%H%M%S")
        output = PROJECT_ROOT / self.config.logging.log_dir / run
        log = RunLog(output, self.config.logging.tensorboard and self.runtime.is_main)
        if self.runtime.is_main:
            log.begin(self.config, self.runtime, done)
        for epoch in range(done + 1, self.config.trainer.max_epochs + 1):
            self._train_epoch(epoch, log)
            if self.runtime.is_main:
                self._validate(epoch, log)
                self._save_state(epoch, run)
            if self.on_epoch_end is not None:
                self.on_epoch_end(epoch)
        seconds = time.perf_counter() - started
        summary = {**(self.best or {}), **self._summary(), "run": run, "seconds": round(seconds, 3)}
        if self.runtime.is_main:
            log.finish(summary)
        return summary

    def _train_epoch(self, epoch: int, log: RunLog) -> None:
        trainer, started = self.config.trainer, time.perf_counter()
        set_epoch(self.loader, epoch)
        self.module.train()
        for step, (inputs, labels) in enumerate(self.loader, start=1):
            if step > self.steps:
                break
            rate = self.optimizer.param_groups[0]["lr"]
            loss = self._step(inputs.to(self.runtime.device), labels.to(self.runtime.device))
            if not math.isfinite(loss):
                raise CommandError(f"loss became {loss} at epoch {epoch} step {step}")
            last = step == self.steps
            if self.runtime.is_main and (last or step % trainer.log_every_n_steps == 0):
                print(
                    f"epoch {epoch}/{trainer.max_epochs} step {step}/{self.steps} loss {loss:.4f}",
                    flush=True,
                )
                log.row(
                    epoch=epoch,
                    step=(epoch - 1) * self.steps + step,
                    split="train",
                    loss=round(loss, 6),
                    lr=rate,
                    seconds=round(time.perf_counter() - started, 3),
                )

    def _step(self, inputs: torch.Tensor, labels: torch.Tensor) -> float:
        with self._autocast():
            loss: torch.Tensor = self.loss(self.module(inputs), labels)
        self.optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self.scaler.unscale_(self.optimizer)
        nn.utils.clip_grad_norm_(self.model.parameters(), self.config.trainer.grad_clip)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.scheduler.step()
        return float(loss.detach())

    def _validate(self, epoch: int, log: RunLog) -> None:
        probabilities, loss = predict_split(
            self.model, self.val_loader, self.runtime.device, self.config.trainer.limit_val_batches
        )
        labels = self.val_data.labels[: len(probabilities)]
        name = self.config.metric
        value = get_metric(name)(labels, probabilities)
        step = epoch * self.steps
        log.row(epoch=epoch, step=step, split="val", loss=round(loss, 6), metric=round(value, 6))
        print(
            f"epoch {epoch}/{self.config.trainer.max_epochs} val loss {loss:.4f} {name} {value:.4f}"
        )
        tied = self.best is not None and value == self.best["value"] and loss < self.best["loss"]
        if tied or is_better(name, value, self.best["value"] if self.best else None):
            baseline = majority_probabilities(
                self.train_data.labels, len(self.config.data.classes), len(labels)
            )
            self.best = {
                "metric": name,
                "value": value,
                "split": "val",
                "rows": len(labels),
                "loss": loss,
                "epoch": epoch,
                "baseline_name": "majority",
                "baseline_value": get_metric(name)(labels, baseline),
            }
            figures = {**self.best, **self._summary()}
            preprocess = self.train_data.preprocess.to_dict()
            card = model_card(self.config, figures)
            save_model(self.folder, self.model, self.config, preprocess, figures, card)

    def _summary(self) -> dict[str, Any]:
        return {
            "model": self.config.model.name,
            "params": count_parameters(self.model),
            "seed": self.config.seed,
            "epochs": self.config.trainer.max_epochs,
            "steps": self.steps * self.config.trainer.max_epochs,
            "train_rows": len(self.train_data),
            "peak_rss_mb": peak_rss_mb(),
        }

    def _autocast(self) -> Any:
        if self.precision == torch.float32:
            return nullcontext()
        return torch.autocast(self.runtime.device.type, self.precision)

    def _save_state(self, epoch: int, run: str) -> None:
        state = {
            "epoch": epoch,
            "run": run,
            "config": _compared(self.config),
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
            "scaler": self.scaler.state_dict(),
            "rng": rng_state(self.runtime.device),
            "best": self.best,
        }
        save_trainer_state(self.folder, state)

    def _restore(self, state: dict[str, Any]) -> int:
        now = _compared(self.config)
        for key in COMPARED_ON_RESUME:
            if state["config"][key] != now[key]:
                raise ConfigError(f"cannot resume: '{key}' differs from the interrupted run")
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.scheduler.load_state_dict(state["scheduler"])
        self.scaler.load_state_dict(state["scaler"])
        restore_rng_state(state["rng"], self.runtime.device)
        self.best = state["best"]
        return int(state["epoch"])


def limited(count: int, limit: int | None) -> int:
    """Return the number of batches to run under an optional limit."""
    return count if limit is None else min(count, limit)


def make_scheduler(
    optimizer: torch.optim.Optimizer, config: DictConfig, steps: int
) -> torch.optim.lr_scheduler.LRScheduler:
    """Make the learning-rate schedule; it advances once a step."""
    total = steps * config.trainer.max_epochs
    if config.trainer.scheduler == "onecycle":
        return torch.optim.lr_scheduler.OneCycleLR(
            optimizer,
            max_lr=config.model.learning_rate,
            total_steps=total + 1,
            pct_start=config.trainer.warmup_fraction,
        )
    if config.trainer.scheduler == "cosine":
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=total)
    if config.trainer.scheduler == "constant":
        return torch.optim.lr_scheduler.ConstantLR(optimizer, factor=1.0)
    raise ConfigError(f"unknown trainer.scheduler '{config.trainer.scheduler}'")


def predict_split(
    model: nn.Module, loader: Any, device: torch.device, limit: int | None = None
) -> tuple[Any, float]:
    """Return the class probabilities of a loader's rows, in order, and the mean loss."""
    model.eval()
    logits, labels = [], []
    with torch.inference_mode():
        for number, (inputs, batch_labels) in enumerate(loader):
            if number == limited(len(loader), limit):
                break
            logits.append(model(inputs.to(device)).float().cpu())
            labels.append(batch_labels)
    scores = torch.cat(logits)
    loss = nn.functional.cross_entropy(scores, torch.cat(labels))
    return scores.double().softmax(dim=1).numpy(), float(loss)


def _compared(config: DictConfig) -> dict[str, Any]:
    values = plain(config)
    return {key: values[key] for key in COMPARED_ON_RESUME}
