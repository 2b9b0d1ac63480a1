"""The mini set: the digits that scikit-learn carries, as rows that stand without labels."""

from __future__ import annotations

from typing import Any

from ..utils import CommandError
from .split import Row, draw, render_description, render_parts

SIDE = 8  # pixels of a row and of a column
HIDDEN = ("train", "test")  # parts that stand without the class


def read_source() -> list[Row]:
    """Read every row of the package in its order; the digit is the hidden class."""
    try:
        from sklearn.datasets import load_digits

        source = load_digits()
    except (ImportError, OSError) as error:
        raise CommandError(f"the pictures of scikit-learn cannot be read: {error}") from error
    return [
        Row(tuple(int(value) for value in values), str(label))
        for values, label in zip(source.data.tolist(), source.target.tolist(), strict=True)
    ]


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; only val has the hidden classes."""
    sampling, rows = data["sampling"], read_source()
    fractions = sampling["fractions"]
    columns = [f"pixel_{y}_{x}" for y in range(SIDE) for x in range(SIDE)]
    drawn = draw(rows, sampling["seed"], fractions["test"], fractions["val"])
    files = render_parts(
        drawn,
        lambda item: {"features": dict(zip(columns, item.row.input, strict=True))},
        HIDDEN,
    )
    told = {"train_labels": sampling["train_labels"]}
    known = {**data, "classes": sorted({str(row.label) for row in rows})}
    described = render_description(drawn, files, known, HIDDEN, columns=columns, sampling=told)
    return {**files, "dataset.json": described}
