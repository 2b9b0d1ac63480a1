"""Hashed n-grams: neighbours make one, padding makes none, buckets hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from omegaconf import OmegaConf

torch = pytest.importorskip("torch")

from template_project.models.ngrams import bucket, ngrams  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
TEXT = torch.tensor([[7, 8, 9, 7, 8, 0, 0]])


def test_equal_neighbours_get_equal_buckets_wherever_they_stand() -> None:
    pairs = ngrams(TEXT, (2,), 65536)[0].tolist()

    assert pairs[0] == pairs[3]
    assert len({*pairs[:4]}) == 3


def test_what_reaches_into_the_padding_is_no_ngram() -> None:
    grams = ngrams(TEXT, (1, 2, 3), 65536)

    assert grams.shape == (1, 7 + 6 + 5)
    assert (grams > 0).sum().item() == 5 + 4 + 3


def test_order_matters_within_an_ngram() -> None:
    one, other = (ngrams(torch.tensor([pair]), (2,), 65536).item() for pair in ([7, 8], [8, 7]))

    assert one != other


def test_every_number_falls_into_a_bucket_and_spreads() -> None:
    numbers = torch.arange(1, 20_001)

    buckets = bucket(numbers, 1, 1024)

    assert buckets.min() >= 1
    assert buckets.max() < 1024
    assert torch.bincount(buckets, minlength=1024)[1:].max() < 60


@pytest.mark.parametrize("name", ["linear", "bag", "cnn"])
def test_the_models_declare_buckets_enough(name: str) -> None:
    model = OmegaConf.load(ROOT / "configs" / "model" / f"{name}.yaml")

    assert model.name == name
    assert model.buckets >= 1024
