"""The mini set: the wine table that scikit-learn carries, drawn and written as files."""

from __future__ import annotations

from typing import Any

from ..utils import CommandError
from .split import Row, draw, render_description, render_parts


def read_source() -> tuple[list[Row], list[str]]:
    """Read every row of the package, in its order, and the names of the columns."""
    try:
        from sklearn.datasets import load_wine

        source = load_wine()
    except (ImportError, OSError) as error:
        raise CommandError(f"the table of scikit-learn cannot be read: {error}") from error
    columns = [str(name).replace("/", "_") for name in source.feature_names]
    names = [str(name) for name in source.target_names]
    rows = [
        Row(tuple(float(value) for value in values), names[label])
        for values, label in zip(source.data.tolist(), source.target.tolist(), strict=True)
    ]
    return rows, columns


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; test labels are not among them."""
    sampling = data["sampling"]
    fractions = sampling["fractions"]
    rows, columns = read_source()
    drawn = draw(rows, sampling["seed"], fractions["test"], fractions["val"])
    files = render_parts(
        drawn, lambda item: {"features": dict(zip(columns, item.row.input, strict=True))}
    )
    described = render_description(drawn, files, data, columns=columns)
    return {**files, "dataset.json": described}
