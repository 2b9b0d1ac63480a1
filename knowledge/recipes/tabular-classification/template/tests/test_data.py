"""Rows on their way to the model: columns, statistics, augmentation, loaders."""

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
)
from template_project.datasets.records import read_jsonl, to_lines
from template_project.utils import ConfigError, InputError

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"


@pytest.fixture
def data(data_dir: Path) -> DictConfig:
    config = OmegaConf.load(ROOT / "configs" / "data" / "mini.yaml")
    assert isinstance(config, DictConfig)
    config.data_dir = str(data_dir)
    return config


def test_the_sample_agrees_with_the_declared_contract(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)

    rows = [preprocess.read(record, SAMPLE) for record in sample]

    assert data.num_classes == len(data.classes)
    assert {record["label"] for record in sample} <= set(data.classes)
    assert data.positive in data.classes
    assert all(row.shape == input_shape(data) and np.isfinite(row).all() for row in rows)


def test_columns_come_in_the_declared_order(data: DictConfig, sample: list[dict[str, Any]]) -> None:
    preprocess = Preprocess.declared(data)
    features = sample[0]["features"]

    shuffled = dict(reversed(features.items()))

    assert preprocess.vector(shuffled).tolist() == preprocess.vector(features).tolist()
    assert preprocess.vector(features)[0] == pytest.approx(features[data.columns[0]])


@pytest.mark.parametrize("value", ["1", None, True, float("nan"), float("inf"), 1e300])
def test_a_value_that_is_no_finite_number_is_named(
    data: DictConfig, sample: list[dict[str, Any]], value: Any
) -> None:
    features = {**sample[0]["features"], data.columns[3]: value}

    with pytest.raises(InputError, match=f"features.{data.columns[3]}"):
        Preprocess.declared(data).vector(features)


def test_training_columns_have_mean_zero_and_deviation_one(data: DictConfig) -> None:
    from template_project.datasets.loading import load_training_data

    train, val = load_training_data(data, seed=1)

    values = np.stack([train.preprocess.apply(raw) for raw in train.raws()])
    assert np.abs(values.mean(axis=0)).max() < 1e-4
    assert values.std(axis=0) == pytest.approx(1.0, abs=1e-3)
    assert val.preprocess == train.preprocess
    assert Preprocess.from_dict(json.loads(json.dumps(val.preprocess.to_dict()))) == val.preprocess


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


def test_the_loader_repeats_an_epoch_and_changes_with_it(data: DictConfig) -> None:
    from template_project.datasets.loading import (
        load_training_data,
        make_loader,
        set_epoch,
    )

    train, _ = load_training_data(data, seed=1)
    loader = make_loader(train, data, seed=1, shuffle=True)

    epochs = []
    for epoch in (1, 2, 1):
        set_epoch(loader, epoch)
        epochs.append(np.concatenate([inputs.numpy() for inputs, _ in loader]))

    assert epochs[0].dtype == np.float32
    assert np.array_equal(epochs[0], epochs[2])
    assert not np.array_equal(epochs[0], epochs[1])


def test_the_processes_of_a_distributed_run_share_the_rows(data: DictConfig) -> None:
    from template_project.datasets.loading import (
        load_training_data,
        make_loader,
    )

    train, _ = load_training_data(data, seed=1)
    shares = [list(make_loader(train, data, 1, True, rank, 2).sampler) for rank in (0, 1)]

    assert sorted(shares[0] + shares[1]) == list(range(len(train)))


def test_records_name_the_line_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(to_lines([{"id": "a"}, {"id": "名"}, {"id": "a"}]), encoding="utf-8")

    with pytest.raises(InputError, match="line 3, field 'id'"):
        read_jsonl(path)


def test_an_unknown_label_is_named(data: DictConfig, tmp_path: Path) -> None:
    from template_project.datasets.loading import LabelledData

    (tmp_path / "train.jsonl").write_text('{"id":"a","features":{},"label":"ten"}\n', "utf-8")
    data.data_dir = str(tmp_path)

    with pytest.raises(InputError, match="line 1, field 'label'"):
        LabelledData(data, "train", Preprocess.declared(data))


def test_a_folder_with_other_classes_is_refused(data: DictConfig, tmp_path: Path) -> None:
    from template_project.datasets.loading import check_declared

    (tmp_path / "dataset.json").write_text('{"classes": ["cat", "dog"]}', "utf-8")
    data.data_dir = str(tmp_path)

    with pytest.raises(ConfigError, match="classes differ"):
        check_declared(data)
