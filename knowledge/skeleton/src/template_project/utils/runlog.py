"""The record of a run: metrics.csv row by row, metrics.json, the environment, the model card."""

from __future__ import annotations

import csv
import importlib
import io
import json
import os
import platform
import resource
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import torch
from omegaconf import DictConfig, OmegaConf

from . import ConfigError, write_atomic
from .runtime import Runtime

METRICS_CSV = "metrics.csv"
METRICS_JSON = "metrics.json"
FIELDS = (
    *("epoch", "step", "split", "loss", "lr", "metric", "seconds"),
    *("grad_norm", "rows_per_s", "memory_mb"),
)
CURVES = ("loss", "lr", "metric", "grad_norm", "rows_per_s", "memory_mb")
FLUSH_SECONDS = 5  # a curve that is watched live must not wait for two minutes
PACKAGES = ("torch", "numpy", "omegaconf", "safetensors", "scikit-learn", "pillow", "onnxruntime")
CARD_TITLES = {
    "en": ("Model", "Results on the validation part", "Data", "Limits"),
    "zh": ("模型", "验证集结果", "数据", "适用范围"),
}
CARD_LIMITS = {
    "en": "Measured on the data named above only; other inputs need their own evaluation.",
    "zh": "以上数值仅在所列数据上测得；用于其他输入前需另行评估。",
}


class RunLog:
    """Files of one run under outputs/<run>/."""

    def __init__(self, folder: Path, tensorboard: bool = False) -> None:
        self.folder = folder
        self._board = _tensorboard_writer(folder) if tensorboard else None

    def begin(self, config: DictConfig, runtime: Runtime, resumed_epoch: int = 0) -> None:
        """Write the resolved configuration and the environment; keep rows up to a resume."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomic(self.folder / "config.resolved.yaml", OmegaConf.to_yaml(config, resolve=True))
        write_atomic(self.folder / "env.json", json.dumps(environment(runtime), indent=2) + "\n")
        table = self.folder / METRICS_CSV
        kept: list[dict[str, str]] = []
        if resumed_epoch and table.exists():
            with table.open(encoding="utf-8", newline="") as stream:
                kept = [row for row in csv.DictReader(stream) if int(row["epoch"]) <= resumed_epoch]
        text = io.StringIO()
        writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
        write_atomic(table, text.getvalue())

    def row(self, **values: Any) -> None:
        """Append one row to metrics.csv; absent columns stay empty."""
        with (self.folder / METRICS_CSV).open("a", encoding="utf-8", newline="") as stream:
            csv.DictWriter(stream, FIELDS, lineterminator="\n").writerow(values)
        if self._board is not None:
            for name in CURVES:
                if name in values:
                    self._board.add_scalar(
                        f"{values['split']}/{name}", values[name], values["step"]
                    )

    def finish(self, metrics: Mapping[str, Any]) -> None:
        """Write metrics.json, the summary of the run."""
        text = json.dumps(dict(metrics), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        write_atomic(self.folder / METRICS_JSON, text)
        if self._board is not None:
            self._board.close()


def environment(runtime: Runtime) -> dict[str, Any]:
    """Describe what the run was computed with."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {
        "python_version": platform.python_version(),
        "platform": platform.platform(),
        "device": str(runtime.device),
        "cuda_available": torch.cuda.is_available(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "world_size": runtime.world_size,
        "packages": versions,
    }


def peak_rss_mb() -> float:
    """Return the largest resident size of this process so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)


def peak_memory_mb(device: torch.device) -> float:
    """Return the largest memory used so far, in MB: the GPU's own on a GPU, else the process's."""
    if device.type == "cuda":
        return round(torch.cuda.max_memory_allocated(device) / 1e6, 1)
    return peak_rss_mb()


def model_card(config: DictConfig, metrics: Mapping[str, Any]) -> str:
    """Render MODEL_CARD.md in the project's language."""
    lang = config.lang if config.lang in CARD_TITLES else "en"
    model, results, data, limits = CARD_TITLES[lang]
    figures = {key: metrics[key] for key in ("metric", "value", "epoch", "params", "seed")}
    lines = [
        f"# {config.project}",
        *_section(model, {"name": config.model.name, "params": metrics["params"]}),
        *_section(results, figures),
        *_section(data, {"name": config.data.name, "licence": config.data.licence}),
        *("", f"## {limits}", "", CARD_LIMITS[lang]),
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, values: Mapping[str, Any]) -> list[str]:
    return ["", f"## {title}", "", *(f"- `{key}`: {value}" for key, value in values.items())]


def _tensorboard_writer(folder: Path) -> Any:
    try:
        board = importlib.import_module("torch.utils.tensorboard")
    except ImportError as error:
        raise ConfigError(
            "logging.tensorboard needs the package 'tensorboard': pip install tensorboard"
        ) from error
    return board.SummaryWriter(str(folder), flush_secs=FLUSH_SECONDS)
