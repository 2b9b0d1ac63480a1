"""Texts that are nearly the same: equal shares of five-character shingles, found by min-hashing."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

WIDTH = 5
BINS, ROWS = 64, 4
LEAST = 0.85
NEAREST = 8
LONGEST = 4000
EMPTY = np.uint64(2**64 - 1)
Hashes = NDArray[np.uint64]
APART = re.compile(r"[\W_]+")


def near_duplicates(texts: list[str]) -> list[int]:
    """For each text the place of the first text of its group of near duplicates."""
    shingles = [_shingles(words) for words in texts]
    leader = list(range(len(texts)))
    for one, two in _candidates(np.stack([_sketch(held) for held in shingles])):
        a, b = _root(leader, one), _root(leader, two)
        if a != b and _similarity(shingles[one], shingles[two]) >= LEAST:
            leader[max(a, b)] = min(a, b)
    return [_root(leader, place) for place in range(len(texts))]


def _similarity(one: Hashes, two: Hashes) -> float:
    if not len(one) or not len(two):
        return 0.0
    shared = len(np.intersect1d(one, two, assume_unique=True))
    return shared / (len(one) + len(two) - shared)


def _shingles(words: str) -> Hashes:
    """Distinct shingle hashes of the letters and digits alone, case and width folded."""
    folded = APART.sub("", unicodedata.normalize("NFKC", words).casefold())[:LONGEST]
    codes = np.frombuffer(folded.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    if not len(codes):
        return codes
    width = min(WIDTH, len(codes))
    rolled: Hashes = np.zeros(len(codes) - width + 1, dtype=np.uint64)
    for offset in range(width):
        rolled = rolled * np.uint64(1_000_003) + codes[offset : offset + len(rolled)]
    return np.unique(_mixed(rolled))


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of splitmix64: each bit of the input moves half of the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _sketch(shingles: Hashes) -> Hashes:
    """The least hash in each of `BINS` equal ranges: hashes are sorted, so it stands first."""
    sketch = np.full(BINS, EMPTY, dtype=np.uint64)
    if len(shingles):
        places = (shingles >> np.uint64(58)).astype(np.int64)
        first = np.concatenate([[True], places[1:] != places[:-1]])
        sketch[places[first]] = shingles[first]
    return sketch


def _candidates(sketches: Hashes) -> list[tuple[int, int]]:
    """Pairs that agree on one band of their sketches and on so many bins that they may be near."""
    pairs: set[tuple[int, int]] = set()
    full = np.flatnonzero((sketches != EMPTY).any(axis=1)).tolist()
    for start in range(0, BINS, ROWS):
        buckets: dict[bytes, list[int]] = {}
        for place in full:
            held = buckets.setdefault(sketches[place, start : start + ROWS].tobytes(), [])
            pairs.update((other, place) for other in (*held[:1], *held[-NEAREST:]))
            held.append(place)
    if not pairs:
        return []
    joined = np.array(sorted(pairs))
    one, two = sketches[joined[:, 0]], sketches[joined[:, 1]]
    used = ((one != EMPTY) | (two != EMPTY)).sum(axis=1)
    alike = ((one == two) & (one != EMPTY)).sum(axis=1) / np.maximum(used, 1)
    return [(int(a), int(b)) for a, b in joined[alike >= LEAST - 0.2]]


def _root(leader: list[int], place: int) -> int:
    while leader[place] != place:
        leader[place] = leader[leader[place]]
        place = leader[place]
    return place
