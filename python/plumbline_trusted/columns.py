"""Scored rows as columns of numbers or texts: what every metric takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Columns:
    """n scored rows. Classes: truth and guess are codes into `classes`, scores are n x classes.

    Numbers: `classes` is empty and truth and guess are the values themselves. Series: the same
    with one column for each step of the horizon, and `scale` is the naive error of each row's
    series. `bare` says that a score is one number that ranks and need not be a probability.
    """

    truth: Floats
    guess: Floats
    classes: tuple[str, ...] = ()
    scores: Floats | None = None
    scale: Floats | None = None
    bare: bool = False

    def codes(self) -> tuple[Ints, Ints]:
        return self.truth.astype(np.int64), self.guess.astype(np.int64)


@dataclass(frozen=True, eq=False)
class TextColumns:
    """References and answers, row by row; `tokens` names how BLEU cuts them into words."""

    truth: list[str]
    guess: list[str]
    tokens: str = "zh"
    classes: tuple[str, ...] = ()
    scores: Floats | None = None
    bare: bool = False


@dataclass(frozen=True, eq=False)
class ClusterColumns:
    """Hidden classes and found clusters as codes; `points` are the features, where given."""

    truth: Ints
    guess: Ints
    points: Floats | None = None
    classes: tuple[str, ...] = ()
    scores: Floats | None = None
    bare: bool = False

    @cached_property
    def distances(self) -> Floats:
        """n x n Euclidean distances between the rows, in standard units of the test part."""
        assert self.points is not None  # noqa: S101 - the caller asks `Metric.points` first
        spread = self.points.std(axis=0)
        scaled = (self.points - self.points.mean(axis=0)) / np.where(spread > 0, spread, 1)
        squares = (scaled**2).sum(axis=1)
        apart = squares[:, None] + squares[None, :] - 2 * scaled @ scaled.T
        np.fill_diagonal(apart, 0)
        distances: Floats = np.sqrt(np.maximum(apart, 0))
        return distances


AnyColumns = Columns | TextColumns | ClusterColumns
