"""Metrics of classes against figures worked out by hand, and what the task makes of logits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from template_project.datasets.preprocess import Preprocess
from template_project.datasets.records import Prediction
from template_project.task import Task
from template_project.utils import InputError, metrics, scoring

LABELS = np.array([0, 0, 1, 1])
PROBABILITIES = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.2, 0.8]])


def score_all(labels: Any, probabilities: Any) -> dict[str, float]:
    return {name: metric(labels, probabilities) for name, metric in metrics.METRICS.items()}


def test_metrics_agree_with_figures_worked_out_by_hand() -> None:
    scores = score_all(LABELS, PROBABILITIES)

    assert scores["accuracy"] == 0.75
    assert scores["macro_f1"] == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert scores["roc_auc"] == 1.0
    assert scores["log_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.7, 0.8]).mean())


def test_counts_of_the_positive_class_agree_with_figures_worked_out_by_hand() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1, 1])
    positive = np.array([0.6, 0.2, 0.1, 0.9, 0.8, 0.7, 0.4])
    scores = score_all(labels, np.stack([1 - positive, positive], axis=1))

    assert scores["recall"] == 0.75
    assert scores["precision"] == 0.75
    assert scores["f1"] == 0.75
    assert scores["false_positive_rate"] == pytest.approx(1 / 3)
    assert scores["roc_auc"] == pytest.approx(11 / 12)
    assert scores["pr_auc"] == pytest.approx((1 + 1 + 1 + 4 / 5) / 4)


def test_more_than_two_classes_are_averaged() -> None:
    labels = np.array([0, 1, 2, 2])
    scores = score_all(labels, np.eye(3)[[0, 1, 2, 1]])

    assert scores["recall"] == pytest.approx((1 + 1 + 0.5) / 3)
    assert scores["precision"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert scores["roc_auc"] == pytest.approx((1 + 5 / 6 + 0.75) / 3)


def test_ties_count_half_in_the_roc_curve() -> None:
    same = np.full((4, 2), 0.5)

    assert metrics.roc_auc(LABELS, same) == 0.5


@pytest.fixture
def task(config: Any) -> Task:
    return Task(config, Preprocess.declared(config.data))


def test_shares_add_up_to_one_and_the_largest_is_the_answer(task: Task) -> None:
    logits = np.random.default_rng(1).normal(size=(5, *task.output_shape())).astype(np.float32)

    answers = task.answers([str(row) for row in range(5)], logits, [])

    best = [task.labels[index] for index in logits.argmax(axis=1)]
    assert [answer.prediction for answer in answers] == best
    if task.positive is None:
        assert [sum(answer.score.values()) for answer in answers] == pytest.approx([1.0] * 5)
    else:
        chosen = [answer.prediction == task.positive for answer in answers]
        assert chosen == [answer.score > 0.5 for answer in answers]


def test_the_scores_of_answers_are_those_of_the_logits(task: Task) -> None:
    labels = np.arange(40) % len(task.labels)
    logits = np.eye(len(task.labels))[labels] * 2 + np.random.default_rng(2).normal(
        size=(40, len(task.labels))
    )
    records = [{"id": str(row), "label": task.labels[label]} for row, label in enumerate(labels)]

    answers = task.answers([record["id"] for record in records], logits, [])

    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    for name, expected in score_all(labels, shares).items():
        found = scoring.score(task.scorer(name, records, answers), 40)
        assert found == pytest.approx(expected)


def test_the_bootstrap_interval_of_a_perfect_model_lies_above_zero(task: Task) -> None:
    records = [{"id": str(row), "label": task.labels[row % 2]} for row in range(60)]
    logits = np.eye(len(task.labels))[np.arange(60) % 2] * 20
    perfect = task.answers([record["id"] for record in records], logits, [])
    always = task.answers([record["id"] for record in records], logits[[0] * 60], [])

    scorers = [task.scorer("accuracy", records, answers) for answers in (perfect, always)]
    low, high = scoring.bootstrap_gain(*scorers, rows=60, seed=1)

    assert 0.2 < low < 0.5 < high < 0.8


def test_an_unknown_class_is_refused(task: Task) -> None:
    assert task.encode({"id": "a", "label": task.labels[1]}) == 1
    with pytest.raises(InputError, match="field 'label'"):
        task.encode({"id": "a", "label": "no such class"})


def test_a_written_score_has_six_digits() -> None:
    answers = [Prediction("a", "x", 1 / 3), Prediction("b", "x", {"x": 2 / 3}), Prediction("c", 5)]

    assert [answer.to_dict() for answer in answers] == [
        {"id": "a", "prediction": "x", "score": 0.333333},
        {"id": "b", "prediction": "x", "score": {"x": 0.666667}},
        {"id": "c", "prediction": 5},
    ]
