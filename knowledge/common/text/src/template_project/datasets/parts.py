"""How the texts become parts: each class split alike, whatever text they came with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .split import Drawn, Row, draw


def parted(
    rows: Sequence[Row], sampling: Mapping[str, Any]
) -> tuple[dict[str, list[Drawn]], dict[str, str]]:
    """Return train, val and test, and for each row's key its group: here rows have none."""
    fractions = sampling["fractions"]
    return draw(rows, sampling["seed"], fractions["test"], fractions["val"]), {}
