"""Metrics of anomalies against figures worked out by hand, and what the task makes of outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from omegaconf import OmegaConf

from template_project.datasets.preprocess import Preprocess
from template_project.datasets.records import Prediction
from template_project.task import Task
from template_project.utils import InputError, metrics, scoring

TRUTH = np.array([True, False, True, False, False])
SCORES = np.array([0.9, 0.8, 0.2, -0.1, -0.5])
CALLED = SCORES > 0
RECORDS = [
    {"id": str(row), "label": "anomaly" if odd else "normal"} for row, odd in enumerate(TRUTH)
]


@pytest.fixture
def task() -> Task:
    config = OmegaConf.create({"data": {"classes": ["anomaly", "normal"], "positive": "anomaly"}})
    return Task(config, Preprocess(("a",), (0.0,), (1.0,)))


def test_metrics_agree_with_figures_worked_out_by_hand() -> None:
    found = {name: metric(TRUTH, CALLED, SCORES) for name, metric in metrics.METRICS.items()}

    assert found["pr_auc"] == pytest.approx(1 / 2 * 1 + 1 / 2 * 2 / 3)
    assert found["roc_auc"] == pytest.approx(5 / 6)
    assert found["precision"] == pytest.approx(2 / 3)
    assert found["recall"] == 1.0
    assert found["f1"] == pytest.approx(4 / 5)
    assert found["false_positive_rate"] == pytest.approx(1 / 3)


def test_scores_that_are_all_equal_say_nothing() -> None:
    same = np.zeros(5)

    assert metrics.pr_auc(TRUTH, CALLED, same) == pytest.approx(2 / 5)
    assert metrics.roc_auc(TRUTH, CALLED, same) == 0.5


def test_rows_of_one_kind_leave_nothing_to_order() -> None:
    none = np.zeros(5, dtype=bool)

    values = {name: metric(none, none, SCORES) for name, metric in metrics.METRICS.items()}

    assert values == dict.fromkeys(metrics.METRICS, 0.0) | {"roc_auc": 0.5}


def test_a_row_above_the_level_is_an_anomaly(task: Task) -> None:
    outputs = np.array([[3.0, 2.0], [1.5, 2.0], [2.0, 2.0]], dtype=np.float32)

    answers = task.answers(["a", "b", "c"], outputs, [])

    assert [answer.to_dict() for answer in answers] == [
        {"id": "a", "prediction": "anomaly", "score": 1.0},
        {"id": "b", "prediction": "normal", "score": -0.5},
        {"id": "c", "prediction": "normal", "score": 0.0},
    ]


def test_a_scorer_takes_the_rows_it_is_given(task: Task) -> None:
    named = np.where(CALLED, "anomaly", "normal")
    answers = [
        Prediction(str(row), str(named[row]), float(value)) for row, value in enumerate(SCORES)
    ]
    scorer = task.scorer("precision", RECORDS, answers)

    assert scoring.score(scorer, 5) == pytest.approx(2 / 3)
    assert scorer(np.array([0, 0, 1])) == pytest.approx(2 / 3)
    assert scorer(np.array([1, 3])) == 0.0


def test_what_is_labelled_an_anomaly_teaches_nothing(task: Task) -> None:
    torch = pytest.importorskip("torch")
    outputs = torch.tensor([[1.0, 5.0], [9.0, 5.0], [3.0, 5.0]])

    assert task.loss(outputs, torch.tensor([0.0, 1.0, 0.0])).item() == pytest.approx(2.0)
    assert task.loss(outputs, torch.ones(3)).item() == 0.0


@pytest.mark.parametrize("label", ["odd", 1, True, None, ["anomaly"]])
def test_a_label_that_is_neither_is_refused(task: Task, label: Any) -> None:
    with pytest.raises(InputError, match="field 'label'"):
        task.encode({"id": "a", "label": label})


def test_the_interval_of_a_better_order_lies_above_zero(task: Task) -> None:
    records = [{"id": str(row), "label": "normal" if row % 4 else "anomaly"} for row in range(80)]
    right = [Prediction(r["id"], r["label"], float(r["label"] == "anomaly")) for r in records]
    same = [Prediction(r["id"], "normal", 0.0) for r in records]

    scorers = [task.scorer("pr_auc", records, answers) for answers in (right, same)]
    low, high = scoring.bootstrap_gain(*scorers, rows=80, seed=1)

    assert 0.6 < low < 0.75 < high < 0.9


def test_a_written_score_has_six_digits() -> None:
    answers = [
        Prediction("a", "x", 1 / 3),
        Prediction("b", "x", {"x": 2 / 3}),
        Prediction("c", 5),
    ]

    assert [answer.to_dict() for answer in answers] == [
        {"id": "a", "prediction": "x", "score": 0.333333},
        {"id": "b", "prediction": "x", "score": {"x": 0.666667}},
        {"id": "c", "prediction": 5},
    ]
