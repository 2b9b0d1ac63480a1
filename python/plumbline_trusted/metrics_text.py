"""BLEU, chrF and exact match as sacreBLEU 2 defines them, from sums over rows.

A corpus score depends on the rows through their summed counts alone, so that a resample is a
weighted sum: the bootstrap is exact. BLEU: up to four words, exponential smoothing, no effective
order (a corpus without any four words scores 0). chrF2: up to six characters, no spaces.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import numpy as np

from plumbline_trusted.columns import Floats, TextColumns
from plumbline_trusted.tokens import words_of

WORDS = 4
CHARACTERS = 6
BETA_SQUARED = 4.0


def bleu(columns: TextColumns, weights: Floats) -> Floats:
    sums = weights @ _bleu_counts(columns)
    said, held, right, total = sums[:, 0], sums[:, 1], sums[:, 2:6], sums[:, 6:10]
    doubled = np.cumsum(right == 0, axis=1)
    smoothed = np.where(right == 0, 1 / np.exp2(doubled), right)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(smoothed / total).mean(axis=1)
        brevity = np.where(said < held, np.exp(1 - held / said), 1.0)
        score = 100 * brevity * np.exp(logs)
    some = (right.sum(axis=1) > 0) & (total > 0).all(axis=1)
    return np.where(some, score, 0.0)


def chrf(columns: TextColumns, weights: Floats) -> Floats:
    sums = (weights @ _chrf_counts(columns)).reshape(len(weights), CHARACTERS, 3)
    said, held, right = sums[:, :, 0], sums[:, :, 1], sums[:, :, 2]
    there = (said > 0) & (held > 0)
    orders = np.maximum(there.sum(axis=1), 1)
    precision = np.divide(right, said, out=np.zeros_like(right), where=there).sum(axis=1) / orders
    recall = np.divide(right, held, out=np.zeros_like(right), where=there).sum(axis=1) / orders
    below = BETA_SQUARED * precision + recall
    above = (1 + BETA_SQUARED) * precision * recall
    score: Floats = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return 100 * score


def exact_match(columns: TextColumns, weights: Floats) -> Floats:
    pairs = zip(columns.truth, columns.guess, strict=True)
    same = np.array([one == two for one, two in pairs], dtype=np.float64)
    share: Floats = (weights @ same) / weights.sum(axis=1)
    return share


def signature(columns: TextColumns) -> str:
    """What sacreBLEU calls the settings of these scores."""
    return (
        f"bleu: nrefs:1|case:mixed|eff:no|tok:{columns.tokens}|smooth:exp; chrf: nc:6|nw:0|space:no"
    )


@lru_cache(maxsize=16)
def _bleu_counts(columns: TextColumns) -> Floats:
    """Per row: words said, words held, matches of 1..4 words, runs of 1..4 words said."""
    rows = [
        _bleu_row(words_of(said, columns.tokens), words_of(held, columns.tokens))
        for held, said in zip(columns.truth, columns.guess, strict=True)
    ]
    return np.array(rows, dtype=np.float64)


def _bleu_row(said: list[str], held: list[str]) -> list[int]:
    right, total = [0] * WORDS, [0] * WORDS
    for order in range(1, WORDS + 1):
        one, two = _runs(said, order), _runs(held, order)
        total[order - 1] = max(0, len(said) - order + 1)
        right[order - 1] = (one & two).total()
    return [len(said), len(held), *right, *total]


def _runs(words: list[str], order: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(words[start:] for start in range(order)), strict=False))


@lru_cache(maxsize=16)
def _chrf_counts(columns: TextColumns) -> Floats:
    rows = [
        _chrf_row("".join(said.split()), "".join(held.split()))
        for held, said in zip(columns.truth, columns.guess, strict=True)
    ]
    return np.array(rows, dtype=np.float64)


def _chrf_row(said: str, held: str) -> list[int]:
    """Per order: runs said (none if the reference has no run that long), runs held, matches."""
    row: list[int] = []
    for order in range(1, CHARACTERS + 1):
        one, two = _grams(said, order), _grams(held, order)
        row += [one.total() if two else 0, two.total(), (one & two).total()]
    return row


def _grams(words: str, order: int) -> Counter[str]:
    return Counter(words[start : start + order] for start in range(len(words) - order + 1))
