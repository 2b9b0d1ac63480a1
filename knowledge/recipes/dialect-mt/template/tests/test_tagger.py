"""The edit taggers: untrained they copy, padding does not matter, neighbours do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from template_project.datasets.preprocess import Preprocess
from template_project.models import build_model
from template_project.models.ngrams import Around, bucket
from template_project.task import Task
from template_project.utils import ConfigError
from template_project.utils.config import load_config

from family import MODELS

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[1]
TEXT = "呢個唔係我嘅,係佢嘅。"


def configure(name: str, *overrides: str) -> Any:
    return load_config(ROOT / "configs/config.yaml", [f"model={name}", *overrides], {})


@pytest.mark.parametrize("name", MODELS)
def test_before_training_the_answer_is_the_source(name: str) -> None:
    config = configure(name)
    torch.manual_seed(1)
    model = build_model(config.model, config.data).eval()
    known = ("\0", *(chr(0x4E00 + place) for place in range(config.data.tags - 1)))
    preprocess = Preprocess(config.data.length, config.data.tags, 1, known)
    raw = preprocess.points(TEXT)

    outputs = model(torch.from_numpy(preprocess.apply(raw))[None]).detach().numpy()

    answer = Task(config, preprocess).answers(["x"], outputs, [raw])[0]
    assert answer.prediction == TEXT


@pytest.mark.parametrize("name", MODELS)
def test_more_padding_changes_no_score(name: str) -> None:
    config = configure(name)
    model = build_model(config.model, config.data).eval()
    short = torch.tensor([[ord(character) for character in TEXT]])
    longer = torch.nn.functional.pad(short, (0, 9))

    assert torch.allclose(model(short), model(longer)[:, : len(TEXT)], atol=1e-5)


def test_the_window_reaches_one_character_and_the_gru_all() -> None:
    one, two = (
        torch.tensor([[ord(character) for character in text]]) for text in ("甲乙丙丁", "甲乙丙戊")
    )
    same = {}
    for name in MODELS:
        config = configure(name)
        model = build_model(config.model, config.data).eval()
        same[name] = torch.isclose(model(one), model(two), atol=1e-7).all(dim=2)[0].tolist()

    assert same["window"] == [True, True, False, False]
    assert same["tagger"][-1] is False
    assert not all(same["tagger"][:2])


def test_order_matters_within_a_window() -> None:
    around = Around(4096, 8)
    one, two = around(torch.tensor([[7, 8, 9]])), around(torch.tensor([[9, 8, 7]]))

    assert not torch.allclose(one[0, 1], two[0, 1])


def test_every_number_falls_into_a_bucket_and_spreads() -> None:
    found = bucket(torch.arange(1, 20_001), 1, 1024)

    assert found.min() >= 1
    assert found.max() < 1024
    assert torch.bincount(found, minlength=1024)[1:].max() < 60


def test_too_few_buckets_are_refused() -> None:
    config = configure("window", "model.buckets=100")

    with pytest.raises(ConfigError, match=r"model\.buckets"):
        build_model(config.model, config.data)
