"""Metrics of verification against figures worked out by hand; what the task makes of outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from template_project.datasets.preprocess import Preprocess
from template_project.datasets.records import Prediction
from template_project.task import Task
from template_project.utils import ConfigError, InputError, metrics, scoring

TRUTH = np.array([True, True, True, True, False, False, False, False])
SCORES = np.array([0.9, 0.8, 0.6, 0.2, 0.7, 0.3, 0.1, 0.0])
SAID = SCORES >= 0.5


@pytest.fixture
def task(config: Any) -> Task:
    return Task(config, Preprocess.declared(config.data))


def measured(far: float) -> dict[str, float]:
    return {name: metric(TRUTH, SAID, SCORES, far) for name, metric in metrics.METRICS.items()}


def test_metrics_agree_with_figures_worked_out_by_hand() -> None:
    scores = measured(0.25)

    assert scores["roc_auc"] == pytest.approx((4 + 4 + 3 + 2) / 16)
    assert scores["pr_auc"] == pytest.approx((1 + 1 + 3 / 4 + 4 / 6) / 4)
    assert scores["accuracy"] == 6 / 8
    assert scores["precision"] == 3 / 4
    assert scores["recall"] == 3 / 4


@pytest.mark.parametrize(("far", "tar"), [(0.0, 0.5), (0.2, 0.5), (0.25, 0.75), (0.5, 1.0)])
def test_the_acceptance_rate_depends_on_what_is_allowed(far: float, tar: float) -> None:
    assert measured(far)["tar_at_far"] == tar


def test_pairs_of_one_similarity_are_accepted_together() -> None:
    same = np.full(8, 0.5)

    assert metrics.tar_at_far(TRUTH, SAID, same, 0.5) == 0.0
    assert metrics.roc_auc(TRUTH, SAID, same, 0.5) == 0.5


def test_the_logit_decides_and_the_cosine_is_the_similarity(task: Task) -> None:
    outputs = np.array([[0.9, 2.0], [0.9, -2.0]], dtype=np.float32)

    answers = task.answers(["a", "b"], outputs, [])

    assert [answer.prediction for answer in answers] == ["same", "different"]
    assert [answer.score for answer in answers] == pytest.approx([0.9, 0.9])
    assert answers[0].confidence == pytest.approx(1 / (1 + np.exp(-2)))
    assert answers[0].to_dict() == {"id": "a", "prediction": "same", "score": 0.9}


class Rows:
    """Four pairs of pictures: an edge and its brighter self, or an edge of the other direction."""

    edge = np.outer(np.arange(4), np.ones(4)) / 4
    inputs = tuple(np.stack([one, two]) for one, two in ((edge, edge / 2), (edge, edge.T)) * 2)
    records = tuple({"id": str(n), "label": ("same", "different")[n % 2]} for n in range(4))


def test_the_baseline_compares_pixels_whatever_the_light(task: Task) -> None:
    name, answers = task.baseline(Rows(), Rows())  # type: ignore[arg-type]

    assert name == "pixel_cosine"
    assert [answer.prediction for answer in answers] == ["same", "different"] * 2
    assert [answer.score for answer in answers] == pytest.approx([1.0, 0.0] * 2, abs=1e-9)


def test_an_empty_picture_is_like_nothing(task: Task) -> None:
    rows = Rows()
    rows.inputs = (np.zeros((2, 4, 4)), *rows.inputs[1:])

    _, answers = task.baseline(Rows(), rows)  # type: ignore[arg-type]

    assert answers[0].score == 0.0


def test_the_interval_of_a_perfect_verifier_lies_above_zero(task: Task) -> None:
    records = [{"id": str(n), "label": ("same", "different")[n % 2]} for n in range(60)]
    perfect = [
        Prediction(r["id"], r["label"], 1.0 if r["label"] == "same" else 0.0) for r in records
    ]
    blind = [Prediction(record["id"], "same", 0.5) for record in records]

    scorers = [task.scorer("roc_auc", records, answers) for answers in (perfect, blind)]
    low, high = scoring.bootstrap_gain(*scorers, rows=60, seed=1)

    assert (low, high) == (0.5, 0.5)


def test_an_unknown_answer_is_refused(task: Task) -> None:
    assert task.encode({"id": "a", "label": "same"}) == 1
    assert task.encode({"id": "a", "label": "different"}) == 0
    with pytest.raises(InputError, match="field 'label'"):
        task.encode({"id": "a", "label": "perhaps"})


def test_three_classes_are_no_verification(config: Any) -> None:
    config.data.classes = ["a", "b", "same"]

    with pytest.raises(ConfigError, match=r"data\.classes"):
        Task(config, Preprocess.declared(config.data))
