"""Texts on their way to the model: one spelling, numbers of words, padding, and back again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from omegaconf import DictConfig, OmegaConf

from template_project.datasets.nearest import nearest_places
from template_project.datasets.preprocess import (
    Preprocess,
    input_shape,
    synthetic_input,
    text_of,
)
from template_project.datasets.words import END, FIRST, PAD, UNKNOWN
from template_project.utils import ConfigError, InputError

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
KNOWN = Preprocess(4, 5, 10, 10, source=("edit", "page"), target=("编", "辑", "页"))


@pytest.fixture
def data() -> DictConfig:
    config = OmegaConf.load(ROOT / "configs" / "data" / "mini.yaml")
    assert isinstance(config, DictConfig)
    return config


def test_the_sample_agrees_with_the_declared_contract(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    declared = Preprocess.declared(data)
    raw = [declared.read(record, SAMPLE) for record in sample]

    fitted = declared.fitted(raw, sample)

    for record, value in zip(sample, raw, strict=True):
        numbers = fitted.apply(value)
        wanted = fitted.wanted(text_of(value), record["label"])
        assert numbers.shape == input_shape(data)
        assert UNKNOWN not in numbers
        assert END in wanted
        assert fitted.answer(text_of(value), wanted.tolist()).replace(" ", "") == record[
            "label"
        ].replace(" ", "")


def test_only_the_training_part_is_learnt_and_all_is_saved(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    declared = Preprocess.declared(data)
    inputs = [declared.read(record, SAMPLE) for record in sample]

    fitted = declared.fitted(inputs, sample)

    assert declared.source == declared.target == ()
    assert 1 < len(fitted.source) <= data.source_words - FIRST
    assert Preprocess.from_dict(json.loads(json.dumps(fitted.to_dict()))) == fitted


def test_words_are_numbered_without_case_and_padded() -> None:
    numbers = KNOWN.apply(KNOWN.points("Ｅｄｉｔ  a Page"))

    assert numbers.tolist() == [FIRST, UNKNOWN, FIRST + 1, PAD]


def test_a_word_that_only_the_source_holds_is_wanted_as_a_copy() -> None:
    wanted = KNOWN.wanted("Edit JSON page", "编JSON删")

    assert wanted.tolist() == [FIRST, 10 + 1, UNKNOWN, END, PAD]


def test_a_long_translation_keeps_its_end() -> None:
    assert KNOWN.wanted("x", "编辑编辑编辑").tolist() == [3, 4, 3, 4, END]


def test_an_answer_copies_words_and_stops_at_its_end() -> None:
    assert KNOWN.answer("Edit JSON", [FIRST, 11, FIRST + 2, END, FIRST]) == "编JSON页"
    assert KNOWN.answer("Edit", [PAD, FIRST]) == ""
    assert KNOWN.answer("Edit", [UNKNOWN, 14, 9, FIRST]) == "编"


def test_what_lies_beyond_the_declared_length_stays_as_it_was_given() -> None:
    source = "edit page edit page Again Now"

    assert KNOWN.apply(KNOWN.points(source)).tolist() == [3, 4, 3, 4]
    assert KNOWN.answer(source, [FIRST, END]) == "编Again Now"


@pytest.mark.parametrize("text", [None, 5, [], "", " 　\n"])
def test_what_is_no_text_is_named(data: DictConfig, text: Any) -> None:
    with pytest.raises(InputError, match="text"):
        Preprocess.declared(data).read({"id": "x", "text": text}, SAMPLE)


@pytest.mark.parametrize("key", ["length", "said", "source_words", "target_words"])
def test_a_declaration_without_room_is_refused(data: DictConfig, key: str) -> None:
    data[key] = 0

    with pytest.raises(ConfigError, match=rf"data\.{key}"):
        Preprocess.declared(data)


def test_made_up_inputs_look_like_prepared_ones(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)
    prepared = preprocess.apply(preprocess.read(sample[0], SAMPLE))

    made_up = synthetic_input(data, 3)

    assert (made_up.shape, made_up.dtype) == ((3, *prepared.shape), prepared.dtype)
    assert np.array_equal(made_up, synthetic_input(data, 3))
    assert made_up.min() >= FIRST
    assert made_up.max() < data.source_words


def test_the_nearest_text_shares_most_three_character_runs() -> None:
    known = ["delete a page", "edit the page", "log in"]

    assert nearest_places(known, ["edit that page", "log out", "ü"]) == [1, 2, 0]
