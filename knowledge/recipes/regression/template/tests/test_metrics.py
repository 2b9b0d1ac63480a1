"""Metrics of numbers against figures worked out by hand, and what the task makes of outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from omegaconf import OmegaConf

from template_project.datasets.preprocess import Preprocess
from template_project.datasets.records import Prediction
from template_project.task import Task
from template_project.utils import InputError, metrics, scoring

TRUTH = np.array([1.0, 2.0, 3.0, 6.0])
FOUND = np.array([2.0, 2.0, 1.0, 7.0])
RECORDS = [{"id": str(row), "label": float(value)} for row, value in enumerate(TRUTH)]


@pytest.fixture
def task() -> Task:
    return Task(OmegaConf.create(), Preprocess(("a",), (0.0,), (1.0,), target=(100.0, 20.0)))


def test_metrics_agree_with_figures_worked_out_by_hand() -> None:
    scores = {name: metric(TRUTH, FOUND) for name, metric in metrics.METRICS.items()}

    assert scores["mae"] == pytest.approx((1 + 0 + 2 + 1) / 4)
    assert scores["rmse"] == pytest.approx(np.sqrt((1 + 0 + 4 + 1) / 4))
    assert scores["r2"] == pytest.approx(1 - 6 / 14)


def test_the_mean_explains_nothing_and_truth_that_never_varies_leaves_nothing_to_explain() -> None:
    assert metrics.r2(TRUTH, np.full(4, TRUTH.mean())) == pytest.approx(0.0)
    assert metrics.r2(np.full(4, 2.0), TRUTH) == 0.0


def test_targets_are_standard_units_and_answers_are_in_the_unit_of_the_labels(task: Task) -> None:
    assert task.encode({"id": "a", "label": 130}).tolist() == [1.5]

    answers = task.answers(["a", "b"], np.array([[1.5], [0.0]], dtype=np.float32), [])

    assert [answer.to_dict() for answer in answers] == [
        {"id": "a", "prediction": 130.0},
        {"id": "b", "prediction": 100.0},
    ]


def test_a_scorer_takes_the_rows_it_is_given(task: Task) -> None:
    answers = [Prediction(str(row), float(value)) for row, value in enumerate(FOUND)]
    scorer = task.scorer("mae", RECORDS, answers)

    assert scoring.score(scorer, 4) == 1.0
    assert scorer(np.array([2, 2, 3])) == pytest.approx((2 + 2 + 1) / 3)


def test_the_loss_is_squared_near_the_truth_and_absolute_far_from_it(task: Task) -> None:
    torch = pytest.importorskip("torch")
    outputs = torch.tensor([[0.5], [4.0]])

    assert task.loss(outputs[:1], torch.zeros(1, 1)).item() == pytest.approx(0.125)
    assert task.loss(outputs[1:], torch.zeros(1, 1)).item() == pytest.approx(3.5)


@pytest.mark.parametrize("label", ["130", True, None, float("nan"), float("inf"), [1.0]])
def test_a_label_that_is_no_finite_number_is_refused(task: Task, label: Any) -> None:
    with pytest.raises(InputError, match="field 'label'"):
        task.encode({"id": "a", "label": label})


def test_the_interval_of_a_better_model_lies_below_zero_where_less_is_better(task: Task) -> None:
    records = [{"id": str(row), "label": float(row)} for row in range(60)]
    perfect = [Prediction(record["id"], record["label"]) for record in records]
    constant = [Prediction(record["id"], 30.0) for record in records]

    scorers = [task.scorer("mae", records, answers) for answers in (perfect, constant)]
    low, high = scoring.bootstrap_gain(*scorers, rows=60, seed=1)

    assert -18 < low < -15 < high < -12


def test_a_written_score_has_six_digits() -> None:
    answers = [Prediction("a", "x", 1 / 3), Prediction("b", "x", {"x": 2 / 3}), Prediction("c", 5)]

    assert [answer.to_dict() for answer in answers] == [
        {"id": "a", "prediction": "x", "score": 0.333333},
        {"id": "b", "prediction": "x", "score": {"x": 0.666667}},
        {"id": "c", "prediction": 5},
    ]
