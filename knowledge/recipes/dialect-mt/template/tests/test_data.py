"""Texts on their way to the model: one spelling, code points, padding, the edits learnt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from omegaconf import DictConfig, OmegaConf

from template_project.datasets.edits import SELF
from template_project.datasets.preprocess import (
    PAD,
    Preprocess,
    input_shape,
    synthetic_input,
    text_of,
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

    rows = [preprocess.apply(preprocess.read(record, SAMPLE)) for record in sample]

    assert all(row.shape == input_shape(data) and row[0] != PAD for row in rows)
    assert all(0 < len(record["label"]) <= data.length for record in sample)


def test_only_the_training_pairs_are_learnt_and_all_is_saved(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    declared = Preprocess.declared(data)
    inputs = [declared.read(record, SAMPLE) for record in sample]

    fitted = declared.fitted(inputs, sample)

    assert fitted.edits[0] == SELF
    assert 1 < len(fitted.edits) <= data.tags
    assert declared.edits == (SELF,)
    assert Preprocess.from_dict(json.loads(json.dumps(fitted.to_dict()))) == fitted


def test_width_and_spaces_do_not_matter_and_the_text_comes_back(data: DictConfig) -> None:
    preprocess = Preprocess.declared(data)

    assert text_of(preprocess.points("ＡＢ \u3000 唔\x01係\n")) == "AB 唔 係"


def test_a_long_text_is_cut_and_a_short_one_padded() -> None:
    preprocess = Preprocess(3, 8, 1)

    assert preprocess.apply(preprocess.points("一二三四")).tolist() == [*map(ord, "一二三")]
    assert preprocess.apply(preprocess.points("一")).tolist() == [ord("一"), PAD, PAD]


@pytest.mark.parametrize("text", [None, 5, [], "", " \u3000\n"])
def test_what_is_no_text_is_named(data: DictConfig, text: Any) -> None:
    with pytest.raises(InputError, match="text"):
        Preprocess.declared(data).read({"id": "x", "text": text}, SAMPLE)


@pytest.mark.parametrize("key", ["length", "tags", "least"])
def test_a_wrong_declaration_is_refused(data: DictConfig, key: str) -> None:
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
    assert (made_up == synthetic_input(data, 3)).all()
