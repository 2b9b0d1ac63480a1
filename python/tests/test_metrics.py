"""The metrics agree with scikit-learn, with weights as well as without."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as theirs

from plumbline_trusted.metrics import METRICS, Options
from plumbline_trusted.scored import Columns, Floats


def some_columns(classes: int, seed: int, ties: bool = False) -> Columns:
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, classes, 200)
    scores = draw.dirichlet(np.ones(classes), 200) + np.eye(classes)[truth] * 0.4
    scores /= scores.sum(axis=1, keepdims=True)
    if ties:
        scores = np.round(scores * 4) + 1
        scores /= scores.sum(axis=1, keepdims=True)
    names = tuple("abcdefgh"[:classes])
    return Columns(truth.astype(float), scores.argmax(axis=1).astype(float), names, scores)


def ours(name: str, columns: Columns, weights: Floats, average: str = "macro") -> float:
    options = Options(average, 1)  # type: ignore[arg-type]
    return float(METRICS[name].compute(columns, weights[None, :], options)[0])


WEIGHTS = [np.ones(200), np.random.default_rng(9).integers(0, 4, 200).astype(float)]


@pytest.mark.parametrize("weights", WEIGHTS, ids=["plain", "weighted"])
@pytest.mark.parametrize("average", ["macro", "micro", "weighted", "binary"])
@pytest.mark.parametrize("name", ["precision", "recall", "f1"])
def test_counted_metrics_equal_those_of_scikit_learn(
    name: str, average: str, weights: Floats
) -> None:
    columns = some_columns(2 if average == "binary" else 5, seed=1)
    reference = getattr(theirs, f"{name}_score")(
        columns.truth, columns.guess, average=average, sample_weight=weights, zero_division=0
    )

    assert ours(name, columns, weights, average) == pytest.approx(reference, abs=1e-12)


@pytest.mark.parametrize("weights", WEIGHTS, ids=["plain", "weighted"])
@pytest.mark.parametrize("ties", [False, True])
def test_binary_ranking_metrics_equal_those_of_scikit_learn(ties: bool, weights: Floats) -> None:
    columns = some_columns(2, seed=3, ties=ties)
    assert columns.scores is not None
    score = columns.scores[:, 1]

    roc = theirs.roc_auc_score(columns.truth, score, sample_weight=weights)
    area = theirs.average_precision_score(columns.truth, score, sample_weight=weights)

    assert ours("roc_auc", columns, weights, "binary") == pytest.approx(roc, abs=1e-12)
    assert ours("pr_auc", columns, weights, "binary") == pytest.approx(area, abs=1e-12)


@pytest.mark.parametrize("weights", WEIGHTS, ids=["plain", "weighted"])
def test_metrics_of_many_classes_equal_those_of_scikit_learn(weights: Floats) -> None:
    columns = some_columns(4, seed=5)
    truth, guess, scores = columns.truth, columns.guess, columns.scores
    roc = theirs.roc_auc_score(truth, scores, multi_class="ovr", sample_weight=weights)

    assert ours("roc_auc", columns, weights) == pytest.approx(roc, abs=1e-12)
    assert ours("log_loss", columns, weights) == pytest.approx(
        theirs.log_loss(truth, scores, sample_weight=weights), abs=1e-12
    )
    assert ours("accuracy", columns, weights) == pytest.approx(
        theirs.accuracy_score(truth, guess, sample_weight=weights), abs=1e-12
    )
    assert ours("macro_f1", columns, weights) == pytest.approx(
        theirs.f1_score(truth, guess, average="macro", sample_weight=weights), abs=1e-12
    )


@pytest.mark.parametrize("weights", WEIGHTS, ids=["plain", "weighted"])
def test_regression_metrics_equal_those_of_scikit_learn(weights: Floats) -> None:
    draw = np.random.default_rng(7)
    truth = draw.normal(1000, 3, 200)
    columns = Columns(truth, truth + draw.normal(0, 1, 200))
    mean_squared = theirs.mean_squared_error(truth, columns.guess, sample_weight=weights)

    assert ours("mae", columns, weights) == pytest.approx(
        theirs.mean_absolute_error(truth, columns.guess, sample_weight=weights), rel=1e-9
    )
    assert ours("rmse", columns, weights) == pytest.approx(mean_squared**0.5, rel=1e-9)
    assert ours("r2", columns, weights) == pytest.approx(
        theirs.r2_score(truth, columns.guess, sample_weight=weights), rel=1e-9
    )


def test_false_positive_rate_is_false_alarms_over_negatives() -> None:
    columns = Columns(np.array([0.0, 0, 0, 0, 1]), np.array([1.0, 0, 0, 0, 0]), ("no", "yes"))

    assert ours("false_positive_rate", columns, np.ones(5), "binary") == 0.25


def test_a_class_that_is_neither_held_nor_predicted_does_not_lower_the_macro_mean() -> None:
    truth, guess = np.array([0.0, 1, 1, 0]), np.array([0.0, 1, 0, 0])
    columns = Columns(truth, guess, ("a", "b", "c"))

    found = ours("macro_f1", columns, np.ones(4))

    assert found == pytest.approx(theirs.f1_score(truth, guess, average="macro"))


def test_many_samples_at_once_equal_one_at_a_time() -> None:
    columns = some_columns(3, seed=11)
    weights = np.random.default_rng(2).integers(0, 3, (7, 200)).astype(float)

    for name in ("macro_f1", "roc_auc", "pr_auc", "log_loss"):
        together = METRICS[name].compute(columns, weights, Options("macro", 1))
        assert together.tolist() == pytest.approx([ours(name, columns, w) for w in weights])
