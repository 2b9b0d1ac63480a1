"""Fixtures over data/sample, and the `clause` marker read from tests/clauses.yaml."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from omegaconf import OmegaConf

import family
from family import validation

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
TRAIN_ROWS, VAL_ROWS = 40, 16

Script = Callable[..., int]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the clauses it proves."""
    path = ROOT / "tests" / "clauses.yaml"
    clauses = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}
    for item in items:
        if ids := clauses_of(item.nodeid, clauses):
            item.add_marker(pytest.mark.clause(*ids))


def clauses_of(nodeid: str, clauses: dict[str, list[str]]) -> list[str]:
    """The clause ids that clauses.yaml gives a test: its file's, then its own, each once."""
    names = (nodeid.partition("::")[0], nodeid.partition("[")[0], nodeid)
    return list(dict.fromkeys(id for name in names for id in clauses.get(name, [])))


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caller's environment out of the configuration."""
    for name in ("BATCH_SIZE", "EPOCHS", "LEARNING_RATE", "NUM_WORKERS", "SEED", "DEVICE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def sample() -> list[dict[str, Any]]:
    """The labelled records of data/sample."""
    text = (SAMPLE / "sample.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory, sample: list[dict[str, Any]]) -> Path:
    """A data folder laid out as data/mini, made of the sample."""
    folder = tmp_path_factory.mktemp("data")
    known = TRAIN_ROWS + VAL_ROWS
    training = getattr(family, "training", list)  # a family whose sample does not suit the tests
    parts = {"train": training(sample[:TRAIN_ROWS]), "val": validation(sample[TRAIN_ROWS:known])}
    for name, records in parts.items():
        _write(folder / f"{name}.jsonl", records)
    inputs = [
        {key: value for key, value in record.items() if key != "label"} for record in sample[known:]
    ]
    _write(folder / "test_inputs.jsonl", inputs)
    if (SAMPLE / "images").is_dir():
        shutil.copytree(SAMPLE / "images", folder / "images")
    return folder


@pytest.fixture
def config(data_dir: Path) -> Any:
    """The project's configuration over the sample, for what needs no model."""
    folder = ROOT / "configs"
    config = OmegaConf.load(folder / "config.yaml")
    config.data = OmegaConf.load(folder / "data" / "mini.yaml")
    config.trainer = OmegaConf.load(folder / "trainer" / "default.yaml")
    config.data.data_dir = str(data_dir)
    return config


@pytest.fixture(scope="session")
def run_script() -> Script:
    """Call a script's main in this process: `run_script("train", "--dry-run")` gives its code."""

    def run(name: str, *arguments: str | Path) -> int:
        main = importlib.import_module(f"scripts.{name}").main
        return int(main([str(argument) for argument in arguments]))

    return run


@pytest.fixture(scope="session")
def checkpoint(
    tmp_path_factory: pytest.TempPathFactory, data_dir: Path, run_script: Script
) -> Path:
    """The default model, trained on the sample for a moment."""
    folder = tmp_path_factory.mktemp("checkpoint")
    logs = tmp_path_factory.mktemp("outputs")
    arguments = ("--data", data_dir, "--epochs", "10", "--checkpoint", folder)
    overrides = (f"logging.log_dir={logs}", "logging.pictures=false")
    assert run_script("train", *arguments, *overrides) == 0
    return folder


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
