"""Pictures on their way to the model: decoding, size, statistics, augmentation."""

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

    pictures = [preprocess.read(record, SAMPLE) for record in sample]

    assert data.num_classes == len(data.classes)
    assert {record["label"] for record in sample} <= set(data.classes)
    assert all(picture.shape == input_shape(data) for picture in pictures)
    assert all(picture.min() >= 0 and picture.max() <= 1 for picture in pictures)
    assert max(picture.max() for picture in pictures) == 1


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1"])
def test_a_picture_of_another_kind_is_brought_to_the_declared_one(
    data: DictConfig, mode: str
) -> None:
    stream = io.BytesIO()
    Image.new("L", (30, 20), 255).convert(mode).save(stream, "PNG")

    picture = Preprocess.declared(data).decode(stream.getvalue())

    assert picture.shape == input_shape(data)
    assert picture == pytest.approx(1.0)


def test_colour_keeps_three_channels(data: DictConfig) -> None:
    data.image.channels = 3
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), (255, 0, 0)).save(stream, "PNG")

    picture = Preprocess.declared(data).decode(stream.getvalue())

    assert picture[:, 0, 0].tolist() == [1.0, 0.0, 0.0]


def test_training_pictures_have_mean_zero_and_deviation_one(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    pictures = [Preprocess.declared(data).read(record, SAMPLE) for record in sample]

    fitted = Preprocess.declared(data).fitted(pictures, sample)

    values = np.stack([fitted.apply(picture) for picture in pictures])
    assert abs(values.mean()) < 1e-5
    assert values.std() == pytest.approx(1.0, abs=1e-4)
    assert Preprocess.from_dict(json.loads(json.dumps(fitted.to_dict()))) == fitted


def test_a_shift_moves_the_picture_and_brings_in_background(data: DictConfig) -> None:
    data.augment.probability = 1.0
    picture = np.ones(input_shape(data), dtype=np.float32)

    moved = [augment(picture, np.random.default_rng(seed), data) for seed in range(20)]

    assert all(one.shape == picture.shape and set(np.unique(one)) <= {0, 1} for one in moved)
    assert len({one.tobytes() for one in moved}) > 4


def test_made_up_inputs_look_like_prepared_ones(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)
    prepared = preprocess.apply(preprocess.read(sample[0], SAMPLE))

    made_up = synthetic_input(data, 3)

    assert (made_up.shape, made_up.dtype) == ((3, *prepared.shape), prepared.dtype)
    assert np.array_equal(made_up, synthetic_input(data, 3))
