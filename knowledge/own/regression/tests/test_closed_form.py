"""Models without epochs against what scikit-learn and the textbook formula give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray
from omegaconf import OmegaConf

torch = pytest.importorskip("torch")

from template_project.models.ridge import Ridge  # noqa: E402
from template_project.models.trees import BoostedTrees, tables  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
GENERATOR = np.random.default_rng(7)
ROWS = GENERATOR.normal(size=(80, 10)).astype(np.float32)
TARGETS = (ROWS[:, :1] - np.abs(ROWS[:, 1:2]) + 0.3 * GENERATOR.normal(size=(80, 1))).astype(
    np.float32
)


def configured(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / f"configs/model/{name}.yaml").read_text(encoding="utf-8")))


def fitted_ridge(penalties: Sequence[float] = ()) -> Ridge:
    config = configured("ridge")
    model = Ridge(ROWS.shape[1], config["outputs"], penalties or config["penalties"])
    with torch.no_grad():
        model.fit(torch.from_numpy(ROWS), torch.from_numpy(TARGETS))
    return model


def fitted_trees() -> BoostedTrees:
    model = BoostedTrees(1, OmegaConf.create({**configured("trees"), "depths": [3]}), classes=False)
    with torch.no_grad():
        model.fit(torch.from_numpy(ROWS), torch.from_numpy(TARGETS))
    return model


def answered(model: BoostedTrees, rows: NDArray[np.float32]) -> Any:
    with torch.inference_mode():
        return model(torch.from_numpy(rows)).numpy()[:, 0]


def test_ridge_solves_the_normal_equations() -> None:
    model = fitted_ridge([3.0])
    rows = np.hstack([ROWS, np.ones((80, 1))]).astype(np.float64)
    penalty = np.diag([3.0] * 10 + [0.0])

    expected = np.linalg.solve(rows.T @ rows + penalty, rows.T @ TARGETS)[:, 0]

    found = [*model.linear.weight[0].tolist(), model.linear.bias.item()]
    assert found == pytest.approx(expected, abs=1e-5)


def test_the_penalty_is_the_one_that_leaving_each_row_out_prefers() -> None:
    penalties = [0.1, 10.0, 1000.0]

    errors = []
    for penalty in penalties:
        missed = []
        for out in range(80):
            rest = np.arange(80) != out
            rows = np.hstack([ROWS[rest], np.ones((79, 1))]).astype(np.float64)
            squares = rows.T @ rows + np.diag([penalty] * 10 + [0.0])
            weight = np.linalg.solve(squares, rows.T @ TARGETS[rest])
            missed.append(abs(np.append(ROWS[out], 1.0) @ weight - TARGETS[out])[0])
        errors.append(np.mean(missed))

    chosen = fitted_ridge(penalties).get_buffer("penalty").item()
    assert chosen == pytest.approx(penalties[int(np.argmin(errors))])


def test_the_tables_of_the_trees_answer_as_scikit_learn_does() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble")
    model = fitted_trees()
    grown = ensemble.GradientBoostingRegressor(
        loss="huber",
        init="zero",
        n_estimators=model.trees // 4,
        max_depth=3,
        learning_rate=model.rate,
        min_samples_leaf=model.leaf,
        subsample=model.subsample,
        random_state=0,
    ).fit(ROWS, TARGETS[:, 0])
    others = np.random.default_rng(8).normal(size=(50, 10)).astype(np.float32)

    for rows in (ROWS, others):
        assert answered(model, rows) == pytest.approx(grown.predict(rows), abs=1e-4)


def test_a_value_on_a_threshold_goes_the_way_scikit_learn_sends_it() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble")
    grown = ensemble.GradientBoostingRegressor(n_estimators=1, max_depth=1, random_state=0)
    tree = grown.fit(ROWS, TARGETS[:, 0]).estimators_[0, 0].tree_
    column, threshold = tree.feature[0], tables(tree, 1.0)["threshold"][0]
    rows = ROWS[:2].copy()
    rows[0, column], rows[1, column] = threshold, np.nextafter(threshold, np.float32(np.inf))

    assert tree.apply(rows).tolist() == [tree.children_left[0], tree.children_right[0]]


def test_fitting_twice_gives_the_same_trees() -> None:
    first, second = fitted_trees().state_dict(), fitted_trees().state_dict()

    assert all(torch.equal(value, second[name]) for name, value in first.items())
