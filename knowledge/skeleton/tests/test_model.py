"""The models: shapes, gradients, size, and answers that do not depend on the batch."""

from __future__ import annotations

from pathlib import Path

import pytest
from omegaconf import DictConfig

from template_project.datasets.preprocess import input_shape
from template_project.models import build_model, count_parameters
from template_project.utils import ConfigError
from template_project.utils.config import load_config

from family import MODELS

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[1]


def configure(name: str, *overrides: str) -> DictConfig:
    return load_config(ROOT / "configs/config.yaml", [f"model={name}", *overrides], {})


@pytest.mark.parametrize(("name", "parameters"), MODELS.items())
def test_the_model_has_the_declared_size_and_output(name: str, parameters: int) -> None:
    config = configure(name)
    model = build_model(config.model, config.data)

    logits = model(torch.randn(5, *input_shape(config.data)))

    assert logits.shape == (5, len(config.data.classes))
    assert count_parameters(model) == parameters


@pytest.mark.parametrize("name", MODELS)
def test_every_parameter_gets_a_gradient(name: str) -> None:
    config = configure(name)
    model = build_model(config.model, config.data)
    inputs = torch.randn(8, *input_shape(config.data))

    torch.nn.functional.cross_entropy(model(inputs), torch.arange(8) % 2).backward()

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
    inputs = torch.randn(6, *input_shape(config.data))

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
