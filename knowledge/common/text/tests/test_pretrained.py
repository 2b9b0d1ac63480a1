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

from family import OPTIONAL, stand_in

torch = pytest.importorskip("torch")

from template_project.models.pretrained import (  # noqa: E402
    PLANE,
    build_pretrained,
    table_of,
)

ROOT = Path(__file__).resolve().parents[1]


def configure(name: str, *overrides: str) -> Any:
    return load_config(ROOT / "configs/config.yaml", [f"model={name}", *overrides], {})


@pytest.mark.parametrize("name", OPTIONAL)
def test_the_configuration_reaches_the_package(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setitem(sys.modules, "transformers", stand_in("transformers", seen))
    config = configure(name)
    first, last = config.model.marks

    numbers = torch.from_numpy(synthetic_input(config.data, 2))
    numbers[1, 3:] = 0
    outputs = build_model(config.model, config.data)(numbers)

    assert outputs.shape == (2, len(config.data.classes))
    classes = len(config.data.classes)
    assert (seen["weights"], seen["num_labels"]) == (config.model.weights, classes)
    assert config.data.text.unit == "char"
    assert seen["tokens"][1][0] == first
    assert seen["tokens"][1][4] == last
    assert seen["mask"].sum(dim=1).tolist() == [numbers.shape[1] + 2, 5]


@pytest.mark.parametrize("name", OPTIONAL)
def test_random_weights_need_no_hub(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    package = stand_in("transformers", seen)
    package.AutoModelForSequenceClassification.from_pretrained = None
    package.AutoTokenizer = None
    monkeypatch.setitem(sys.modules, "transformers", package)
    config = configure(name, "model.pretrained=false")

    build_model(config.model, config.data)

    assert seen["architecture"] == config.model.architecture
    assert seen["num_hidden_layers"] == config.model.shape.num_hidden_layers


def test_a_vocabulary_becomes_a_table_of_characters() -> None:
    model = types.SimpleNamespace(vocabulary=True, unknown=100)

    table = table_of({"好": 11, "很好": 12, "[CLS]": 101}, model)

    assert (len(table), table[ord("好")].item(), table[ord("差")].item()) == (PLANE, 11, 100)
    assert table[0] == table[ord(" ")] == 0
    assert len(table_of({}, types.SimpleNamespace(vocabulary=False, unknown=0))) == 0


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_network_of_characters_is_not_fed_words(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "transformers", stand_in("transformers"))
    config = configure(name, "data.text.unit=word")

    with pytest.raises(ConfigError, match=r"data\.text\.unit=char"):
        build_model(config.model, config.data)


@pytest.mark.parametrize("name", OPTIONAL)
def test_without_the_package_the_error_names_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    config = configure(name)

    with pytest.raises(ConfigError, match="needs the package 'transformers'"):
        build_pretrained(config.model, config.data)


def test_a_failing_download_is_a_known_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def from_pretrained(weights: str, **_: Any) -> Any:
        raise OSError("no network")

    package = stand_in("transformers")
    package.AutoModelForSequenceClassification.from_pretrained = from_pretrained
    monkeypatch.setitem(sys.modules, "transformers", package)

    with pytest.raises(CommandError, match="no network"):
        config = configure(next(iter(OPTIONAL)))
        build_model(config.model, config.data)
