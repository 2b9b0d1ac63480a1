"""Metrics of generated texts as sacreBLEU 2 defines them, from counts that add up over rows.

Each metric counts a pair of texts once; its score depends on the rows through the sum of their
counts alone, so that a bootstrap adds counts and reads no text again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
WORDS, CHARACTERS, BETA_SQUARED = 4, 6, 4.0
HAN = re.compile(
    r"([\u2e80-\u2fdf\u2ff0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe10-\ufe3f\uff00-\uffef])"
)
SPLITS = [
    (re.compile(r"([\{-\~\[-\` -\&\(-\+\:-\@\/])"), r" \1 "),
    (re.compile(r"([^0-9])([\.,])"), r"\1 \2 "),
    (re.compile(r"([\.,])([^0-9])"), r" \1 \2"),
    (re.compile(r"([0-9])(-)"), r"\1 \2 "),
]


@dataclass(frozen=True)
class Metric:
    """Counts of (said, reference), and the score of their sum."""

    count: Callable[[str, str], Sequence[float]]
    score: Callable[[Counts], float]

    def __call__(self, counts: Counts) -> float:
        """Return the score of rows of counts."""
        return self.score(counts.sum(axis=0))


def words_of(line: str) -> list[str]:
    """Cut a text as sacreBLEU's `zh` does: each Chinese character is a word."""
    line = HAN.sub(r" \1 ", line.strip())
    for pattern, put in SPLITS:
        line = pattern.sub(put, line)
    return line.split()


def _bleu_counts(said: str, reference: str) -> list[float]:
    """Words said, words held, matches of 1..4 words, runs of 1..4 words said."""
    one, two = words_of(said), words_of(reference)
    runs = [(_runs(one, order), _runs(two, order)) for order in range(1, WORDS + 1)]
    right = [float((a & b).total()) for a, b in runs]
    return [float(len(one)), float(len(two)), *right, *(float(a.total()) for a, _ in runs)]


def _bleu(total: Counts) -> float:
    """Up to four words, exponential smoothing, no effective order."""
    said, held, right, runs = total[0], total[1], total[2:6], total[6:10]
    if not right.any() or not runs.all():
        return 0.0
    smoothed = np.where(right == 0, 1 / np.exp2(np.cumsum(right == 0)), right)
    brevity = np.exp(1 - held / said) if said < held else 1.0
    return float(100 * brevity * np.exp(np.log(smoothed / runs).mean()))


def _chrf_counts(said: str, reference: str) -> list[float]:
    """Per order: runs said (none where the reference has none so long), runs held, matches."""
    one, two = "".join(said.split()), "".join(reference.split())
    counts: list[float] = []
    for order in range(1, CHARACTERS + 1):
        a, b = _runs(one, order), _runs(two, order)
        counts += [float(a.total()) if b else 0.0, float(b.total()), float((a & b).total())]
    return counts


def _chrf(total: Counts) -> float:
    """Six orders of characters, recall counts twice."""
    said, held, right = total.reshape(CHARACTERS, 3).T
    there = (said > 0) & (held > 0)
    if not there.any():
        return 0.0
    precision, recall = (right[there] / said[there]).mean(), (right[there] / held[there]).mean()
    below = BETA_SQUARED * precision + recall
    return float(100 * (1 + BETA_SQUARED) * precision * recall / below) if below else 0.0


def _runs(items: Sequence[str], order: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(items[start:] for start in range(order)), strict=False))


METRICS: dict[str, Metric] = {
    "chrf": Metric(_chrf_counts, _chrf),
    "bleu": Metric(_bleu_counts, _bleu),
    "exact_match": Metric(
        lambda said, reference: [float(said == reference), 1.0],
        lambda total: float(total[0] / total[1]),
    ),
}
LOWER_IS_BETTER: frozenset[str] = frozenset()
