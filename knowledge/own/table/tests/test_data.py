"""Rows on their way to the model: columns, gaps, categories, statistics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from omegaconf import DictConfig, OmegaConf

from template_project.datasets.preprocess import (
    Preprocess,
    augment,
    input_shape,
    synthetic_input,
)
from template_project.utils import InputError

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
TINY: dict[str, Any] = {
    "columns": ["size", "colour"],
    "kinds": ["number", "category"],
    "widths": [2, 3],
}


@pytest.fixture
def data() -> DictConfig:
    config = OmegaConf.load(ROOT / "configs" / "data" / "mini.yaml")
    assert isinstance(config, DictConfig)
    return config


def tiny() -> Preprocess:
    return Preprocess.declared(OmegaConf.create(TINY))


def row(size: float | None, colour: str | None) -> Any:
    return tiny().vector({"size": size, "colour": colour})


def test_the_sample_agrees_with_the_declared_contract(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    declared = Preprocess.declared(data)

    rows = [declared.read(record, SAMPLE) for record in sample]
    fitted = declared.fitted(rows, sample)

    assert list(sample[0]["features"]) == list(data.columns)
    assert all(fitted.apply(one).shape == input_shape(data) for one in rows)
    assert Preprocess.from_dict(json.loads(json.dumps(fitted.to_dict()))) == fitted


def test_columns_come_in_the_declared_order(data: DictConfig, sample: list[dict[str, Any]]) -> None:
    preprocess = Preprocess.declared(data)
    features = sample[0]["features"]

    shuffled = dict(reversed(features.items()))

    assert preprocess.vector(shuffled).tolist() == preprocess.vector(features).tolist()


@pytest.mark.parametrize(
    ("features", "field"),
    [
        ({"size": "1", "colour": "red"}, "size"),
        ({"size": True, "colour": "red"}, "size"),
        ({"size": float("nan"), "colour": "red"}, "size"),
        ({"size": 1e300, "colour": "red"}, "size"),
        ({"size": 1.0, "colour": 3}, "colour"),
        ({"size": 1.0}, "colour"),
        ({"size": 1.0, "colour": "red", "more": 1}, "more"),
    ],
)
def test_a_wrong_value_names_its_column(features: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError, match=f"features.{field}"):
        tiny().vector(features)


def test_numbers_are_standard_and_a_gap_has_a_flag_of_its_own() -> None:
    fitted = tiny().fitted([row(1.0, "red"), row(3.0, "red"), row(None, "blue")])

    assert fitted.apply(row(3.0, "red")).tolist() == [1.0, 0.0, 0.0, 1.0, 0.0]
    assert fitted.apply(row(None, "blue")).tolist() == [0.0, 1.0, 0.0, 0.0, 1.0]


def test_gaps_and_categories_that_training_never_saw_share_the_first_place() -> None:
    fitted = tiny().fitted([row(1.0, "red"), row(2.0, "blue"), row(3.0, "blue"), row(3.0, "odd")])

    assert fitted.levels[1] == ("blue", "odd")
    for colour in ("green", None, "red"):
        assert fitted.apply(row(2.0, colour))[2:].tolist() == [1.0, 0.0, 0.0]


def test_a_row_is_not_augmented_and_made_up_inputs_look_like_prepared_ones(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    declared = Preprocess.declared(data)
    raw = declared.read(sample[0], SAMPLE)

    made_up = synthetic_input(data, 3)

    assert augment(raw, np.random.default_rng(1), data) is raw
    prepared = declared.apply(raw)
    assert (made_up.shape, made_up.dtype) == ((3, *prepared.shape), prepared.dtype)
    assert np.array_equal(made_up, synthetic_input(data, 3))
