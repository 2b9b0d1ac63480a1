"""Recomputes a metric from predictions and sealed labels, with baseline and paired interval.

Request: {"predictions": FILE, "labels": FILE, "train_labels": FILE, "metrics": [{"name",
"average"?, "positive"?}], "primary": NAME, "baseline": "majority" | "mean" | "median",
"bootstrap": {"samples", "seed", "level"}}. Predictions are lines {id, prediction, score?}; a score
is {class: probability}, or one number: the probability of the positive class of two.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np

from plumbline_trusted.bootstrap import interval, resample
from plumbline_trusted.door import (
    Json,
    Refusal,
    file,
    integer,
    listing,
    mapping,
    number,
    serve,
    text,
)
from plumbline_trusted.metrics import METRICS, Average, Metric, Options, confusion
from plumbline_trusted.records import read_lines
from plumbline_trusted.scored import (
    Columns,
    Floats,
    Scored,
    class_columns,
    number_columns,
    read_pairs,
)


def answer(request: Json) -> Json:
    asked = _asked(request)
    primary = text(request, "primary", among=tuple(asked))
    scored, positive = _scored(request, asked)
    options = {name: _options(item, scored.model, positive) for name, item in asked.items()}
    values = {n: _value(n, scored.model, options[n]) for n in asked}
    two = len(scored.model.classes) == 2
    return {
        "n": len(scored.model.truth),
        "direction": METRICS[primary].better,
        "all": values,
        "baseline_all": {n: _value(n, scored.baseline, options[n]) for n in asked},
        "ids": {"missing": 0, "extra": 0, "duplicate": 0},
        **_intervals(request, scored, primary, options[primary], values[primary]),
        **_tables(scored.model),
        "positive": positive if two else "",
    }


def _asked(request: Json) -> dict[str, Json]:
    asked: dict[str, Json] = {}
    for item in listing(request, "metrics"):
        if not isinstance(item, dict):
            raise Refusal("E_REQUEST", "metrics 的每项是对象", "metrics are objects", "metrics")
        name = text(item, "name", among=tuple(METRICS))
        if name in asked:
            raise Refusal("E_REQUEST", f"指标重复：{name}", f"{name} is asked twice", "metrics")
        asked[name] = item
    kinds = {METRICS[name].kind for name in asked}
    if len(kinds) != 1:
        raise Refusal(
            "E_REQUEST",
            "指标必须全是分类或全是回归，且不为空",
            "metrics must be all of classes or all of numbers, and not none",
            "metrics",
        )
    return asked


def _scored(request: Json, asked: dict[str, Json]) -> tuple[Scored, str]:
    rows, labels = read_pairs(file(request, "predictions"), file(request, "labels"))
    train_file = file(request, "train_labels")
    train: list[Any] = [row.get("label") for row in read_lines(train_file)]
    if not train:
        raise Refusal("E_LABELS", "没有训练标签", "no training labels", str(train_file))
    if METRICS[next(iter(asked))].kind == "numbers":
        return number_columns(rows, labels, train, text(request, "baseline", "mean")), ""
    positive = _positive(asked, sorted({str(label) for label in [*labels, *train]}))
    baseline = text(request, "baseline", "majority")
    return class_columns(rows, labels, train, positive, baseline), positive


def _positive(asked: dict[str, Json], classes: list[str]) -> str:
    """The positive class of two: the one that the metrics name, else the last in order."""
    named = {text(item, "positive") for item in asked.values() if "positive" in item}
    if len(named) > 1 or not named <= set(classes):
        raise Refusal(
            "E_REQUEST",
            f"positive 必须是同一个已有类别：{', '.join(classes)}",
            f"positive must be one and the same of {', '.join(classes)}",
            "metrics.positive",
        )
    return named.pop() if named else classes[-1]


def _options(item: Json, columns: Columns, positive: str) -> Options:
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
    return Options(average, columns.classes.index(positive))  # type: ignore[arg-type]


def _value(name: str, columns: Columns, options: Options) -> float:
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


def _need_scores(name: str, metric: Metric, columns: Columns) -> None:
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


def _intervals(request: Json, scored: Scored, primary: str, options: Options, value: float) -> Json:
    asked = mapping(request, "bootstrap", {})
    samples = integer(asked, "samples", 2000, low=100, high=100_000)
    seed, level = integer(asked, "seed", 42), number(asked, "level", 0.95, 0.5, 0.999)
    compute, sign = METRICS[primary].compute, 1 if METRICS[primary].better == "max" else -1
    base = _value(primary, scored.baseline, options)
    statistics: list[Callable[[Floats], Floats]] = [
        lambda weights: compute(scored.model, weights, options),
        lambda weights: compute(scored.baseline, weights, options),
    ]
    drawn = resample(statistics, len(scored.model.truth), samples, seed)
    own = interval(drawn[:, 0], level)
    gain = interval(sign * (drawn[:, 0] - drawn[:, 1]), level)
    name = text(request, "baseline", "majority" if scored.model.classes else "mean")
    return {
        "metric": {"name": primary, "value": value, "low": own.low, "high": own.high},
        "baseline": {"name": name, "value": base},
        "difference": {"value": sign * (value - base), "low": gain.low, "high": gain.high},
        "bootstrap": {"samples": samples, "used": gain.used, "seed": seed, "level": level},
    }


def _tables(columns: Columns) -> Json:
    if not columns.classes:
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
