"""Texts on their way to the model: spelling, units, padding, augmentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from omegaconf import DictConfig, OmegaConf

from template_project.datasets.preprocess import (
    PAD,
    Preprocess,
    augment,
    input_shape,
    number_of,
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


def numbers(text: str, unit: str, length: int = 6) -> list[int]:
    preprocess = Preprocess(unit, length)
    return preprocess.apply(preprocess.points(text)).tolist()


def test_the_sample_agrees_with_the_declared_contract(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)

    rows = [preprocess.apply(preprocess.read(record, SAMPLE)) for record in sample]

    assert data.num_classes == len(data.classes)
    assert {record["label"] for record in sample} <= set(data.classes)
    assert data.get("positive", data.classes[0]) in data.classes
    assert all(row.shape == input_shape(data) and row[0] != PAD for row in rows)


def test_width_case_and_spaces_do_not_matter(data: DictConfig) -> None:
    for unit in ("char", "word"):
        assert numbers("Ｆｒｅｅ  MONEY", unit) == numbers(" free money\n", unit)


def test_characters_are_their_code_points_and_the_rest_is_padded() -> None:
    assert numbers("很好a", "char") == [ord("很"), ord("好"), ord("a"), PAD, PAD, PAD]


def test_words_are_cut_at_spaces_marks_and_chinese_characters() -> None:
    cut = numbers("don't 买2号!", "word", 9)

    words = ["don", "'", "t", "买", "2", "号", "!"]
    assert cut == [*map(number_of, words), PAD, PAD]
    assert len({number_of(word) for word in words}) == len(words)


def test_a_long_text_is_cut_to_the_declared_length() -> None:
    assert numbers("a" * 50, "char") == [ord("a")] * 6
    assert len(numbers("a " * 50, "word")) == 6


@pytest.mark.parametrize("text", [None, 5, [], "", " \u3000\n"])
def test_what_is_no_text_is_named(data: DictConfig, text: Any) -> None:
    with pytest.raises(InputError, match="text"):
        Preprocess.declared(data).read({"id": "x", "text": text}, SAMPLE)


def test_half_a_surrogate_pair_is_read_like_any_other_sign() -> None:
    assert len(numbers("\ud83d ok", "word")) == 6


@pytest.mark.parametrize(("key", "value"), [("unit", "syllable"), ("length", 0)])
def test_a_wrong_declaration_is_refused(data: DictConfig, key: str, value: Any) -> None:
    data.text[key] = value

    with pytest.raises(ConfigError, match=rf"data\.text\.{key}"):
        Preprocess.declared(data)


def test_nothing_is_fitted_and_all_is_saved(data: DictConfig, sample: list[Any]) -> None:
    declared = Preprocess.declared(data)

    fitted = declared.fitted([declared.read(sample[0], SAMPLE)], sample[:1])

    assert fitted == declared
    assert Preprocess.from_dict(json.loads(json.dumps(fitted.to_dict()))) == fitted


def test_dropping_is_off_at_zero_and_follows_its_generator(data: DictConfig) -> None:
    row = np.arange(1, 101, dtype=np.int64)
    assert augment(row, np.random.default_rng(1), data) is row

    data.augment.drop = 0.3
    first, again = (augment(row, np.random.default_rng(1), data) for _ in range(2))

    assert first.tolist() == again.tolist()
    assert 40 < len(first) < 95
    assert len(augment(row[:1], np.random.default_rng(1), data)) == 1


def test_made_up_inputs_look_like_prepared_ones(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)
    prepared = preprocess.apply(preprocess.read(sample[0], SAMPLE))

    made_up = synthetic_input(data, 3)

    assert (made_up.shape, made_up.dtype) == ((3, *prepared.shape), prepared.dtype)
    assert np.array_equal(made_up, synthetic_input(data, 3))
