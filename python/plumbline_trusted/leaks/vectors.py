"""Rows as numbers: columns of a table on one scale, pictures free of brightness, histories."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from plumbline_trusted.door import Json, is_number
from plumbline_trusted.png_read import BadPng, read_png
from plumbline_trusted.records import compact, inside

Floats = NDArray[np.float64]
SIDE = 16
MOST_CATEGORIES = 50


def columns_of(rows: list[Json]) -> list[str]:
    """Names of the features that every row has, in the order of the first."""
    if not rows or not isinstance(rows[0].get("features"), dict):
        return []
    shared = set(rows[0]["features"])
    for row in rows:
        shared &= set(row["features"])
    return [name for name in rows[0]["features"] if name in shared]


def table(fitted: list[Json], rows: list[Json], leave: tuple[str, ...] = ()) -> Floats:
    """One row of numbers each: numbers in spreads of `fitted`, a place for each category."""
    blocks: list[Floats] = []
    for name in columns_of(fitted):
        if name in leave:
            continue
        known = [row["features"].get(name) for row in fitted]
        blocks += _column(known, [row["features"].get(name) for row in rows])
    return np.concatenate(blocks, axis=1) if blocks else np.zeros((len(rows), 0))


def _column(known: list[object], values: list[object]) -> list[Floats]:
    numbers = [value for value in known if is_number(value)]
    held = [value for value in known if value is not None]
    if numbers and len(numbers) == len(held):
        spread = float(np.std(np.array(numbers, dtype=np.float64)))
        if spread == 0:
            return []
        middle = float(np.mean(np.array(numbers, dtype=np.float64)))
        scaled = [(float(str(v)) - middle) / spread if is_number(v) else 0.0 for v in values]
        blocks: list[Floats] = [np.array(scaled).reshape(-1, 1)]
        if len(held) < len(known):
            blocks.append(np.array([[float(value is None)] for value in values]))
        return blocks
    counts = Counter(compact(value) for value in known)
    names = [name for name, _ in counts.most_common(MOST_CATEGORIES)]
    if len(names) < 2:
        return []
    spelled = [compact(value) for value in values]
    return [np.array([[float(one == name) for name in names] for one in spelled])]


def picture(folder: Path, relative: object, at: str) -> Floats | None:
    """At most 16 x 16 grey values; None for what is no PNG."""
    path = inside(folder, relative, at)
    try:
        held = read_png(path.read_bytes())
    except (BadPng, OSError):
        return None
    grey = held.rows.reshape(held.height, held.width, -1).astype(np.float64).mean(axis=2)
    return _shrunk(_shrunk(grey).T).T


def _shrunk(grey: Floats) -> Floats:
    """The rows of the picture averaged into at most 16."""
    height = grey.shape[0]
    if height <= SIDE:
        return grey
    edges = np.linspace(0, height, SIDE + 1).astype(int)
    sums = np.add.reduceat(grey, edges[:-1], axis=0)
    return np.asarray(sums / np.diff(edges).reshape(-1, 1), dtype=np.float64)


def alike(pictures: list[Floats]) -> Floats:
    """Pictures of one size as rows without their brightness and contrast."""
    flat = np.stack([one.ravel() for one in pictures]) if pictures else np.zeros((0, 0))
    flat = flat - flat.mean(axis=1, keepdims=True) if flat.size else flat
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(flat / np.where(length > 0, length, 1), dtype=np.float64)
