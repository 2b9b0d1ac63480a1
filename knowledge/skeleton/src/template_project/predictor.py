"""Prediction from a checkpoint folder: torch or ONNX behind one interface, the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from omegaconf import DictConfig

from .datasets.preprocess import Preprocess
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
Forward = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True)
class Prediction:
    """The answer for one input.

    `score` is the probability of the positive class where one is declared, else that of each class.
    """

    id: str
    prediction: str
    score: float | dict[str, float]
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        """Return the record that the output file and the service give."""
        return {"id": self.id, "prediction": self.prediction, "score": self.score}


class Predictor:
    """A loaded checkpoint; `backend` is torch, onnx or auto (onnx where it was exported)."""

    def __init__(self, folder: Path, backend: str = "torch", device: str = "auto") -> None:
        saved = read_json(folder / "config.json")
        self.config = from_dict(saved)
        self.classes = [str(name) for name in saved["data"]["classes"]]
        self.positive: str | None = saved["data"].get("positive")
        self.preprocess = Preprocess.from_dict(read_json(folder / "preprocess.json"))
        if backend not in ("torch", "onnx", "auto"):
            raise ConfigError(f"backend must be torch, onnx or auto, got '{backend}'")
        if backend == "auto":
            backend = "onnx" if (folder / ONNX).exists() else "torch"
        self.backend = backend
        weights = folder / (ONNX if backend == "onnx" else WEIGHTS)
        if not weights.exists():
            raise CommandError(f"{folder} holds no {weights.name}")
        self.version = sha256_file(weights)[:12]
        if backend == "onnx":
            if device == "cuda":
                raise ConfigError("the onnx backend computes on the CPU: take backend torch")
            self._forward, self.device = _load_onnx(folder, self.config.trainer.threads), "cpu"
        else:
            self._forward, self.device = _load_torch(folder, self.config, device)

    def read(self, record: Mapping[str, Any], root: Path) -> NDArray[np.float32]:
        """Read the input of one record; an `InputError` names the field that is wrong."""
        return self.preprocess.read(record, root)

    def probabilities(self, inputs: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
        """Return one row of class probabilities for each raw input."""
        if not inputs:
            return np.empty((0, len(self.classes)))
        parts = []
        for start in range(0, len(inputs), CHUNK):
            batch = np.stack([self.preprocess.apply(raw) for raw in inputs[start : start + CHUNK]])
            parts.append(self._forward(batch).astype(np.float64))
        logits = np.concatenate(parts)
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = exponents / exponents.sum(axis=1, keepdims=True)
        return shares

    def predict(
        self, ids: Sequence[str], inputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """Predict every input."""
        rows = self.probabilities(inputs)
        return [self._answer(name, row) for name, row in zip(ids, rows, strict=True)]

    def read_all(
        self, records: Sequence[Mapping[str, Any]], root: Path
    ) -> list[NDArray[np.float32]]:
        """Read the inputs of all records; an error names the line as well."""
        inputs = []
        for number, record in enumerate(records, start=1):
            try:
                inputs.append(self.read(record, root))
            except InputError as error:
                raise error.at_line(number) from error
        return inputs

    def _answer(self, name: str, row: NDArray[np.float64]) -> Prediction:
        shares = {
            label: round(float(value), 6) for label, value in zip(self.classes, row, strict=True)
        }
        best = self.classes[int(row.argmax())]
        score = shares if self.positive is None else shares[self.positive]
        return Prediction(name, best, score, shares[best])


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

    def forward(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.inference_mode():
            logits: NDArray[np.float32] = model(torch.from_numpy(batch).to(place)).cpu().numpy()
        return logits

    return forward, str(place)


def _load_onnx(folder: Path, threads: int | None) -> Forward:
    try:
        import onnxruntime
    except ImportError as error:
        raise ConfigError("the onnx backend needs the package 'onnxruntime'") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or available_cores()
    session = onnxruntime.InferenceSession(
        str(folder / ONNX), options, providers=["CPUExecutionProvider"]
    )
    exported_from = session.get_modelmeta().custom_metadata_map.get("weights_sha256")
    weights = folder / WEIGHTS
    if weights.exists() and sha256_file(weights) != exported_from:
        raise CommandError(f"{folder / ONNX} was exported from other weights: export it again")

    def forward(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        logits: NDArray[np.float32] = session.run(None, {"input": batch})[0]
        return logits

    return forward
