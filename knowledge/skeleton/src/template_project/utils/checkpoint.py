"""Checkpoint folders: weights as safetensors, their configuration, and the state to resume from."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import torch
from omegaconf import DictConfig
from safetensors.torch import load_file, save
from torch import nn

from . import CommandError, read_json, write_atomic
from .config import from_dict, plain
from .runtime import Runtime, bytes_of_main

WEIGHTS = "model.safetensors"
CONFIG = "config.json"
PREPROCESS = "preprocess.json"
METRICS = "metrics.json"
MODEL_CARD = "MODEL_CARD.md"
TRAINER_STATE = "trainer_state.pt"


@runtime_checkable
class FitsAtOnce(Protocol):
    """A model without epochs: `fit` sets its parameters and buffers from all examples at once."""

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Learn from the whole training part."""


def count_parameters(model: nn.Module) -> int:
    """Count what training changes: trainable parameters, or all a model without epochs keeps."""
    if isinstance(model, FitsAtOnce):
        return sum(value.numel() for value in model.state_dict().values())
    return sum(value.numel() for value in model.parameters() if value.requires_grad)


def save_model(
    folder: Path,
    model: nn.Module,
    config: DictConfig,
    preprocess: dict[str, Any],
    metrics: dict[str, Any],
    card: str,
) -> None:
    """Write all that inference needs; the weights come last, so they never lack their config."""
    _write_json(folder / CONFIG, plain(config))
    _write_json(folder / PREPROCESS, preprocess)
    _write_json(folder / METRICS, metrics)
    write_atomic(folder / MODEL_CARD, card)
    tensors = {
        name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()
    }
    write_atomic(folder / WEIGHTS, save(tensors))


def load_saved_config(folder: Path) -> DictConfig:
    """Read the configuration a checkpoint was trained with."""
    return from_dict(read_json(folder / CONFIG))


def load_weights(folder: Path, model: nn.Module) -> None:
    """Fill a model with the saved weights; every name and shape must agree."""
    path = folder / WEIGHTS
    if not path.exists():
        raise CommandError(f"{folder} is not a checkpoint: {WEIGHTS} is missing")
    try:
        model.load_state_dict(load_file(path))
    except Exception as error:  # safetensors and torch raise different classes
        raise CommandError(f"{path} does not fit the model: {error}") from error


def save_trainer_state(folder: Path, state: dict[str, Any]) -> None:
    """Replace the resume state in one step, so that a kill leaves the old or the new one."""
    temporary = folder / f".{TRAINER_STATE}.tmp"
    torch.save(state, temporary)
    temporary.replace(folder / TRAINER_STATE)


def load_trainer_state(folder: Path, runtime: Runtime) -> dict[str, Any]:
    """Read the resume state without executing anything in it; the main process reads for all."""
    path = folder / TRAINER_STATE
    found = path.read_bytes() if runtime.is_main and path.exists() else b""
    content = bytes_of_main(found, runtime)
    if not content:
        raise CommandError(f"nothing to resume: {path} does not exist")
    try:
        state: dict[str, Any] = torch.load(
            io.BytesIO(content), map_location="cpu", weights_only=True
        )
    except Exception as error:  # a damaged archive raises many classes
        raise CommandError(f"{path} is damaged: {error}") from error
    return state


def _write_json(path: Path, value: dict[str, Any]) -> None:
    write_atomic(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
