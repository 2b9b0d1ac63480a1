"""A tuned gradient-boosting reference over the rows of a finished project: `reference.py PROJECT METRIC`.

It may look at the sealed labels, as the project never can: it is what the project is held against.
"""

from __future__ import annotations

import json
import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import f1_score, log_loss, mean_absolute_error, roc_auc_score
from sklearn.preprocessing import OrdinalEncoder

GRID = {"learning_rate": [0.03, 0.1], "max_leaf_nodes": [6, 15, 31], "min_samples_leaf": [10]}


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main(project: Path, metric: str) -> None:
    """Tune on validation, score on the sealed part."""
    mini = project / "data/mini"
    parts = {name: rows_of(mini / f"{name}.jsonl") for name in ("train", "val", "test_inputs")}
    sealed = rows_of(project / ".plumbline/private/sealed/test_labels.jsonl")
    known = {row["id"]: row["label"] for row in sealed}
    columns = list(parts["train"][0]["features"])
    texts = [c for c in columns if any(isinstance(r["features"][c], str) for r in parts["train"])]
    tables = encoded(parts, columns, texts)
    labels = {name: [row.get("label", known.get(row["id"])) for row in rows] for name, rows in parts.items()}
    numbers = isinstance(labels["train"][0], (int, float))
    best: tuple[float, Any] | None = None
    losses = ["absolute_error", "squared_error"] if numbers else ["log_loss"]
    for loss, *values in product(losses, *GRID.values()):
        settings = dict(zip(GRID, values, strict=True))
        cls = HistGradientBoostingRegressor if numbers else HistGradientBoostingClassifier
        model = cls(
            loss=loss,
            categorical_features=[c in texts for c in columns],
            max_iter=300,
            early_stopping=True,
            random_state=0,
            **settings,
        ).fit(tables["train"], labels["train"])
        if numbers:
            error = mean_absolute_error(labels["val"], model.predict(tables["val"]))
        else:
            error = log_loss(labels["val"], model.predict_proba(tables["val"]), labels=model.classes_)
        if best is None or error < best[0]:
            best = (error, model)
    assert best is not None
    value = score(best[1], tables["test_inputs"], labels["test_inputs"], metric)
    print(json.dumps({"metric": metric, "reference": value, "rows": len(labels["test_inputs"])}))


def encoded(parts: dict[str, Any], columns: list[str], texts: list[str]) -> dict[str, Any]:
    """Numbers as they are, gaps as nan, categories as the codes of the training part."""
    coder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan, max_categories=200)
    cells = {n: [[r["features"][c] or "" for c in texts] for r in rows] for n, rows in parts.items()}
    if texts:
        coder.fit(cells["train"])
    tables = {}
    for name, rows in parts.items():
        table = np.full((len(rows), len(columns)), np.nan)
        for at, column in enumerate(columns):
            if column not in texts:
                table[:, at] = [np.nan if (v := r["features"][column]) is None else v for r in rows]
        if texts:
            table[:, [columns.index(c) for c in texts]] = coder.transform(cells[name])
        tables[name] = table
    return tables


def score(model: Any, rows: Any, truth: list[Any], metric: str) -> float:
    """The project's metric of the reference."""
    if metric == "mae":
        return float(mean_absolute_error(truth, model.predict(rows)))
    if metric == "roc_auc":
        shares = model.predict_proba(rows)
        if shares.shape[1] == 2:
            return float(roc_auc_score([t == model.classes_[1] for t in truth], shares[:, 1]))
        return float(np.mean([
            roc_auc_score([t == c for t in truth], shares[:, k])
            for k, c in enumerate(model.classes_) if any(t == c for t in truth)
        ]))
    if metric == "macro_f1":
        return float(f1_score(truth, model.predict(rows), average="macro"))
    return float(np.mean([t == g for t, g in zip(truth, model.predict(rows), strict=True)]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
