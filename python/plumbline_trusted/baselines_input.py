"""What the cheap answers compute from inputs: nearest texts, distances, cosines, k-means."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from plumbline_trusted.columns import Floats, Ints
from plumbline_trusted.door import Json, Refusal
from plumbline_trusted.png_read import BadPng, read_png
from plumbline_trusted.records import inside

RUN = 3
STARTS, ROUNDS, SEED = 10, 100, 42


def nearest_places(known: list[str], asked: list[str]) -> list[int]:
    """For each asked text the place of the known one with the highest Dice share of distinct
    three-character runs; the first among equals."""
    postings: dict[str, list[int]] = {}
    sizes = np.zeros(len(known))
    for place, words in enumerate(known):
        runs = _runs(words)
        sizes[place] = len(runs)
        for run in runs:
            postings.setdefault(run, []).append(place)
    held = {run: np.array(places) for run, places in postings.items()}
    found: list[int] = []
    for words in asked:
        runs = _runs(words)
        met = [held[run] for run in runs if run in held]
        if not met:
            found.append(0)
            continue
        shared = np.bincount(np.concatenate(met), minlength=len(known))
        found.append(int(np.argmax(2 * shared / (sizes + len(runs)))))
    return found


def _runs(words: str) -> set[str]:
    padded = f" {words} "
    return {padded[start : start + RUN] for start in range(max(1, len(padded) - RUN + 1))}


def feature_distance(known: Floats, asked: Floats) -> tuple[Floats, Floats]:
    """Root mean square of the standard units of each row, measured by the known rows."""
    if known.shape[1] != asked.shape[1]:
        raise Refusal(
            "E_ROW", "训练与测试的特征不同", "train and test differ in features", "inputs"
        )
    spread = known.std(axis=0)
    unit = np.where(spread > 0, spread, 1)
    centre = known.mean(axis=0)

    def far(points: Floats) -> Floats:
        distance: Floats = np.sqrt((((points - centre) / unit) ** 2).mean(axis=1))
        return distance

    return far(known), far(asked)


def pair_cosines(rows: list[Json], folder: Path) -> Floats:
    """Cosine of the centred pixels of `path_a` and `path_b` of each row."""
    kept: dict[str, Floats] = {}

    def pixels(row: Json, field: str) -> Floats:
        name = str(row.get(field))
        if name not in kept:
            kept[name] = _centred(inside(folder, row.get(field), str(row.get("id"))))
        return kept[name]

    return np.array([_cosine(pixels(row, "path_a"), pixels(row, "path_b")) for row in rows])


def _centred(path: Path) -> Floats:
    try:
        grid = read_png(path.read_bytes()).rows.astype(np.float64).reshape(-1)
    except BadPng as error:
        raise Refusal("E_ROW", "图片无法读取", f"unreadable picture: {error}", path.name) from error
    centred: Floats = grid - grid.mean()
    return centred


def _cosine(one: Floats, two: Floats) -> float:
    if one.shape != two.shape:
        return 0.0
    size = float(np.linalg.norm(one) * np.linalg.norm(two))
    return float(one @ two) / size if size > 0 else 0.0


def kmeans(known: Floats, asked: Floats, count: int) -> Ints:
    """The clusters of the asked rows; the best of ten starts by k-means++ on the known rows."""
    if known.shape[1] != asked.shape[1]:
        raise Refusal(
            "E_ROW", "训练与测试的特征不同", "train and test differ in features", "inputs"
        )
    draw = np.random.default_rng(SEED)
    count = min(count, len(known))
    best, least = known[:count], np.inf
    for _ in range(STARTS):
        centres, spread = _lloyd(known, _seeds(known, count, draw))
        if spread < least:
            best, least = centres, spread
    found: Ints = _apart(asked, best).argmin(axis=1).astype(np.int64)
    return found


def _seeds(points: Floats, count: int, draw: np.random.Generator) -> Floats:
    centres = points[[draw.integers(len(points))]]
    while len(centres) < count:
        gap = _apart(points, centres).min(axis=1)
        share = gap / gap.sum() if gap.sum() > 0 else np.full(len(points), 1 / len(points))
        centres = np.vstack([centres, points[draw.choice(len(points), p=share)]])
    return centres


def _lloyd(points: Floats, centres: Floats) -> tuple[Floats, float]:
    for _ in range(ROUNDS):
        owner = _apart(points, centres).argmin(axis=1)
        moved = np.stack(
            [
                points[owner == c].mean(axis=0) if (owner == c).any() else centres[c]
                for c in range(len(centres))
            ]
        )
        if np.allclose(moved, centres):
            break
        centres = moved
    return centres, float(_apart(points, centres).min(axis=1).sum())


def _apart(points: Floats, centres: Floats) -> Floats:
    """Squared distances, points x centres."""
    squares: Floats = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    return squares
