"""The models: shapes, gradients, size, and answers that do not depend on the batch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from omegaconf import DictConfig

from template_project.datasets.preprocess import Preprocess, synthetic_input
from template_project.models import build_model
from template_project.task import Task
from template_project.utils import ConfigError
from template_project.utils.checkpoint import FitsAtOnce, count_parameters
from template_project.utils.config import load_config

from family import AT_ONCE, MODELS

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[1]
BY_STEPS = [name for name in MODELS if name not in AT_ONCE]


def configure(name: str, *overrides: str) -> DictConfig:
    return load_config(ROOT / "configs/config.yaml", [f"model={name}", *overrides], {})


def a_task(config: DictConfig) -> Task:
    return Task(config, Preprocess.declared(config.data))


def a_batch(config: DictConfig, rows: int) -> Any:
    return torch.from_numpy(synthetic_input(config.data, rows))


@pytest.mark.parametrize(("name", "parameters"), MODELS.items())
def test_the_model_has_the_declared_size_and_output(name: str, parameters: int) -> None:
    config = configure(name)
    model = build_model(config.model, config.data)

    outputs = model(a_batch(config, 5))

    assert outputs.shape == (5, *a_task(config).output_shape())
    assert count_parameters(model) == parameters
    assert isinstance(model, FitsAtOnce) is (name in AT_ONCE)


@pytest.mark.parametrize("name", BY_STEPS)
def test_every_parameter_gets_a_gradient(name: str) -> None:
    config = configure(name)
    task, model = a_task(config), build_model(config.model, config.data)
    inputs, targets = a_batch(config, 8), task.synthetic_target(8)

    outputs = model(inputs, targets) if task.teacher_forcing else model(inputs)
    task.loss(outputs, targets).backward()

    without = [
        label
        for label, value in model.named_parameters()
        if value.grad is None or not value.grad.abs().sum() > 0
    ]
    assert without == []


@pytest.mark.parametrize("name", MODELS)
def test_an_answer_does_not_depend_on_the_other_rows(name: str) -> None:
    config = configure(name)
    model = build_model(config.model, config.data).eval()
    inputs = a_batch(config, 6)

    together, alone = model(inputs), torch.cat([model(row[None]) for row in inputs])

    assert torch.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("name", MODELS)
def test_the_same_seed_builds_the_same_model(name: str) -> None:
    config = configure(name)

    states = []
    for _ in range(2):
        torch.manual_seed(5)
        states.append(build_model(config.model, config.data).state_dict())

    assert all(torch.equal(value, states[1][label]) for label, value in states[0].items())


def test_an_unknown_kind_is_named() -> None:
    config = configure(next(iter(MODELS)), "model.kind=cube")

    with pytest.raises(ConfigError, match=r"unknown model\.kind 'cube'"):
        build_model(config.model, config.data)
