"""The verifier: symmetric, blind to light, certain of a picture beside itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from template_project.datasets.preprocess import synthetic_input
from template_project.models import build_model
from template_project.utils import ConfigError
from template_project.utils.config import load_config

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("siamese-cnn", "siamese-tiny")


def build(name: str, *overrides: str) -> tuple[Any, Any]:
    config = load_config(ROOT / "configs/config.yaml", [f"model={name}", *overrides], {})
    torch.manual_seed(3)
    pairs = torch.from_numpy(synthetic_input(config.data, 4))
    return build_model(config.model, config.data).eval(), pairs


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_pictures_does_not_matter(name: str) -> None:
    model, pairs = build(name)

    assert torch.allclose(model(pairs), model(pairs.flip(1)), atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_beside_itself_has_similarity_one(name: str) -> None:
    model, pairs = build(name)

    cosine = model(torch.cat([pairs[:, :1], pairs[:, :1]], dim=1))[:, 0]

    assert torch.allclose(cosine, torch.ones(4), atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_brightness_and_contrast_are_taken_away_first(name: str) -> None:
    model, pairs = build(name)

    assert torch.allclose(
        model.embed(pairs[:, :1]), model.embed(pairs[:, :1] * 0.5 + 0.2), atol=1e-4
    )


def test_an_empty_picture_still_has_an_answer() -> None:
    model, pairs = build("siamese-cnn")

    assert torch.isfinite(model(torch.zeros_like(pairs))).all()


def test_the_answer_turns_at_the_threshold() -> None:
    model, pairs = build("siamese-cnn")

    cosine, logit = model(pairs).unbind(dim=1)

    assert torch.equal(logit >= 0, cosine >= model.threshold)


def test_pictures_too_small_are_refused() -> None:
    with pytest.raises(ConfigError, match="at least 8 x 8"):
        build("siamese-cnn", "data.image.height=4")


def test_channels_and_strides_must_be_as_many() -> None:
    with pytest.raises(ConfigError, match="same length"):
        build("siamese-cnn", "model.strides=[1,2]")
