"""How the mails become parts: no mailing list and no sender is in two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .source import Mail
from .split import Drawn, Row, assign, sha256


def parted(
    rows: Sequence[Row], sampling: Mapping[str, Any]
) -> tuple[dict[str, list[Drawn]], dict[str, str]]:
    """Return train, val and test, and for each row's key its group under an opaque name."""
    seed, fractions = sampling["seed"], sampling["fractions"]
    held = {row.key: row.origin for row in rows if isinstance(row, Mail)}
    part_of = parts_by_group(Counter(held.values()), seed, fractions)
    drawn = assign(rows, seed, {key: part_of[origin] for key, origin in held.items()})
    return drawn, {key: sha256(f"{seed}:group:{name}")[:12] for key, name in held.items()}


def parts_by_group(
    sizes: Mapping[str, int], seed: int, fractions: Mapping[str, float]
) -> dict[str, str]:
    """Give whole groups in the order of their hash to test, then val, until each is nearest to its
    share; the rest is for training."""
    total, filled = sum(sizes.values()), Counter[str]()
    part_of = {}
    for name in sorted(sizes, key=lambda name: sha256(f"{seed}:group:{name}")):
        fits = (p for p in ("test", "val") if filled[p] + sizes[name] / 2 <= total * fractions[p])
        part_of[name] = part = next(fits, "train")
        filled[part] += sizes[name]
    return part_of
