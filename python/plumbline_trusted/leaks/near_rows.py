"""Rows that are nearly a training row: far nearer than the data's own spread would bring them."""

from __future__ import annotations

import math

import numpy as np

from plumbline_trusted.door import Json
from plumbline_trusted.leaks.vectors import Floats, columns_of
from plumbline_trusted.records import compact

AROUND = 20
FIRST = 6
CHANCE = 1e-5
NEAREST = 0.15
RARE = 1e-3
FEW = 0.1
LEAST_TRAIN = 60
BLOCK = 512
BITS = 30.0


def twins(train: Floats, test: Floats) -> dict[int, int]:
    """Test row -> the training row it is a copy of, but for noise.

    In a space of m dimensions the nearest of 20 neighbours stands within r times the distance of
    the twentieth by chance about 20 * r^m times. m is measured from neighbours 6 to 20, so that a
    few copies of one row do not bend it, and r is set so that chance alone finds one in 100,000.
    Where columns are coarse that is not enough, for m differs from place to place: copies must
    also stand apart from the rows that follow them.
    """
    if len(train) < LEAST_TRAIN or not len(test) or not train.shape[1]:
        return {}
    nearest, ordered = _neighbours(train, test)
    outer = ordered[:, -1]
    usable = (outer > 0) & (ordered[:, FIRST - 1] > 0)
    if not usable.any():
        return {}
    spread = np.log(outer[usable, None] / ordered[usable, FIRST - 1 : -1]).mean(axis=1)
    dimensions = float(np.median(1 / np.maximum(spread, 1e-3)))
    limit = min(NEAREST, (CHANCE / (AROUND - 1)) ** (1 / dimensions))
    apart = ordered[:, 0] > 0  # what is equal is told elsewhere, or is chance on a coarse grid
    ratios = np.where(apart, ordered[:, 0] / np.where(outer > 0, outer, 1), 1.0)
    reach = _with_a_gap(ratios, limit, dimensions)
    return {int(place): int(nearest[place]) for place in np.flatnonzero(ratios <= reach)}


def _with_a_gap(ratios: Floats, limit: float, dimensions: float) -> float:
    """The widest reach up to the limit beyond which too few rows follow for chance; -1 if none.

    By chance a reach twice as wide holds 2^m times the rows, m taken far below what was measured;
    the rows that follow are held against that mean by the law of rare events, and are few against
    those within.
    """
    growth = 2 ** max(1.0, dimensions / 3 - 1) - 1
    for reach in (limit, limit / 2, limit / 4, limit / 8):
        within = int((ratios <= reach).sum())
        beyond = int((ratios <= 2 * reach).sum()) - within
        if beyond <= FEW * within and _at_most(beyond, within * growth) <= RARE:
            return reach
    return -1.0


def _at_most(count: int, mean: float) -> float:
    """Chance of so few events or fewer where `mean` are expected."""
    if mean <= 0:
        return 1.0
    terms = (one * math.log(mean) - mean - math.lgamma(one + 1) for one in range(count + 1))
    return math.fsum(math.exp(term) for term in terms)


def _neighbours(train: Floats, test: Floats) -> tuple[Floats, Floats]:
    """For each test row its nearest training row, and the distances of the nearest twenty."""
    squares = (train**2).sum(axis=1)
    nearest = np.zeros(len(test), dtype=np.int64)
    ordered = np.zeros((len(test), AROUND))
    for start in range(0, len(test), BLOCK):
        some = test[start : start + BLOCK]
        apart = squares + (some**2).sum(axis=1)[:, None] - 2 * some @ train.T
        near = np.argpartition(apart, AROUND - 1, axis=1)[:, :AROUND]
        # What is nearly equal is lost in the sum of large squares: these few are measured directly.
        exact = np.sqrt(((train[near] - some[:, None, :]) ** 2).sum(axis=2))
        order = np.argsort(exact, axis=1)
        ordered[start : start + BLOCK] = np.take_along_axis(exact, order, axis=1)
        nearest[start : start + BLOCK] = np.take_along_axis(near, order[:, :1], axis=1)[:, 0]
    return nearest.astype(np.float64), ordered


def all_but_one(train: list[Json], test: list[Json]) -> dict[int, int]:
    """Test row -> a training row that differs from it in one column alone.

    It counts where the columns that agree could not agree by chance: the surprise of their values,
    summed in bits, exceeds what so many pairs of rows would meet, and 30 bits more.
    """
    names = columns_of([*train, *test])
    if len(names) < 3 or not train or not test:
        return {}
    told = [[compact(row["features"][name]) for name in names] for row in [*train, *test]]
    bits = _surprise(told)
    wanted = math.log2(len(train) * len(test)) + BITS
    found: dict[int, int] = {}
    for left in range(len(names)):
        kept = [tuple(cells[:left] + cells[left + 1 :]) for cells in told]
        first: dict[tuple[str, ...], int] = {}
        for place in range(len(train)):
            first.setdefault(kept[place], place)
        for place in range(len(test)):
            at = len(train) + place
            if kept[at] in first and bits[at].sum() - bits[at][left] >= wanted:
                found.setdefault(place, first[kept[at]])
    return found


def _surprise(told: list[list[str]]) -> Floats:
    """Minus the logarithm of how common each value is in its column."""
    bits = np.zeros((len(told), len(told[0])))
    for column in range(len(told[0])):
        _, place, count = np.unique(
            np.array([cells[column] for cells in told]), return_inverse=True, return_counts=True
        )
        bits[:, column] = -np.log2(count[place] / len(told))
    return bits
