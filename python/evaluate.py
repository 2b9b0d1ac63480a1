"""Recomputes a metric from predictions and sealed labels, with baselines and paired intervals.

Request: {"predictions": FILE, "labels": FILE, "train_labels": FILE, "train"?: FILE,
"inputs"?: FILE, "kind"?, "metrics": [{"name", "average"?, "positive"?, "far"?, "tokenize"?}],
"primary": NAME,
"baseline" | "baselines": NAME or [NAME], "season"?, "step"?, "bootstrap": {"samples", "seed",
"level", "unit"?}, "figures"?: false}. Predictions are lines {id, prediction, score?}; a score is
{class: probability}, or one number: of the positive class of two. `season` and `step`, unless
named, are those of dataset.json beside `train`. `figures` adds what a report draws: answers beside
the truth, and the primary metric on slices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np

from plumbline_trusted.baselines import BASELINES, asked_baselines
from plumbline_trusted.bootstrap import interval, resample
from plumbline_trusted.columns import AnyColumns, Columns, Floats, Ints, TextColumns
from plumbline_trusted.context import Context
from plumbline_trusted.door import (
    Json,
    Refusal,
    file,
    flag,
    integer,
    listing,
    mapping,
    number,
    serve,
    text,
)
from plumbline_trusted.figures.answers import result_figures
from plumbline_trusted.metrics import METRICS, Average, Kind, Metric, Options, confusion
from plumbline_trusted.metrics_text import signature
from plumbline_trusted.scored import read_columns, read_pairs


def answer(request: Json) -> Json:
    asked = _asked(request)
    primary = text(request, "primary", among=tuple(asked))
    rows, labels = read_pairs(file(request, "predictions"), file(request, "labels"))
    given = Context(request, asked, rows, labels)
    kind = _kind(request, asked, labels)
    names = asked_baselines(request, kind)
    model = read_columns(kind, given)
    options = {name: _options(item, model, given) for name, item in asked.items()}
    values = {n: _value(n, model, options[n]) for n in asked}
    bases = {name: BASELINES[name].answer(given, model) for name in names}
    found = {n: _value(primary, base, options[primary]) for n, base in bases.items()}
    best = _strongest(found, primary)
    two = len(model.classes) == 2
    return {
        "n": len(model.truth),
        "kind": kind,
        "direction": METRICS[primary].better,
        "all": values,
        "baseline_all": {n: _value(n, bases[best], options[n]) for n in asked},
        "ids": {"missing": 0, "extra": 0, "duplicate": 0},
        **_intervals(given, model, bases, best, options[primary]),
        **_tables(model),
        "positive": given.positive if two else "",
        **({"signature": signature(model)} if isinstance(model, TextColumns) else {}),
        **_figures(given, model, kind, options[primary]),
    }


def _figures(given: Context, model: AnyColumns, kind: Kind, options: Options) -> Json:
    if not flag(given.request, "figures", False):
        return {}
    primary = text(given.request, "primary")
    return {"figures": result_figures(given, model, kind, primary, options)}


def _asked(request: Json) -> dict[str, Json]:
    asked: dict[str, Json] = {}
    for item in listing(request, "metrics"):
        if not isinstance(item, dict):
            raise Refusal("E_REQUEST", "metrics 的每项是对象", "metrics are objects", "metrics")
        name = text(item, "name", among=tuple(METRICS))
        if name in asked:
            raise Refusal("E_REQUEST", f"指标重复：{name}", f"{name} is asked twice", "metrics")
        asked[name] = item
    return asked


def _kind(request: Json, asked: dict[str, Json], labels: list[object]) -> Kind:
    """The one kind that all metrics serve; series are told from numbers by their labels."""
    shared = [k for k in get_args(Kind) if asked and all(k in METRICS[n].kinds for n in asked)]
    if not shared:
        raise Refusal(
            "E_REQUEST",
            "指标必须属于同一类任务，且不为空",
            "metrics must be all of one kind of task, and not none",
            "metrics",
        )
    usual = shared[0]
    if "series" in shared and all(isinstance(label, list) for label in labels):
        usual = "series"
    kind: Kind = text(request, "kind", usual, among=tuple(shared))  # type: ignore[assignment]
    return kind


def _options(item: Json, columns: AnyColumns, given: Context) -> Options:
    if not columns.classes:
        return Options("macro", 0)
    usual = "binary" if len(columns.classes) == 2 or "positive" in item else "macro"
    average = text(item, "average", usual, among=get_args(Average))
    if average == "binary" and usual != "binary":
        raise Refusal(
            "E_REQUEST",
            "多于两类时 binary 需要写明 positive",
            "with more than two classes, binary needs a positive class",
            "metrics.average",
        )
    far = number(item, "far", 0.01, 0.0, 1.0)
    return Options(average, columns.classes.index(given.positive), far)  # type: ignore[arg-type]


def _value(name: str, columns: AnyColumns, options: Options) -> float:
    _need_scores(name, METRICS[name], columns)
    value = float(METRICS[name].compute(columns, np.ones((1, len(columns.truth))), options)[0])
    if not np.isfinite(value):
        raise Refusal(
            "E_NOT_FINITE",
            f"{name} 在这些数据上没有定义",
            f"{name} is not defined on these rows",
            name,
        )
    return value


def _need_scores(name: str, metric: Metric, columns: AnyColumns) -> None:
    if not metric.scores:
        return
    if columns.scores is None:
        raise Refusal(
            "E_SCORE",
            f"{name} 需要每行的 score（多类时为各类概率）",
            f"{name} needs a score in each row (of each class if there are more than two)",
            "score",
        )
    shares = columns.scores
    whole = np.abs(shares.sum(axis=1) - 1) < 0.01
    if name == "log_loss" and not (whole.all() and (shares >= 0).all() and (shares <= 1).all()):
        raise Refusal(
            "E_SCORE",
            "log_loss 需要 0 到 1 之间且和为 1 的概率",
            "log_loss needs probabilities from 0 to 1 that sum to 1",
            "score",
        )


def _strongest(found: dict[str, float], primary: str) -> str:
    """The baseline that is hardest to beat by the primary metric; the first named among equals."""
    sign = 1 if METRICS[primary].better == "max" else -1
    return max(found, key=lambda name: sign * found[name])


def _intervals(
    given: Context,
    model: AnyColumns,
    bases: dict[str, AnyColumns],
    best: str,
    options: Options,
) -> Json:
    """The primary metric's interval, and what it gains on each baseline in the same resamples."""
    asked = mapping(given.request, "bootstrap", {})
    samples = integer(asked, "samples", 2000, low=100, high=100_000)
    seed, level = integer(asked, "seed", 42), number(asked, "level", 0.95, 0.5, 0.999)
    primary = text(given.request, "primary")
    compute, sign = METRICS[primary].compute, 1 if METRICS[primary].better == "max" else -1
    statistics: list[Callable[[Floats], Floats]] = [
        lambda weights, columns=columns: compute(columns, weights, options)  # type: ignore[misc]
        for columns in (model, *bases.values())
    ]
    drawn = resample(statistics, len(model.truth), samples, seed, _units(given, asked))
    own, value = interval(drawn[:, 0], level), _value(primary, model, options)
    told: dict[str, Json] = {}
    used = 0
    for place, (name, columns) in enumerate(bases.items(), start=1):
        base = _value(primary, columns, options)
        gain = interval(sign * (drawn[:, 0] - drawn[:, place]), level)
        difference = {"value": sign * (value - base), "low": gain.low, "high": gain.high}
        told[name] = {"name": name, "value": base, "difference": difference}
        used = gain.used if name == best else used
    return {
        "metric": {"name": primary, "value": value, "low": own.low, "high": own.high},
        "baseline": {"name": best, "value": told[best]["value"]},
        "difference": told[best]["difference"],
        "baselines": list(told.values()),
        "bootstrap": {"samples": samples, "used": used, "seed": seed, "level": level},
    }


def _units(given: Context, asked: Json) -> Ints | None:
    """What is drawn again: rows, or with `unit: group` whole groups of the test inputs."""
    if text(asked, "unit", "row", among=("row", "group")) == "row":
        return None
    named = [str(group) for group in given.values("group", given.inputs)]
    return np.unique(named, return_inverse=True)[1].astype(np.int64)


def _tables(columns: AnyColumns) -> Json:
    if not isinstance(columns, Columns) or not columns.classes:
        return {"per_class": {}, "confusion": {"labels": [], "matrix": []}}
    table = confusion(columns, np.ones((1, len(columns.truth))))[0]
    per_class: Json = {}
    for place, name in enumerate(columns.classes):
        hit, held, said = table[place, place], table[place].sum(), table[:, place].sum()
        per_class[name] = {
            "support": int(held),
            "predicted": int(said),
            "precision": float(hit / said) if said else 0.0,
            "recall": float(hit / held) if held else 0.0,
            "f1": float(2 * hit / (held + said)) if held + said else 0.0,
        }
    matrix = [[int(cell) for cell in row] for row in table]
    return {
        "per_class": per_class,
        "confusion": {"labels": list(columns.classes), "matrix": matrix},
    }


if __name__ == "__main__":
    sys.exit(serve(answer))
