"""Metrics of forecasts against figures worked out by hand, and what the task makes of outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from omegaconf import OmegaConf

from template_project.datasets.preprocess import Preprocess
from template_project.datasets.records import Prediction
from template_project.task import Task
from template_project.utils import InputError, metrics, scoring

TRUTH = np.array([[10.0, 20.0], [1.0, 3.0]])
FOUND = np.array([[12.0, 20.0], [1.0, 1.0]])
SCALE = np.array([2.0, 0.5])
SCALES = {"a": 2.0, "b": 0.5}
RECORDS = [
    {"id": "0", "series": "a", "label": TRUTH[0].tolist()},
    {"id": "1", "series": "b", "label": TRUTH[1].tolist()},
]
ANSWERS = [Prediction(str(row), values.tolist()) for row, values in enumerate(FOUND)]


@pytest.fixture
def task() -> Task:
    windows = {"history": 4, "horizon": 2, "season": 3, "step": "week"}
    return Task(OmegaConf.create(), Preprocess(**windows, scales=SCALES))


def test_metrics_agree_with_figures_worked_out_by_hand() -> None:
    scores = {name: metric(TRUTH, FOUND, SCALE) for name, metric in metrics.METRICS.items()}

    assert scores["mase"] == pytest.approx((1 / 2 + 1 / 0.5) / 2)
    assert scores["smape"] == pytest.approx(2 * (2 / 22 + 0 + 0 + 2 / 4) / 4)
    assert scores["mae"] == pytest.approx(1.0)
    assert scores["rmse"] == pytest.approx(np.sqrt(2.0))


def test_where_truth_and_forecast_are_zero_there_is_no_error() -> None:
    assert metrics.smape(np.zeros((1, 2)), np.zeros((1, 2)), SCALE) == 0.0


def test_targets_and_answers_are_in_the_units_of_their_own_history(task: Task) -> None:
    history = [98.0, 102.0, 98.0, 102.0]
    record = {"id": "x", "history": history, "label": [104.0, 100.0]}

    answers = task.answers(["x"], np.array([[2.0, 0.0]], dtype=np.float32), [np.array(history)])

    assert task.encode(record).tolist() == [2.0, 0.0]
    assert answers == [Prediction("x", [104.0, 100.0])]
    assert answers[0].to_dict() == {"id": "x", "prediction": [104.0, 100.0]}


def test_each_row_is_scaled_by_its_own_series(task: Task) -> None:
    scorer = task.scorer("mase", RECORDS, ANSWERS)

    assert scoring.score(scorer, 2) == pytest.approx(1.25)
    assert scorer(np.array([1, 1])) == pytest.approx(2.0)


def test_a_series_that_training_did_not_see_has_no_scale(task: Task) -> None:
    with pytest.raises(InputError, match="field 'series'"):
        task.scorer("mase", [{**RECORDS[0], "series": "c"}], ANSWERS[:1])


@pytest.mark.parametrize("label", [None, 5.0, [1.0], [1.0, "2"], [1.0, float("nan")]])
def test_a_label_that_is_no_list_of_the_horizon_is_refused(task: Task, label: Any) -> None:
    with pytest.raises(InputError, match="field 'label'"):
        task.encode({"id": "x", "history": [1.0, 2.0, 3.0, 4.0], "label": label})


class Rows:
    """A validation part of two histories."""

    records = RECORDS
    inputs = (np.array([1.0, 2.0, 3.0, 4.0]), np.array([5.0, 6.0, 7.0, 8.0]))


def test_the_last_season_is_repeated_and_without_one_the_last_point(task: Task) -> None:
    name, answers = task.baseline(Rows(), Rows())  # type: ignore[arg-type]
    short = Task(OmegaConf.create(), Preprocess(history=4, horizon=2, season=9, step="week"))
    last_name, last = short.baseline(Rows(), Rows())  # type: ignore[arg-type]

    assert (name, [answer.prediction for answer in answers]) == (
        "seasonal_naive",
        [[2.0, 3.0], [6.0, 7.0]],
    )
    assert (last_name, [answer.prediction for answer in last]) == ("naive", [[4, 4], [8, 8]])


def test_the_interval_of_a_better_forecast_lies_below_zero_where_less_is_better(task: Task) -> None:
    records = [{"id": str(row), "series": "a", "label": [row, row + 1.0]} for row in range(30)]
    perfect = [Prediction(record["id"], record["label"]) for record in records]
    constant = [Prediction(record["id"], [15.0, 15.0]) for record in records]

    scorers = [task.scorer("mase", records, answers) for answers in (perfect, constant)]
    low, high = scoring.bootstrap_gain(*scorers, rows=30, seed=1)

    assert -6 < low < -3.7 < high < -2
