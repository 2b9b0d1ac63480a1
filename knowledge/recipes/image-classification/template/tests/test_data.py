"""Pictures on their way to the model: decoding, size, statistics, augmentation, loaders."""

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


def test_training_pictures_have_mean_zero_and_deviation_one(data: DictConfig) -> None:
    from template_project.datasets.loading import load_training_data

    train, val = load_training_data(data, seed=1)

    values = np.stack([train.preprocess.apply(raw) for raw in train.raws()])
    assert abs(values.mean()) < 1e-5
    assert values.std() == pytest.approx(1.0, abs=1e-4)
    assert val.preprocess == train.preprocess
    assert Preprocess.from_dict(json.loads(json.dumps(val.preprocess.to_dict()))) == val.preprocess


def test_a_shift_moves_the_picture_and_brings_in_background(data: DictConfig) -> None:
    data.augment.probability = 1.0
    picture = np.ones(input_shape(data), dtype=np.float32)

    moved = [augment(picture, np.random.default_rng(seed), data) for seed in range(20)]

    assert all(one.shape == picture.shape and set(np.unique(one)) <= {0, 1} for one in moved)
    assert len({one.tobytes() for one in moved}) > 4


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

    (tmp_path / "train.jsonl").write_text('{"id":"a","path":"x","label":"ten"}\n', "utf-8")
    data.data_dir = str(tmp_path)

    with pytest.raises(InputError, match="line 1, field 'label'"):
        LabelledData(data, "train", Preprocess.declared(data))


def test_a_folder_with_other_classes_is_refused(data: DictConfig, tmp_path: Path) -> None:
    from template_project.datasets.loading import check_declared

    (tmp_path / "dataset.json").write_text('{"classes": ["cat", "dog"]}', "utf-8")
    data.data_dir = str(tmp_path)

    with pytest.raises(ConfigError, match="classes differ"):
        check_declared(data)
