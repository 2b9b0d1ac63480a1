"""Prediction from a checkpoint folder: torch or ONNX behind one interface, the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from omegaconf import DictConfig

from .datasets.preprocess import Preprocess
from .datasets.records import Prediction
from .task import Task
from .utils import (
    CommandError,
    ConfigError,
    InputError,
    available_cores,
    read_json,
    sha256_file,
)
from .utils.config import from_dict

WEIGHTS = "model.safetensors"
ONNX = "model.onnx"
CHUNK = 256
Forward = Callable[[NDArray[Any]], NDArray[Any]]


class Predictor:
    """A loaded checkpoint; `backend` is torch, onnx or auto (onnx where it was exported).

    `version` names the weights: it is the same for both backends.
    """

    def __init__(self, folder: Path, backend: str = "torch", device: str = "auto") -> None:
        self.config = from_dict(read_json(folder / "config.json"))
        self.preprocess = Preprocess.from_dict(read_json(folder / "preprocess.json"))
        self.task = Task(self.config, self.preprocess)
        if backend not in ("torch", "onnx", "auto"):
            raise ConfigError(f"backend must be torch, onnx or auto, got '{backend}'")
        if backend == "auto":
            backend = "onnx" if (folder / ONNX).exists() else "torch"
        self.backend = backend
        weights = folder / (ONNX if backend == "onnx" else WEIGHTS)
        if not weights.exists():
            raise CommandError(f"{folder} holds no {weights.name}")
        if backend == "onnx":
            if device == "cuda":
                raise ConfigError("the onnx backend computes on the CPU: take backend torch")
            self._forward, digest = _load_onnx(folder, self.config.trainer.threads)
            self.device = "cpu"
        else:
            digest = sha256_file(weights)
            self._forward, self.device = _load_torch(folder, self.config, device)
        self.version = digest[:12]

    def read(self, record: Mapping[str, Any], root: Path) -> NDArray[Any]:
        """Read the input of one record; an `InputError` names the field that is wrong."""
        return self.preprocess.read(record, root)

    def read_all(self, records: Sequence[Mapping[str, Any]], root: Path) -> list[NDArray[Any]]:
        """Read the inputs of all records; an error names the line as well."""
        inputs = []
        for number, record in enumerate(records, start=1):
            try:
                inputs.append(self.read(record, root))
            except InputError as error:
                raise error.at_line(number) from error
        return inputs

    def outputs(self, inputs: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """Return the model's output for each raw input; there must be at least one."""
        parts = []
        for start in range(0, len(inputs), CHUNK):
            batch = np.stack([self.preprocess.apply(raw) for raw in inputs[start : start + CHUNK]])
            parts.append(self._forward(batch))
        return np.concatenate(parts)

    def predict(self, ids: Sequence[str], inputs: Sequence[NDArray[Any]]) -> list[Prediction]:
        """Predict every input."""
        return self.task.answers(ids, self.outputs(inputs), inputs)


def _load_torch(folder: Path, config: DictConfig, device: str) -> tuple[Forward, str]:
    import torch

    from .models import build_model
    from .utils.checkpoint import load_weights
    from .utils.runtime import resolve_device

    place = resolve_device(device)
    torch.set_num_threads(config.trainer.threads or available_cores())
    if config.model.get("pretrained"):
        config.model.pretrained = False  # the checkpoint holds the weights
    model = build_model(config.model, config.data)
    load_weights(folder, model)
    model.to(place).eval()

    def forward(batch: NDArray[Any]) -> NDArray[Any]:
        with torch.inference_mode():
            outputs: NDArray[Any] = model(torch.from_numpy(batch).to(place)).cpu().numpy()
        return outputs

    return forward, str(place)


def _load_onnx(folder: Path, threads: int | None) -> tuple[Forward, str]:
    try:
        import onnxruntime
    except ImportError as error:
        raise ConfigError("the onnx backend needs the package 'onnxruntime'") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or available_cores()
    session = onnxruntime.InferenceSession(
        str(folder / ONNX), options, providers=["CPUExecutionProvider"]
    )
    exported_from = str(session.get_modelmeta().custom_metadata_map.get("weights_sha256", ""))
    weights = folder / WEIGHTS
    if not exported_from or (weights.exists() and sha256_file(weights) != exported_from):
        raise CommandError(f"{folder / ONNX} was exported from other weights: export it again")

    def forward(batch: NDArray[Any]) -> NDArray[Any]:
        outputs: NDArray[Any] = session.run(None, {"input": batch})[0]
        return outputs

    return forward, exported_from
