"""Boosted trees kept as tensors against the ones that scikit-learn grew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from omegaconf import OmegaConf

torch = pytest.importorskip("torch")
ensemble = pytest.importorskip("sklearn.ensemble")

from template_project.models.trees import BoostedTrees  # noqa: E402

GENERATOR = np.random.default_rng(7)
ROWS = GENERATOR.normal(size=(90, 6)).astype(np.float32)
CONFIG = {"trees": 20, "depths": [2], "rate": 0.1, "leaf": 5, "subsample": 0.8}


def labels_of(classes: int) -> Any:
    return np.digitize(ROWS[:, 0] - np.abs(ROWS[:, 1]), np.linspace(-1.5, 0.5, classes - 1))


@pytest.mark.parametrize("classes", [2, 3])
def test_the_tables_answer_as_scikit_learn_does(classes: int) -> None:
    labels = labels_of(classes)
    model = BoostedTrees(classes, OmegaConf.create(CONFIG), classes=True)
    grown = ensemble.GradientBoostingClassifier(
        init="zero",
        n_estimators=5,
        max_depth=2,
        learning_rate=0.1,
        min_samples_leaf=5,
        subsample=0.8,
        random_state=0,
    ).fit(ROWS, labels)

    with torch.no_grad():
        model.fit(torch.from_numpy(ROWS), torch.from_numpy(labels))
        shares = torch.softmax(model(torch.from_numpy(ROWS)), dim=1).numpy()

    assert shares == pytest.approx(grown.predict_proba(ROWS), abs=1e-5)


@pytest.mark.parametrize("classes", [2, 4])
def test_a_class_that_training_never_saw_is_never_the_answer(classes: int) -> None:
    model = BoostedTrees(classes, OmegaConf.create(CONFIG), classes=True)

    with torch.no_grad():
        model.fit(torch.from_numpy(ROWS), torch.ones(len(ROWS), dtype=torch.int64))
        answers = model(torch.from_numpy(ROWS)).argmax(dim=1)

    assert set(answers.tolist()) == {1}


def test_depth_and_number_are_chosen_where_there_are_rows_enough() -> None:
    rows = np.random.default_rng(3).normal(size=(300, 6)).astype(np.float32)
    labels = (rows[:, 0] * rows[:, 1] > 0).astype(np.int64)
    config = OmegaConf.create({**CONFIG, "trees": 60, "depths": [1, 3]})
    model = BoostedTrees(2, config, classes=True)

    depth, _ = model._chosen(rows, labels)

    assert depth == 3
