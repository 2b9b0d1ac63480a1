"""Metrics of series, scores and clusters agree with scikit-learn or with figures made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as theirs

from plumbline_trusted.columns import AnyColumns, ClusterColumns, Columns, Floats
from plumbline_trusted.metrics import METRICS, Options


def ours(name: str, columns: AnyColumns, weights: Floats | None = None, far: float = 0.01) -> float:
    held = np.ones(len(columns.truth)) if weights is None else weights
    return float(METRICS[name].compute(columns, held[None, :], Options("binary", 1, far))[0])


TRUTH = np.array([[10.0, 20.0], [30.0, 40.0]])
GUESS = np.array([[12.0, 18.0], [30.0, 48.0]])


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("mase", ((2 + 2) / 2 / 2 + (0 + 8) / 2 / 4) / 2),
        ("mae", 3.0),
        ("rmse", (4 + 4 + 0 + 64) ** 0.5 / 2),
        ("smape", (2 / 11 + 2 / 19 + 0 + 8 / 44) / 4),
        ("mape", (0.2 + 0.1 + 0 + 0.2) / 4),
    ],
)
def test_errors_of_a_forecast_are_those_made_by_hand(name: str, figure: float) -> None:
    columns = Columns(TRUTH, GUESS, scale=np.array([2.0, 4.0]))

    assert ours(name, columns) == pytest.approx(figure)


def test_a_share_of_nothing_is_no_figure() -> None:
    columns = Columns(np.array([0.0, 1.0]), np.array([1.0, 1.0]))

    assert np.isnan(ours("mape", columns))


def test_the_true_accepts_are_counted_at_the_allowed_false_accepts() -> None:
    truth = np.array([1.0, 1, 1, 1, 0, 0, 0, 0])
    score = np.array([0.9, 0.8, 0.4, 0.3, 0.5, 0.2, 0.1, 0.0])
    columns = Columns(truth, truth, ("no", "yes"), np.stack([-score, score], axis=1), bare=True)

    assert ours("tar_at_far", columns, far=0.0) == 0.5
    assert ours("tar_at_far", columns, far=0.25) == 1.0


@pytest.mark.parametrize("seed", range(5))
def test_true_accepts_never_pass_the_curve_of_scikit_learn(seed: int) -> None:
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, 2, 200)
    score = np.round(truth + draw.normal(0, 1, 200), 1)
    wrong, right, _ = theirs.roc_curve(truth, score, drop_intermediate=False)
    columns = Columns(
        truth.astype(float), truth.astype(float), ("a", "b"), np.stack([-score, score], axis=1)
    )

    for far in (0.0, 0.05, 0.3, 1.0):
        assert ours("tar_at_far", columns, far=far) == pytest.approx(right[wrong <= far].max())


def some_clusters(seed: int) -> tuple[ClusterColumns, Floats]:
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, 4, 150)
    points = np.eye(4)[truth] * 3 + draw.normal(0, 1, (150, 4))
    guess = np.where(draw.random(150) < 0.7, truth, draw.integers(0, 5, 150))
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    return ClusterColumns(truth, guess, points), points


@pytest.mark.parametrize("seed", range(5))
def test_cluster_metrics_equal_those_of_scikit_learn(seed: int) -> None:
    columns, points = some_clusters(seed)

    assert ours("nmi", columns) == pytest.approx(
        theirs.normalized_mutual_info_score(columns.truth, columns.guess)
    )
    assert ours("ari", columns) == pytest.approx(
        theirs.adjusted_rand_score(columns.truth, columns.guess)
    )
    assert ours("silhouette", columns) == pytest.approx(
        theirs.silhouette_score(points, columns.guess)
    )


def test_names_of_clusters_do_not_matter_and_one_cluster_says_nothing() -> None:
    columns, _ = some_clusters(1)
    turned = ClusterColumns(columns.truth, (columns.truth + 1) % 4, columns.points)
    single = ClusterColumns(columns.truth, np.zeros_like(columns.truth), columns.points)

    for name in ("ari", "nmi"):
        assert ours(name, turned) == pytest.approx(1.0)
        assert ours(name, single) == pytest.approx(0.0)
    assert np.isnan(ours("silhouette", single))


def test_a_row_is_never_paired_with_its_own_copy() -> None:
    draw = np.random.default_rng(0)
    truth, guess = draw.integers(0, 2, 60), draw.integers(0, 2, 60)
    columns = ClusterColumns(truth, guess, draw.normal(0, 1, (60, 2)))
    weights = draw.multinomial(60, np.full(60, 1 / 60), 400).astype(float)

    drawn = METRICS["ari"].compute(columns, weights, Options("macro", 0))

    assert abs(float(drawn.mean()) - ours("ari", columns)) < 0.02
