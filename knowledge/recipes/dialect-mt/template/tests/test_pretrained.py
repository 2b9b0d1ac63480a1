"""Fine-tuning through the optional package transformers, with a stand-in for it."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from template_project.datasets.preprocess import synthetic_input
from template_project.models import build_model
from template_project.utils import CommandError, ConfigError
from template_project.utils.config import load_config

from family import stand_in

torch = pytest.importorskip("torch")

from template_project.models.pretrained import PLANE, table_of  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]


def configure(*overrides: str) -> Any:
    return load_config(ROOT / "configs/config.yaml", ["model=macbert-base", *overrides], {})


def test_marks_stand_around_the_text_and_each_character_has_its_scores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setitem(sys.modules, "transformers", stand_in("transformers", seen))
    config = configure()
    numbers = torch.from_numpy(synthetic_input(config.data, 2))
    numbers[1, 3:] = 0
    numbers[1, 0] = ord("好")

    outputs = build_model(config.model, config.data)(numbers)

    first, last = config.model.marks
    assert outputs.shape == (2, config.data.length, config.data.tags)
    assert (seen["weights"], seen["num_labels"]) == (config.model.weights, config.data.tags)
    assert seen["tokens"][1][:5].tolist() == [first, 11, 100, 100, last]
    assert seen["mask"].sum(dim=1).tolist() == [config.data.length + 2, 5]


def test_random_weights_need_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    package = stand_in("transformers", seen)
    package.AutoModelForTokenClassification.from_pretrained = None
    package.AutoTokenizer = None
    monkeypatch.setitem(sys.modules, "transformers", package)
    config = configure("model.pretrained=false")

    build_model(config.model, config.data)

    assert seen["architecture"] == "bert"
    assert seen["num_hidden_layers"] == config.model.shape.num_hidden_layers


def test_a_vocabulary_becomes_a_table_of_characters() -> None:
    table = table_of({"好": 11, "很好": 12, "[CLS]": 101}, types.SimpleNamespace(unknown=100))

    assert (len(table), table[ord("好")].item(), table[ord("差")].item()) == (PLANE, 11, 100)
    assert table[0] == 0


def test_without_the_package_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    config = configure()

    with pytest.raises(ConfigError, match="needs the package 'transformers'"):
        build_model(config.model, config.data)


def test_a_failing_download_is_a_known_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def from_pretrained(weights: str, **_: Any) -> Any:
        raise OSError("no network")

    package = stand_in("transformers")
    package.AutoModelForTokenClassification.from_pretrained = from_pretrained
    monkeypatch.setitem(sys.modules, "transformers", package)
    config = configure()

    with pytest.raises(CommandError, match="no network"):
        build_model(config.model, config.data)
