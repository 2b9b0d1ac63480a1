"""Rows on their way to the model: columns, statistics, augmentation."""

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
from template_project.utils import ConfigError, InputError

from family import TRAIN_LABELS

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"


@pytest.fixture
def data() -> DictConfig:
    config = OmegaConf.load(ROOT / "configs" / "data" / "mini.yaml")
    assert isinstance(config, DictConfig)
    return config


def test_the_sample_agrees_with_the_declared_contract(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)

    rows = [preprocess.read(record, SAMPLE) for record in sample]

    assert {record.get("label") for record in sample} == TRAIN_LABELS
    assert list(sample[0]["features"]) == list(data.columns)
    assert all(row.shape == input_shape(data) and np.isfinite(row).all() for row in rows)


def test_columns_come_in_the_declared_order(data: DictConfig, sample: list[dict[str, Any]]) -> None:
    preprocess = Preprocess.declared(data)
    features = sample[0]["features"]

    shuffled = dict(reversed(features.items()))

    assert preprocess.vector(shuffled).tolist() == preprocess.vector(features).tolist()
    assert preprocess.vector(features)[20] == pytest.approx(features[data.columns[20]])


@pytest.mark.parametrize("value", ["1", None, True, float("nan"), float("inf"), 1e300])
def test_a_value_that_is_no_finite_number_is_named(
    data: DictConfig, sample: list[dict[str, Any]], value: Any
) -> None:
    features = {**sample[0]["features"], data.columns[3]: value}

    with pytest.raises(InputError, match=f"features.{data.columns[3]}"):
        Preprocess.declared(data).vector(features)


@pytest.mark.parametrize("scale", ["column", "shared"])
def test_training_columns_are_centred_and_scaled(
    data: DictConfig, sample: list[dict[str, Any]], scale: str
) -> None:
    data.scale = scale
    rows = [Preprocess.declared(data).read(record, SAMPLE) for record in sample]

    fitted = Preprocess.declared(data).fitted(rows)

    values = np.stack([fitted.apply(row) for row in rows])
    assert np.abs(values.mean(axis=0)).max() < 1e-4
    assert len(set(fitted.std)) == 1 or scale == "column"
    varies = np.ptp(np.stack(rows), axis=0) > 0
    spread = values.std(axis=0)[varies] if scale == "column" else np.sqrt((values**2).mean())
    assert spread == pytest.approx(1.0, abs=1e-3)
    assert Preprocess.from_dict(json.loads(json.dumps(fitted.to_dict()))) == fitted


def test_an_unknown_scale_is_named(data: DictConfig) -> None:
    data.scale = "rows"

    with pytest.raises(ConfigError, match=r"data\.scale .* 'rows'"):
        Preprocess.declared(data)


def test_a_constant_column_is_only_centred(data: DictConfig) -> None:
    rows = [np.full(input_shape(data), 3.0, dtype=np.float32)] * 4

    fitted = Preprocess.declared(data).fitted(rows)

    assert not fitted.apply(rows[0]).any()


def test_noise_is_off_at_zero_and_follows_its_generator(data: DictConfig) -> None:
    row = np.ones(input_shape(data), dtype=np.float32)
    assert augment(row, np.random.default_rng(1), data) is row

    data.augment.noise = 0.1
    first, again = (augment(row, np.random.default_rng(1), data) for _ in range(2))

    assert first.tolist() == again.tolist()
    assert 0 < np.abs(first - row).max() < 1


def test_made_up_inputs_look_like_prepared_ones(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)
    prepared = preprocess.apply(preprocess.read(sample[0], SAMPLE))

    made_up = synthetic_input(data, 3)

    assert (made_up.shape, made_up.dtype) == ((3, *prepared.shape), prepared.dtype)
    assert np.array_equal(made_up, synthetic_input(data, 3))
