"""Columns that were scaled before the split: their figures are round over all parts together."""

from __future__ import annotations

import numpy as np

from plumbline_trusted.door import is_number
from plumbline_trusted.leaks.held import Held, Leak
from plumbline_trusted.leaks.vectors import Floats, columns_of

NEAR = 2e-3
LEAST = 3


def scaled(held: Held) -> list[Leak]:
    """Mean 0 and spread 1, or ends 0 and 1, over training, validation and test, yet not over the
    training part: whoever scaled them saw the test rows."""
    if held.form != "features":
        return []
    every = [*held.rows("train"), *held.rows("val"), *held.rows("test")]
    cut = len(held.rows("train"))
    if not 0 < cut < len(every):
        return []
    continuous, found = 0, []
    for name in columns_of(every):
        cells = [row["features"][name] for row in every]
        if not all(is_number(cell) for cell in cells):
            continue
        values = np.array(cells, dtype=np.float64)
        if len(np.unique(values)) <= LEAST_VALUES:
            continue
        continuous += 1
        if _round(values) and not _round(values[:cut]):
            found.append(name)
    if len(found) < LEAST or 2 * len(found) < continuous:
        return []
    return [Leak("scaled", ", ".join(found[:5]), (), tuple(found))]


LEAST_VALUES = 10


def _round(values: Floats) -> bool:
    standard = abs(float(values.mean())) < NEAR and any(
        abs(float(values.std(ddof=less)) - 1) < NEAR for less in (0, 1)
    )
    return standard or (float(values.min()), float(values.max())) in ((0.0, 1.0), (-1.0, 1.0))
