"""The training loop: epochs over a loader, validation, checkpoints, exact resume."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from omegaconf import DictConfig
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from .datasets.loading import Example, load_training_data, make_loader, set_epoch
from .datasets.records import Prediction
from .models import build_model
from .task import Task
from .utils import CommandError, ConfigError, plots, read_json
from .utils.checkpoint import (
    FitsAtOnce,
    count_parameters,
    load_trainer_state,
    save_model,
    save_trainer_state,
)
from .utils.config import PROJECT_ROOT, plain
from .utils.runlog import (
    METRICS_CSV,
    METRICS_JSON,
    RunLog,
    model_card,
    peak_memory_mb,
    peak_rss_mb,
)
from .utils.runtime import Runtime, mean_of_processes, restore_rng_state, rng_state, seed_everything
from .utils.scoring import is_better, score

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
        self.train_data, self.val_data, self.task = load_training_data(config)
        share = (runtime.rank, runtime.world_size)
        self.loader = make_loader(self.train_data, config.data, config.seed, True, *share)
        self.val_loader = make_loader(self.val_data, config.data, config.seed)
        self.model = build_model(config.model, config.data).to(runtime.device)
        refuse_several(self.model, config, runtime)
        self.epochs, self.steps = int(config.trainer.max_epochs), 1
        self.batches = limited(len(self.loader), config.trainer.limit_train_batches)
        self.descent: Descent | None = None
        if isinstance(self.model, FitsAtOnce):
            self.epochs = 1
        else:
            self.steps = math.ceil(self.batches / config.trainer.accumulate)
            self.descent = Descent(self.model, self.task, config, runtime, self.steps)
        self.best: dict[str, Any] | None = None
        self.best_answers: list[Prediction] = []

    def fit(self, resume: bool = False) -> dict[str, Any]:
        """Train to the last epoch and return what metrics.json holds."""
        started = time.perf_counter()
        state = load_trainer_state(self.folder, self.runtime) if resume else None
        done = self._restore(state) if state else 0
        run = state["run"] if state else self.config.logging.run or time.strftime("%Y%m%d-%H%M%S")
        output = PROJECT_ROOT / self.config.logging.log_dir / run
        if done >= self.epochs and (output / METRICS_JSON).exists():
            return read_json(output / METRICS_JSON)  # the run is finished: its record stays
        log = RunLog(output, self.config.logging.tensorboard and self.runtime.is_main)
        if self.runtime.is_main:
            log.begin(self.config, self.runtime, done)
        for epoch in range(done + 1, self.epochs + 1):
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
            self._draw(output)
        return summary

    def _train_epoch(self, epoch: int, log: RunLog) -> None:
        if self.descent is None:
            self._fit_at_once(log)
            return
        started, rows = time.perf_counter(), 0
        set_epoch(self.loader, epoch)
        if self.runtime.world_size > 1:
            # each process draws its own dropout, the same whether the run was resumed or not
            draws = epoch * self.runtime.world_size + self.runtime.rank
            torch.manual_seed(self.config.seed + draws)
        self.model.train()
        batches = islice(self.loader, self.batches)
        for step in range(1, self.steps + 1):
            rate = self.descent.rate
            taken = list(islice(batches, self.config.trainer.accumulate))
            loss = self.descent.step(taken)
            rows += sum(len(targets) for _, targets in taken) * self.runtime.world_size
            if not math.isfinite(loss):
                raise CommandError(f"loss became {loss} at epoch {epoch} step {step}")
            last = step == self.steps
            if self.runtime.is_main and (last or step % self.config.trainer.log_every_n_steps == 0):
                print(
                    f"epoch {epoch}/{self.epochs} step {step}/{self.steps} loss {loss:.4f}",
                    flush=True,
                )
                seconds = time.perf_counter() - started
                log.row(
                    epoch=epoch,
                    step=(epoch - 1) * self.steps + step,
                    split="train",
                    loss=round(loss, 6),
                    lr=rate,
                    seconds=round(seconds, 3),
                    grad_norm=round(self.descent.grad_norm, 6),
                    rows_per_s=round(rows / seconds, 1),
                    memory_mb=peak_memory_mb(self.runtime.device),
                )

    def _fit_at_once(self, log: RunLog) -> None:
        """Fit a model that needs no epochs; its loss is recorded before and after."""
        if not isinstance(self.model, FitsAtOnce):
            raise TypeError(f"{type(self.model).__name__} has no fit(inputs, targets)")
        started, limit = time.perf_counter(), self.config.trainer.limit_train_batches
        rows = len(self.train_data)
        if limit is not None:
            rows = min(rows, limit * self.config.data.batch_size)
        inputs, targets = (part.to(self.runtime.device) for part in self.train_data.examples(rows))
        for step in (0, 1):
            with torch.no_grad():
                if step == 1:
                    self.model.fit(inputs, targets)
                loss = float(
                    self.task.loss(taught(self.model, self.task, inputs, targets), targets)
                )
            if not math.isfinite(loss):
                raise CommandError(f"loss became {loss} {'after' if step else 'before'} the fit")
            if self.runtime.is_main:
                print(f"fit step {step}/1 loss {loss:.4f}", flush=True)
                seconds = round(time.perf_counter() - started, 3)
                log.row(epoch=1, step=step, split="train", loss=round(loss, 6), seconds=seconds)

    def _validate(self, epoch: int, log: RunLog) -> None:
        limit = self.config.trainer.limit_val_batches
        outputs, loss = run_split(
            self.model, self.task, self.val_loader, self.runtime.device, limit
        )
        records = self.val_data.records[: len(outputs)]
        ids = [record["id"] for record in records]
        answers = self.task.answers(ids, outputs.numpy(), self.val_data.inputs)
        name = self.config.metric
        value = score(self.task.scorer(name, records, answers), len(records))
        step = epoch * self.steps
        log.row(epoch=epoch, step=step, split="val", loss=round(loss, 6), metric=round(value, 6))
        print(f"epoch {epoch}/{self.epochs} val loss {loss:.4f} {name} {value:.4f}")
        tied = self.best is not None and value == self.best["value"] and loss < self.best["loss"]
        if not (tied or is_better(name, value, self.best["value"] if self.best else None)):
            return
        baseline_name, cheap = self.task.baseline(self.train_data, self.val_data)
        self.best_answers = answers
        self.best = {
            "metric": name,
            "value": value,
            "split": "val",
            "rows": len(records),
            "loss": loss,
            "epoch": epoch,
            "baseline_name": baseline_name,
            "baseline_value": score(
                self.task.scorer(name, records, cheap[: len(records)]), len(records)
            ),
        }
        figures = {**self.best, **self._summary()}
        preprocess = self.train_data.preprocess.to_dict()
        card = model_card(self.config, figures)
        save_model(self.folder, self.model, self.config, preprocess, figures, card)

    def _draw(self, output: Path) -> None:
        if not self.config.logging.pictures:
            return
        say = plots.speak(self.config.lang)
        metric = str(self.config.metric)
        plots.learning_curve(output / METRICS_CSV, metric, output / "learning_curve.png", say)
        if self.best_answers:
            records = self.val_data.records[: len(self.best_answers)]
            plots.answers(self.task, records, self.best_answers, output / "answers.png", say)

    def _summary(self) -> dict[str, Any]:
        return {
            "model": self.config.model.name,
            "params": count_parameters(self.model),
            "seed": self.config.seed,
            "epochs": self.epochs,
            "steps": self.steps * self.epochs,
            "train_rows": len(self.train_data),
            "peak_rss_mb": peak_rss_mb(),
        }

    def _save_state(self, epoch: int, run: str) -> None:
        state = {
            "epoch": epoch,
            "run": run,
            "config": self._compared(),
            "model": self.model.state_dict(),
            "descent": self.descent.state_dict() if self.descent else {},
            "rng": rng_state(self.runtime.device),
            "best": self.best,
        }
        save_trainer_state(self.folder, state)

    def _restore(self, state: dict[str, Any]) -> int:
        now = self._compared()
        for key in sorted({**state["config"], **now}):
            before, after = state["config"].get(key), now.get(key)
            if before != after:
                raise ConfigError(
                    f"cannot resume: '{key}' was {before!r} in the interrupted run, now {after!r}"
                )
        self.model.load_state_dict(state["model"])
        if self.descent is not None:
            self.descent.load_state_dict(state["descent"])
        restore_rng_state(state["rng"], self.runtime.device)
        self.best = state["best"]
        return int(state["epoch"])

    def _compared(self) -> dict[str, Any]:
        """Return what a resumed run must share with the interrupted one, by dotted key."""
        values = plain(self.config)
        shared = {key: values[key] for key in COMPARED_ON_RESUME}
        return dict(_leaves({**shared, "processes": self.runtime.world_size}))


class Descent:
    """Gradient steps of one model: AdamW, a learning-rate schedule, mixed precision."""

    def __init__(
        self, model: nn.Module, task: Task, config: DictConfig, runtime: Runtime, steps: int
    ) -> None:
        self.model, self.task, self.device = model, task, runtime.device
        self.grad_norm = 0.0  # of the last step, before clipping
        self.module = DistributedDataParallel(model) if runtime.world_size > 1 else model
        self.optimizer = torch.optim.AdamW(
            model.parameters(),
            lr=config.model.learning_rate,
            weight_decay=config.model.weight_decay,
        )
        self.scheduler = make_scheduler(self.optimizer, config, steps)
        self.precision = PRECISIONS[config.trainer.precision]
        self.scaler = torch.amp.GradScaler(
            self.device.type, enabled=self.precision == torch.float16
        )
        self.grad_clip = config.trainer.grad_clip

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        return float(self.optimizer.param_groups[0]["lr"])

    def step(self, batches: Sequence[Example]) -> float:
        """Take one step over the batches' rows; return their mean loss before it.

        Several batches give the gradient of one large batch at the memory of a small one. Of a
        distributed run the loss is the mean over the processes, so that all of them see a NaN.
        """
        rows = sum(len(targets) for _, targets in batches)
        total = torch.zeros((), device=self.device)
        self.optimizer.zero_grad(set_to_none=True)
        for left, (inputs, targets) in zip(reversed(range(len(batches))), batches, strict=True):
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            with self._unsynchronised(left > 0):
                with self._autocast():
                    loss = self.task.loss(taught(self.module, self.task, inputs, targets), targets)
                loss = loss * (len(targets) / rows)
                self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
            total += loss.detach()
        self.scaler.unscale_(self.optimizer)
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), self.grad_clip)
        self.grad_norm = float(norm)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.scheduler.step()
        return mean_of_processes(total)

    def state_dict(self) -> dict[str, Any]:
        """Return what a resume needs beside the weights."""
        return {
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
            "scaler": self.scaler.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken."""
        self.optimizer.load_state_dict(state["optimizer"])
        self.scheduler.load_state_dict(state["scheduler"])
        self.scaler.load_state_dict(state["scaler"])

    def _unsynchronised(self, more: bool) -> Any:
        """Processes exchange gradients once a step: with the last of its batches."""
        if more and isinstance(self.module, DistributedDataParallel):
            return self.module.no_sync()
        return nullcontext()

    def _autocast(self) -> Any:
        if self.precision == torch.float32:
            return nullcontext()
        return torch.autocast(self.device.type, self.precision)


def refuse_several(model: nn.Module, config: DictConfig, runtime: Runtime) -> None:
    """Refuse a distributed run of a model that is fitted at once: it has no steps to share."""
    if runtime.world_size > 1 and isinstance(model, FitsAtOnce):
        raise ConfigError(
            f"model '{config.model.name}' is fitted at once, in one process: "
            "start scripts/train.py without torchrun"
        )


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


def taught(
    model: nn.Module, task: Task, inputs: torch.Tensor, targets: torch.Tensor
) -> torch.Tensor:
    """Return the outputs that the loss judges: under teacher forcing the model sees the targets."""
    outputs: torch.Tensor = model(inputs, targets) if task.teacher_forcing else model(inputs)
    return outputs


def run_split(
    model: nn.Module, task: Task, loader: Any, device: torch.device, limit: int | None = None
) -> tuple[torch.Tensor, float]:
    """Return the model's outputs for a loader's rows, in order, and the mean loss."""
    model.eval()
    outputs, judged, targets = [], [], []
    with torch.inference_mode():
        for number, (inputs, batch_targets) in enumerate(loader):
            if number == limited(len(loader), limit):
                break
            inputs = inputs.to(device)
            found = model(inputs).detach().cpu()
            outputs.append(found)
            if task.teacher_forcing:
                found = taught(model, task, inputs, batch_targets.to(device)).cpu()
            judged.append(found.float())
            targets.append(batch_targets)
        loss = task.loss(torch.cat(judged), torch.cat(targets))
    return torch.cat(outputs), float(loss)


def _leaves(values: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    leaves = []
    for key, value in values.items():
        name = f"{prefix}{key}"
        leaves += _leaves(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return leaves
