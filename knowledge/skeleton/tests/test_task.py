"""The task over the sample: targets, baseline, scores, pictures, and the loaders that feed it."""

from __future__ import annotations

import json
import shutil
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from template_project.datasets.records import read_jsonl, to_lines
from template_project.task import Task
from template_project.utils import ConfigError, InputError, plots, scoring
from template_project.utils.metrics import LOWER_IS_BETTER, METRICS

import family
from family import WRONG_LABEL, is_answer

torch = pytest.importorskip("torch")

from template_project.datasets.loading import (  # noqa: E402
    LabelledData,
    check_declared,
    load_training_data,
    make_loader,
    set_epoch,
)

Loaded = tuple[LabelledData, LabelledData, Task]
PNG = b"\x89PNG"
LABELS_OPTIONAL = getattr(family, "LABELS_OPTIONAL", False)  # a family that learns without labels
WRONG = [{"label": WRONG_LABEL}, {"label": None}, *([] if LABELS_OPTIONAL else [{}])]


@pytest.fixture
def loaded(config: Any) -> Loaded:
    return load_training_data(config)


def test_targets_look_like_made_up_ones(loaded: Loaded) -> None:
    train, val, task = loaded

    made_up = task.synthetic_target(len(train))

    assert (train.targets.shape, train.targets.dtype) == (made_up.shape, made_up.dtype)
    assert len(val.targets) == len(val)


def test_what_is_fitted_is_fitted_on_the_training_part_alone(loaded: Loaded) -> None:
    train, val, _ = loaded

    again = train.preprocess.fitted(train.inputs, train.records)

    assert val.preprocess == train.preprocess == again
    assert [len(train.inputs), len(train.inputs[:3])] == [len(train), 3]


def test_the_baseline_answers_every_row_in_the_shape_of_the_family(
    loaded: Loaded, config: Any
) -> None:
    train, val, task = loaded

    name, answers = task.baseline(train, val)

    assert name
    assert [answer.id for answer in answers] == [record["id"] for record in val.records]
    assert all(is_answer(answer.to_dict(), config) for answer in answers)
    for metric in task.metrics:
        assert np.isfinite(scoring.score(task.scorer(metric, val.records, answers), len(val)))


def test_equal_answers_gain_nothing(loaded: Loaded, config: Any) -> None:
    train, val, task = loaded
    scorer = task.scorer(config.metric, val.records, task.baseline(train, val)[1])

    assert scoring.bootstrap_gain(scorer, scorer, len(val), seed=1, draws=20) == (0.0, 0.0)


def test_the_metric_of_the_project_is_known_and_has_a_direction(config: Any) -> None:
    assert config.metric in METRICS
    assert set(METRICS) >= LOWER_IS_BETTER
    lower = config.metric in LOWER_IS_BETTER
    assert scoring.is_better(config.metric, 1.0, 2.0) is lower
    assert scoring.is_better(config.metric, 2.0, 1.0) is not lower
    with pytest.raises(ConfigError, match=f"unknown metric 'guess': .*{config.metric}"):
        scoring.get_metric("guess")


@pytest.mark.parametrize("change", WRONG)
def test_a_wrong_or_missing_label_is_named(
    config: Any, data_dir: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    records = read_jsonl(data_dir / "train.jsonl")
    inputs = {key: value for key, value in records[1].items() if key != "label"}
    wrong = [records[0], {**inputs, **change}]
    config.data.data_dir = str(shutil.copytree(data_dir, tmp_path / "data"))
    (tmp_path / "data" / "train.jsonl").write_text(to_lines(wrong), encoding="utf-8")

    with pytest.raises(InputError, match="line 2, field 'label'"):
        load_training_data(config)


def test_the_loader_repeats_an_epoch_and_changes_with_it(loaded: Loaded, config: Any) -> None:
    loader = make_loader(loaded[0], config.data, seed=1, shuffle=True)

    epochs = []
    for epoch in (1, 2, 1):
        set_epoch(loader, epoch)
        epochs.append(np.concatenate([inputs.numpy() for inputs, _ in loader]))

    assert np.array_equal(epochs[0], epochs[2])
    assert not np.array_equal(epochs[0], epochs[1])


def test_the_processes_of_a_distributed_run_share_the_rows(loaded: Loaded, config: Any) -> None:
    train = loaded[0]
    shares = [list(make_loader(train, config.data, 1, True, rank, 2).sampler) for rank in (0, 1)]

    assert sorted(shares[0] + shares[1]) == list(range(len(train)))


def test_records_name_the_line_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(to_lines([{"id": "a"}, {"id": "名"}, {"id": "a"}]), encoding="utf-8")

    with pytest.raises(InputError, match="line 3, field 'id'"):
        read_jsonl(path)


def test_a_folder_that_declares_other_data_is_refused(config: Any, tmp_path: Path) -> None:
    declared = [key for key in ("classes", "columns") if key in config.data]
    config.data.data_dir = str(tmp_path)

    for key in declared:
        (tmp_path / "dataset.json").write_text(json.dumps({key: ["cat", "dog"]}), "utf-8")
        with pytest.raises(ConfigError, match=f"{key} differ"):
            check_declared(config.data)
    (tmp_path / "dataset.json").write_text("{}", "utf-8")
    check_declared(config.data)


def test_answers_and_the_learning_curve_are_drawn(
    loaded: Loaded, config: Any, tmp_path: Path
) -> None:
    train, val, task = loaded
    say = plots.speak("en")
    table = tmp_path / "metrics.csv"
    table.write_text(
        "epoch,step,split,loss,lr,metric,seconds\n1,1,train,2,0.1,,1\n1,1,val,1,,0.5,\n", "utf-8"
    )

    plots.answers(task, val.records, task.baseline(train, val)[1], tmp_path / "a.png", say)
    plots.learning_curve(table, config.metric, tmp_path / "b.png", say)

    assert [(tmp_path / name).read_bytes()[:4] for name in ("a.png", "b.png")] == [PNG, PNG]


def test_labels_are_chinese_only_where_a_font_has_the_glyphs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from matplotlib import font_manager, rcParams

    shown = []
    for names in (["DejaVu Sans"], ["DejaVu Sans", plots.CHINESE_FONTS[0]]):
        fonts = [types.SimpleNamespace(name=name) for name in names]
        monkeypatch.setattr(font_manager.fontManager, "ttflist", fonts)
        monkeypatch.setitem(rcParams, "font.sans-serif", ["DejaVu Sans"])
        shown += [plots.speak(lang)("loss", "损失") for lang in ("en", "zh")]

    assert shown == ["loss", "loss", "loss", "损失"]
