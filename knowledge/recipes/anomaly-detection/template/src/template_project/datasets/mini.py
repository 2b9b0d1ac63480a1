"""The mini set: the digits that scikit-learn carries; one of them is never seen in training."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..utils import CommandError
from .records import compact
from .split import Row, draw, render_description, render_parts, sha256

SIDE = 8  # pixels of a row and of a column


def read_source(odd: str) -> list[Row]:
    """Read every row of the package in its order; the digit `odd` is the anomaly."""
    try:
        from sklearn.datasets import load_digits

        source = load_digits()
    except (ImportError, OSError) as error:
        raise CommandError(f"the pictures of scikit-learn cannot be read: {error}") from error
    return [
        Row(
            tuple(int(value) for value in values),
            "anomaly" if str(label) == odd else "normal",
        )
        for values, label in zip(source.data.tolist(), source.target.tolist(), strict=True)
    ]


def thinned(rows: Iterable[Row], share: float) -> list[Row]:
    """Keep so many anomalies, by the hash of their inputs, that they are this share of all."""
    every = list(rows)
    odd = [row for row in every if row.label == "anomaly"]
    wanted = min(len(odd), round((len(every) - len(odd)) * share / (1 - share)))
    order = sorted(odd, key=lambda row: sha256(f"anomaly:{compact(row.input)}"))
    kept = {row.key for row in order[:wanted]}
    return [row for row in every if row.label == "normal" or row.key in kept]


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; test labels are not among them."""
    sampling, options = data["sampling"], data["source"]["options"]
    fractions = sampling["fractions"]
    columns = [f"pixel_{y}_{x}" for y in range(SIDE) for x in range(SIDE)]
    rows = thinned(read_source(str(options["anomaly"])), options["share"])
    drawn = draw(rows, sampling["seed"], fractions["test"], fractions["val"])
    drawn["train"] = [item for item in drawn["train"] if item.row.label == "normal"]
    files = render_parts(
        drawn,
        lambda item: {"features": dict(zip(columns, item.row.input, strict=True))},
    )
    told = {"train_labels": sampling["train_labels"]}
    described = render_description(drawn, files, data, columns=columns, sampling=told)
    return {**files, "dataset.json": described}
