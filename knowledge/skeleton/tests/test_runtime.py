"""Devices and seeds, metrics against hand-made figures, checkpoints, the record of a run."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from template_project.utils import CommandError, ConfigError, metrics
from template_project.utils.config import from_dict

torch = pytest.importorskip("torch")

from template_project.utils import checkpoint as saved  # noqa: E402
from template_project.utils import runlog, runtime  # noqa: E402

LABELS = np.array([0, 0, 1, 1])
PROBABILITIES = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.2, 0.8]])
CONFIG = from_dict(
    {
        "project": "p",
        "lang": "en",
        "model": {"name": "m"},
        "data": {"name": "d", "licence": "CC0"},
    }
)


def test_metrics_agree_with_figures_worked_out_by_hand() -> None:
    scores = metrics.score_all(LABELS, PROBABILITIES)

    assert scores["accuracy"] == 0.75
    assert scores["macro_f1"] == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert scores["roc_auc"] == 1.0
    assert scores["log_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.7, 0.8]).mean())


def test_counts_of_the_positive_class_agree_with_figures_worked_out_by_hand() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1, 1])
    positive = np.array([0.6, 0.2, 0.1, 0.9, 0.8, 0.7, 0.4])
    scores = metrics.score_all(labels, np.stack([1 - positive, positive], axis=1))

    assert scores["recall"] == 0.75
    assert scores["precision"] == 0.75
    assert scores["f1"] == 0.75
    assert scores["false_positive_rate"] == pytest.approx(1 / 3)
    assert scores["roc_auc"] == pytest.approx(11 / 12)
    assert scores["pr_auc"] == pytest.approx((1 + 1 + 1 + 4 / 5) / 4)


def test_more_than_two_classes_are_averaged() -> None:
    labels = np.array([0, 1, 2, 2])
    scores = metrics.score_all(labels, np.eye(3)[[0, 1, 2, 1]])

    assert scores["recall"] == pytest.approx((1 + 1 + 0.5) / 3)
    assert scores["precision"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert scores["roc_auc"] == pytest.approx((1 + 5 / 6 + 0.75) / 3)


def test_ties_count_half_in_the_roc_curve() -> None:
    same = np.full((4, 2), 0.5)

    assert metrics.roc_auc(LABELS, same) == 0.5


def test_the_bootstrap_interval_of_a_perfect_model_lies_above_zero() -> None:
    labels = np.arange(60) % 2
    perfect = np.eye(2)[labels]
    baseline = metrics.majority_probabilities(labels, 2, 60)

    low, high = metrics.bootstrap_gain(metrics.accuracy, labels, perfect, baseline, seed=1)

    assert 0.2 < low < 0.5 < high < 0.8


def test_an_unknown_metric_is_named() -> None:
    with pytest.raises(ConfigError, match="accuracy"):
        metrics.get_metric("acuracy")


def test_lower_is_better_for_losses() -> None:
    assert metrics.is_better("log_loss", 0.1, 0.2)
    assert metrics.is_better("false_positive_rate", 0.1, 0.2)
    assert not metrics.is_better("accuracy", 0.1, 0.2)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_asking_for_an_absent_gpu_is_an_error() -> None:
    assert runtime.resolve_device("auto").type == "cpu"
    with pytest.raises(ConfigError, match="no CUDA"):
        runtime.resolve_device("cuda")


def test_the_generators_go_on_from_a_saved_state() -> None:
    device = torch.device("cpu")
    runtime.seed_everything(3)
    state = runtime.rng_state(device)
    first = torch.rand(4)

    runtime.restore_rng_state(state, device)

    assert torch.equal(torch.rand(4), first)


def test_a_checkpoint_gives_back_the_same_weights(tmp_path: Path) -> None:
    model, other = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
    saved.save_model(tmp_path, model, CONFIG, {"a": 1}, {"value": 1.0}, "# card\n")

    saved.load_weights(tmp_path, other)

    assert torch.equal(model.weight, other.weight)
    assert saved.load_saved_config(tmp_path) == CONFIG
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_checkpoint_of_another_shape_is_refused(tmp_path: Path) -> None:
    saved.save_model(tmp_path, torch.nn.Linear(3, 2), CONFIG, {}, {}, "")

    with pytest.raises(CommandError, match="does not fit"):
        saved.load_weights(tmp_path, torch.nn.Linear(4, 2))


def test_a_missing_or_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not a checkpoint"):
        saved.load_saved_config(tmp_path)
    (tmp_path / saved.TRAINER_STATE).write_bytes(b"damaged")
    with pytest.raises(CommandError, match="damaged"):
        saved.load_trainer_state(tmp_path)


def test_a_resumed_run_keeps_the_rows_of_finished_epochs(tmp_path: Path) -> None:
    place = runtime.Runtime(torch.device("cpu"))
    log = runlog.RunLog(tmp_path)
    log.begin(CONFIG, place)
    for epoch in (1, 2):
        log.row(epoch=epoch, step=epoch, split="train", loss=0.5)

    log.begin(CONFIG, place, resumed_epoch=1)

    with (tmp_path / "metrics.csv").open(encoding="utf-8") as stream:
        assert [row["epoch"] for row in csv.DictReader(stream)] == ["1"]


def test_the_model_card_speaks_the_language_of_the_project() -> None:
    figures = {"metric": "accuracy", "value": 0.5, "epoch": 1, "params": 9, "seed": 1}
    chinese = from_dict({**CONFIG, "lang": "zh"})

    assert "验证集结果" in runlog.model_card(chinese, figures)
    assert "- `value`: 0.5" in runlog.model_card(CONFIG, figures)
