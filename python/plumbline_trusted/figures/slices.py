"""The metric on parts of the validation rows: by class, length, column, light, place in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plumbline_trusted.bootstrap import resample
from plumbline_trusted.columns import AnyColumns, Columns, Floats
from plumbline_trusted.context import Context
from plumbline_trusted.door import Json, is_number
from plumbline_trusted.figures.charts import (
    MOST_NAMES,
    Label,
    Words,
    figure,
    intervals,
    lines,
    rounded,
    say,
)
from plumbline_trusted.metrics import METRICS, Options
from plumbline_trusted.png_read import BadPng, read_png
from plumbline_trusted.records import inside

Mask = NDArray[np.bool_]
Compute = Callable[[Floats], Floats]
SAMPLES = 300
SEED = 42
LEVEL = (0.025, 0.975)
BINS = 4
LEAST_ROWS = 5
ALT = say(
    "各切片上的指标与区间（验证集；行数太少、或指标无定义的切片略去）",
    "The metric with its interval on each slice (validation part; slices of too few rows, "
    "or without a defined metric, are left out)",
)


def slice_figure(given: Context, columns: AnyColumns, name: str, options: Options) -> list[Json]:
    """One figure with a panel a kind of slice; none where no slice can be measured."""
    panels = [*_by_class(columns, options), *_by_step(columns, name, options)]
    whole: Compute = lambda weights: METRICS[name].compute(columns, weights, options)  # noqa: E731
    for title, parts in _parts(given, columns):
        rows = [row for label, mask in parts if (row := _measured(whole, mask, label)) is not None]
        if len(rows) > 1:
            panels.append(intervals(title, name, rows, _value(whole, len(columns.truth))))
    if not panels:  # so few rows that there is nothing to tell apart
        every = _measured(whole, np.ones(len(columns.truth), dtype=bool), say("全部", "all rows"))
        panels += [] if every is None else [intervals(say("全部", "All rows"), name, [every], None)]
    return [figure("result-slices", ALT, panels)] if panels else []


def _measured(compute: Compute, mask: Mask, label: Label) -> Json | None:
    """The metric on the rows of a mask; None where they are too few, or it is not defined."""
    places = np.flatnonzero(mask)
    if len(places) < min(LEAST_ROWS, max(1, len(mask) // BINS)):
        return None

    def within(weights: Floats) -> Floats:
        spread = np.zeros((len(weights), len(mask)))
        spread[:, places] = weights
        return compute(spread)

    value = float(within(np.ones((1, len(places))))[0])
    return _told(label, value, resample([within], len(places), SAMPLES, SEED)[:, 0], len(places))


def _told(label: Label, value: float, drawn: Floats, count: int) -> Json | None:
    there = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or len(there) * 2 < len(drawn):
        return None
    low, high = (rounded(end) for end in np.quantile(there, LEVEL))
    return {"name": label, "value": rounded(value), "low": low, "high": high, "n": count}


def _value(compute: Compute, count: int) -> float | None:
    value = float(compute(np.ones((1, count)))[0])
    return value if np.isfinite(value) else None


def _by_class(columns: AnyColumns, options: Options) -> list[Json]:
    """F1 of each class against the rest, the commonest first."""
    if not isinstance(columns, Columns) or not columns.classes:
        return []
    truth, _ = columns.codes()
    held = np.bincount(truth, minlength=len(columns.classes))
    rows: list[Json] = []
    for code in sorted(np.flatnonzero(held), key=lambda c: (-held[c], c))[:MOST_NAMES]:
        one = replace(options, average="binary", positive=int(code))

        def compute(weights: Floats, one: Options = one) -> Floats:
            return METRICS["f1"].compute(columns, weights, one)

        drawn = resample([compute], len(truth), SAMPLES, SEED)[:, 0]
        value = float(compute(np.ones((1, len(truth))))[0])
        row = _told(columns.classes[code], value, drawn, int(held[code]))
        rows += [] if row is None else [row]
    rows.sort(key=lambda row: str(row["name"]))
    return [intervals(say("按类别", "By class"), "f1", rows, None)] if rows else []


def _by_step(columns: AnyColumns, name: str, options: Options) -> list[Json]:
    """Forecasts: the metric at each step ahead."""
    if not isinstance(columns, Columns) or columns.truth.ndim != 2:
        return []
    found = []
    for step in range(columns.truth.shape[1]):
        at = slice(step, step + 1)
        one = replace(columns, truth=columns.truth[:, at], guess=columns.guess[:, at])

        def compute(weights: Floats, one: Columns = one) -> Floats:
            return METRICS[name].compute(one, weights, options)

        drawn = resample([compute], len(one.truth), SAMPLES, SEED)[:, 0]
        value = float(compute(np.ones((1, len(one.truth))))[0])
        found.append(_told("", value, drawn, len(one.truth)))
    told = [(step + 1, row) for step, row in enumerate(found) if row is not None]
    if not told:
        return []
    x, y, low, high = (
        np.array(values, dtype=np.float64)
        for values in zip(*((s, r["value"], r["low"], r["high"]) for s, r in told), strict=True)
    )
    band = {"low": low.tolist(), "high": high.tolist()}
    title = say("按预测步数", "By steps ahead")
    ahead = say("向前第几步", "step ahead")
    return [lines(title, ahead, name, [(name, x, y)], band=band)]


def _parts(given: Context, columns: AnyColumns) -> list[tuple[Words, list[tuple[Label, Mask]]]]:
    """What the rows can be told apart by, as far as their inputs show it."""
    first = given.inputs[0]
    if "text" in first:
        lengths = np.array([len(str(row["text"])) for row in given.inputs], dtype=np.float64)
        return [(say("按文本长度（字符）", "By length of the text (characters)"), binned(lengths))]
    if "features" in first:
        return [
            (say(f"按 {name}", f"By {name}"), binned(values))
            for name, values in _strongest(given, columns)
        ] or _by_truth(columns)
    if "path" in first:
        return [(say("按平均亮度", "By mean brightness"), binned(_light(given, "path")))]
    if "path_a" in first:
        apart = np.abs(_light(given, "path_a") - _light(given, "path_b"))
        return [(say("按两图亮度差", "By difference in brightness"), binned(apart))]
    return _by_series(given)


def _by_truth(columns: AnyColumns) -> list[tuple[Words, list[tuple[Label, Mask]]]]:
    """Tables without a column of numbers: by the number that is to be predicted."""
    if not isinstance(columns, Columns) or columns.classes:
        return []
    return [(say("按目标值", "By the true value"), binned(columns.truth))]


def _by_series(given: Context) -> list[tuple[Words, list[tuple[Label, Mask]]]]:
    names = np.array([str(row.get("series", "")) for row in given.inputs])
    starts = [str(row.get("start", "")) for row in given.inputs]
    order = np.argsort(np.array(starts), kind="stable")
    place = np.empty(len(starts))
    place[order] = np.arange(len(starts))
    found = [(say("按时间先后", "By time, early to late"), _thirds(starts, place))]
    known = sorted(set(names.tolist()))[:MOST_NAMES]
    if len(known) > 1:
        found.append((say("按序列", "By series"), [(name, names == name) for name in known]))
    return found


def _thirds(starts: list[str], place: Floats) -> list[tuple[Label, Mask]]:
    """The rows in order of time, cut in three; each part is named by its first date."""
    parts = np.minimum((place * 3 / max(1, len(place))).astype(np.int64), 2)
    return [
        (min(s for s, there in zip(starts, parts == part, strict=True) if there), parts == part)
        for part in range(3)
        if (parts == part).any()
    ]


def binned(values: Floats) -> list[tuple[Label, Mask]]:
    """Rows in up to four bins of about equal size, each named by its ends."""
    bins = min(BINS, max(2, len(values) // LEAST_ROWS))
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)))
    if len(edges) < 3:
        known, counts = np.unique(values, return_counts=True)
        common = known[counts.argmax()]
        return [
            (f"= {_number(common)}", values == common),
            (f"≠ {_number(common)}", values != common),
        ]
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    return [
        (f"{_number(edges[i])} – {_number(edges[i + 1])}", place == i)
        for i in range(len(edges) - 1)
    ]


def _number(value: float) -> str:
    return f"{value:.4g}"


def _strongest(given: Context, columns: AnyColumns, most: int = 2) -> list[tuple[str, Floats]]:
    """The columns of numbers that tell most about the truth, by the share of variance explained."""
    held = given.inputs
    names = [
        n for n in held[0]["features"] if all(is_number(row["features"].get(n)) for row in held)
    ]
    found: list[tuple[float, str, Floats]] = []
    for name in names:
        values = np.array([row["features"][name] for row in held], dtype=np.float64)
        if len(np.unique(values)) > 2:
            found.append((_explained(values, columns), name, values))
    found.sort(key=lambda item: (-item[0], item[1]))
    return [(name, values) for _, name, values in found[:most]]


def _explained(values: Floats, columns: AnyColumns) -> float:
    truth: NDArray[Any] = np.asarray(columns.truth)
    total = float(((values - values.mean()) ** 2).sum())
    if isinstance(columns, Columns) and not columns.classes:
        return 0.0 if truth.std() == 0 else float(abs(np.corrcoef(values, truth)[0, 1]))
    means = [(values[truth == code].mean(), (truth == code).sum()) for code in np.unique(truth)]
    return float(sum(n * (mean - values.mean()) ** 2 for mean, n in means) / total)


def _light(given: Context, field: str) -> Floats:
    """Mean brightness of each picture; 0 where it cannot be read."""
    folder = given.folder("inputs")
    return np.array([light(folder, row.get(field)) for row in given.inputs], dtype=np.float64)


def light(folder: Any, path: Any) -> float:
    try:
        return float(read_png(inside(folder, path, str(path)).read_bytes()).rows.mean())
    except (BadPng, OSError):
        return 0.0
