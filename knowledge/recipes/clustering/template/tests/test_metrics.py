"""Metrics of clusters against figures worked out by hand, and what the task makes of outputs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from omegaconf import OmegaConf

from template_project.datasets.preprocess import Preprocess
from template_project.datasets.records import Prediction
from template_project.task import Task
from template_project.utils import InputError, metrics, scoring

TRUTH = np.array([0, 0, 1, 1])
FOUND = np.array([0, 0, 1, 0])
ONCE = np.ones(4)
NONE = np.zeros((0, 0))
LINE = np.array([[0.0], [1.0], [4.0], [5.0]])


@pytest.fixture
def task() -> Task:
    config = OmegaConf.create({"data": {"clusters": 3}})
    return Task(config, Preprocess(("a",), (0.0,), (1.0,)))


def records_of(points: list[float], labels: str = "") -> list[dict[str, Any]]:
    rows = [{"id": str(at), "features": {"a": value}} for at, value in enumerate(points)]
    return [{**row, **({"label": labels[at]} if labels else {})} for at, row in enumerate(rows)]


def named(names: str) -> list[Prediction]:
    return [Prediction(str(at), name) for at, name in enumerate(names)]


def test_metrics_agree_with_figures_worked_out_by_hand() -> None:
    halves = math.log(2)
    quarters = 0.75 * math.log(4 / 3) + 0.25 * math.log(4)
    shared = 0.5 * math.log(4 / 3) + 0.25 * math.log(2 / 3) + 0.25 * math.log(2)

    nmi = metrics.nmi(TRUTH, FOUND, NONE, ONCE)

    assert nmi == pytest.approx(shared / ((halves + quarters) / 2))
    # one pair is together in both, two in the classes, three among the clusters, of six in all
    assert metrics.ari(TRUTH, FOUND, NONE, ONCE) == pytest.approx((1 - 1) / (2.5 - 1))


def test_clusters_that_meet_the_classes_under_other_names_are_right() -> None:
    turned = 1 - TRUTH

    assert metrics.nmi(TRUTH, turned, NONE, ONCE) == pytest.approx(1)
    assert metrics.ari(TRUTH, turned, NONE, ONCE) == pytest.approx(1)


def test_one_single_cluster_says_nothing() -> None:
    same = np.zeros(4, dtype=np.int64)

    assert metrics.nmi(TRUTH, same, NONE, ONCE) == 0
    assert metrics.silhouette(TRUTH, same, metrics.distances(LINE), ONCE) == 0
    assert metrics.nmi(same, same, NONE, ONCE) == 1


def test_the_silhouette_compares_the_own_cluster_with_the_nearest_other_one() -> None:
    apart = metrics.distances(LINE)

    value = metrics.silhouette(TRUTH, np.array([0, 0, 1, 1]), apart, ONCE)

    outer, inner = 1 - 1 / 4.5, 1 - 1 / 3.5  # the two outer rows, the two between
    assert value == pytest.approx((outer + inner) / 2)
    alone = metrics.silhouette(TRUTH, np.array([0, 0, 0, 1]), apart, ONCE)
    assert alone == pytest.approx(((1 - 2.5 / 5) + (1 - 2 / 4) + (1 / 3.5 - 1)) / 4)


def test_a_row_that_counts_twice_is_no_neighbour_of_its_own() -> None:
    apart = metrics.distances(LINE)

    twice = metrics.silhouette(TRUTH, np.array([0, 1, 1, 1]), apart, np.array([2.0, 1, 1, 1]))

    own = [0.0, (1 - 3.5) / 3.5, (4 - 2) / 4, (5 - 2.5) / 5]
    assert twice == pytest.approx(sum(own) / 5)


def test_a_row_falls_into_the_nearest_cluster_that_is_in_use(task: Task) -> None:
    outputs = np.array([[1.0, 2.0, -1.5, 1.0], [0.0, 0.0, -1.0, 3.0]], dtype=np.float32)

    near, at_it = task.answers(["a", "b"], outputs, [])

    assert near.to_dict() == {"id": "a", "prediction": "2", "score": {"0": 0.2, "2": 0.8}}
    assert near.confidence == pytest.approx(0.8)
    assert (at_it.prediction, at_it.score["0"]) == ("0", pytest.approx(1))


def test_a_scorer_takes_the_rows_it_is_given(task: Task) -> None:
    records, answers = records_of([0, 1, 4, 5], "aabb"), named("1120")
    scorer = task.scorer("nmi", records, answers)

    assert scorer(np.array([0, 1, 2])) == pytest.approx(1)
    assert 0 < scoring.score(scorer, 4) < 1


def test_without_hidden_classes_the_silhouette_alone_can_be_told(task: Task) -> None:
    records, answers = records_of([0, 1, 4, 5]), named("0011")

    value = scoring.score(task.scorer("silhouette", records, answers), 4)

    assert value == pytest.approx(((1 - 1 / 4.5) + (1 - 1 / 3.5)) / 2)
    with pytest.raises(InputError, match=r"'0' has no hidden class .* metric=silhouette"):
        task.scorer("nmi", records, answers)


@pytest.mark.parametrize("label", [7, None, "", ["a"]])
def test_a_hidden_class_that_is_no_text_is_refused(task: Task, label: Any) -> None:
    with pytest.raises(InputError, match="field 'label'"):
        task.encode({"id": "a", "label": label})


def test_the_interval_of_better_clusters_lies_above_zero(task: Task) -> None:
    records = records_of([0.0] * 80, "ab" * 40)
    answers = (named("01" * 40), named("0011" * 20))

    scorers = [task.scorer("nmi", records, told) for told in answers]
    low, high = scoring.bootstrap_gain(*scorers, rows=80, seed=1)

    assert 0.8 < low < high <= 1
