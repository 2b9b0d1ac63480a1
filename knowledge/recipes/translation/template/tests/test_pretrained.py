"""Fine-tuning through the optional package transformers, with a stand-in for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from template_project.datasets import pieces
from template_project.datasets.preprocess import Preprocess
from template_project.models import build_model
from template_project.utils import CommandError, ConfigError
from template_project.utils.config import load_config

from family import stand_in

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[1]
Seen = dict[str, Any]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    asked: Seen = {}
    monkeypatch.setitem(sys.modules, "transformers", stand_in("transformers", asked))
    pieces.tokenizer_of.cache_clear()
    yield asked
    pieces.tokenizer_of.cache_clear()


def configure(*overrides: str) -> Any:
    return load_config(ROOT / "configs/config.yaml", ["model=opus-mt-en-zh", *overrides], {})


def test_the_wanted_pieces_are_judged_after_the_pieces_before_them(seen: Seen) -> None:
    config = configure()
    inputs, targets = torch.tensor([[5, 6, 1, 0]]), torch.tensor([[9, 8, 1, 0]])

    likelihoods = build_model(config.model, config.data)(inputs, targets)

    assert seen["weights"] == config.model.weights
    assert seen["tokens"].tolist() == [[4, 5, 0, 96]]
    assert seen["mask"].tolist() == [[1, 1, 1, 0]]
    assert seen["before"].tolist() == [[96, 8, 7, 0]]
    assert likelihoods.shape == targets.shape
    assert (likelihoods < 0).all()


def test_an_answer_stops_at_the_end_mark_and_says_no_padding(seen: Seen) -> None:
    config = configure()
    model = build_model(config.model, config.data)
    with torch.no_grad():
        model.network.head.weight.zero_()
        model.network.head.bias.zero_()
        model.network.head.bias[96] = 9.0
        model.network.head.bias[0] = 1.0

    answer = model(torch.tensor([[5, 6, 1, 0]]))

    assert answer.tolist() == [[1, *[0] * (config.data.said - 1)]]


def test_texts_are_cut_and_joined_by_the_models_own_tokenizer(seen: Seen) -> None:
    config = configure()
    preprocess = Preprocess.declared(config.data)
    raw = preprocess.points("Edit")

    assert preprocess.tokenizer == config.model.weights
    assert preprocess.fitted([raw], [{"label": "编辑"}]) == preprocess
    assert preprocess.apply(raw)[:6].tolist() == [71, 12, 17, 28, 1, 0]
    assert preprocess.wanted("Edit", "编")[:3].tolist() == [2 + ord("编") % 90, 1, 0]
    assert preprocess.answer("Edit", [12, 1, 0, 0]) == "11"
    assert seen["decoded"] == [11, 0]


def test_random_weights_need_no_hub(seen: Seen) -> None:
    config = configure("model.pretrained=false")

    build_model(config.model, config.data)

    assert seen["architecture"] == "marian"
    assert "weights" not in seen


def test_without_the_package_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    pieces.tokenizer_of.cache_clear()
    config = configure()

    with pytest.raises(ConfigError, match="needs the package 'transformers'"):
        build_model(config.model, config.data)
    with pytest.raises(ConfigError, match="needs the package 'transformers'"):
        Preprocess.declared(config.data).apply(Preprocess.declared(config.data).points("Edit"))


def test_a_failing_download_is_a_known_failure(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    def from_pretrained(weights: str, **_: Any) -> Any:
        raise OSError("no network")

    for maker in ("AutoModelForSeq2SeqLM", "AutoTokenizer"):
        monkeypatch.setattr(
            getattr(sys.modules["transformers"], maker), "from_pretrained", from_pretrained
        )
    config = configure()

    with pytest.raises(CommandError, match="no network"):
        build_model(config.model, config.data)
    with pytest.raises(CommandError, match="no network"):
        pieces.source_pieces(config.model.tokenizer, "Edit")
