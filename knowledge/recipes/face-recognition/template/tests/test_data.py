"""Pairs on their way to the model: decoding, size, order, disturbance."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from omegaconf import DictConfig, OmegaConf
from PIL import Image

from template_project.datasets.preprocess import (
    Preprocess,
    augment,
    input_shape,
    synthetic_input,
)
from template_project.utils import ConfigError, InputError

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

    pairs = [preprocess.read(record, SAMPLE) for record in sample]

    assert {record["label"] for record in sample} == set(data.classes)
    assert all(pair.shape == input_shape(data) for pair in pairs)
    assert all(pair.min() >= 0 and pair.max() <= 1 for pair in pairs)
    assert all(record["path_a"] != record["path_b"] for record in sample)


def test_the_first_picture_stands_before_the_second(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess, record = Preprocess.declared(data), sample[0]
    turned = {**record, "path_a": record["path_b"], "path_b": record["path_a"]}

    one, two = (preprocess.read(each, SAMPLE) for each in (record, turned))

    assert np.array_equal(one, two[::-1])
    assert not np.array_equal(one, two)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1"])
def test_a_picture_of_another_kind_is_brought_to_the_declared_one(
    data: DictConfig, mode: str
) -> None:
    stream = io.BytesIO()
    Image.new("L", (30, 20), 255).convert(mode).save(stream, "PNG")

    picture = Preprocess.declared(data).decode(stream.getvalue())

    assert picture.shape == (1, data.image.height, data.image.width)
    assert picture == pytest.approx(1.0)


def test_the_second_picture_is_checked_as_the_first_is(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    record = {**sample[0], "path_b": "../outside.png"}

    with pytest.raises(InputError, match="path_b"):
        Preprocess.declared(data).read(record, SAMPLE)


def test_two_channels_are_no_picture(data: DictConfig) -> None:
    data.image.channels = 2

    with pytest.raises(ConfigError, match=r"data\.image\.channels"):
        Preprocess.declared(data)


def test_nothing_is_fitted_and_all_is_saved(data: DictConfig, sample: list[Any]) -> None:
    declared = Preprocess.declared(data)

    fitted = declared.fitted([declared.read(sample[0], SAMPLE)], sample[:1])

    assert fitted == declared
    assert Preprocess.from_dict(json.loads(json.dumps(fitted.to_dict()))) == fitted


def test_each_view_is_disturbed_for_itself_and_stays_a_picture(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    pair = Preprocess.declared(data).read(sample[0], SAMPLE)
    twice = np.concatenate([pair[:1], pair[:1]])

    found = [augment(twice, np.random.default_rng(seed), data) for seed in range(10)]

    assert all(one.shape == twice.shape and one.dtype == twice.dtype for one in found)
    assert all(one.min() >= 0 and one.max() <= 1 for one in found)
    assert all(not np.array_equal(one[0], one[1]) for one in found)
    assert np.array_equal(found[3], augment(twice, np.random.default_rng(3), data))


def test_at_zero_a_view_is_left_as_it_is(data: DictConfig) -> None:
    data.augment = {"shift": 0, "mirror": 0.0, "contrast": 0.0, "hide": 0}
    pair = np.random.default_rng(1).random(input_shape(data), dtype=np.float32)

    assert augment(pair, np.random.default_rng(1), data) == pytest.approx(pair, abs=1e-6)


def test_made_up_inputs_look_like_prepared_ones(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)
    prepared = preprocess.apply(preprocess.read(sample[0], SAMPLE))

    made_up = synthetic_input(data, 3)

    assert (made_up.shape, made_up.dtype) == ((3, *prepared.shape), prepared.dtype)
    assert np.array_equal(made_up, synthetic_input(data, 3))
