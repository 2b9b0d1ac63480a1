"""Joins predictions with sealed labels by id and turns them into columns of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plumbline_trusted.door import Json, Refusal, is_number
from plumbline_trusted.records import read_lines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SHOWN = 10


@dataclass(frozen=True)
class Columns:
    """n scored rows. Classes: truth and guess are codes into `classes`, scores are n x classes.

    Numbers: `classes` is empty and truth and guess are the values themselves.
    """

    truth: Floats
    guess: Floats
    classes: tuple[str, ...] = ()
    scores: Floats | None = None

    def codes(self) -> tuple[Ints, Ints]:
        return self.truth.astype(np.int64), self.guess.astype(np.int64)


@dataclass(frozen=True)
class Scored:
    """The model's columns and a baseline's on the very same rows."""

    model: Columns
    baseline: Columns


def read_pairs(predictions: Path, labels: Path) -> tuple[list[Json], list[Any]]:
    """Rows of predictions in the order of the labels; any id that does not pair up is refused."""
    wanted = _by_id(read_lines(labels), labels.name)
    given = _by_id(read_lines(predictions), predictions.name)
    if not wanted:
        raise Refusal("E_LABELS", "没有标签", "there are no labels", labels.name)
    _refuse_ids("missing", (name for name in wanted if name not in given), predictions.name)
    _refuse_ids("extra", (name for name in given if name not in wanted), predictions.name)
    for name, row in wanted.items():
        if "label" not in row:
            raise Refusal("E_LABELS", f"{name} 没有标签", f"{name} has no label", labels.name)
    return [given[name] for name in wanted], [row["label"] for row in wanted.values()]


def class_columns(
    rows: list[Json], labels: list[Any], train: list[Any], positive: str, baseline: str
) -> Scored:
    """Classification: strings as labels; the majority baseline answers with the training shares."""
    for label in [*labels, *train]:
        if not isinstance(label, str):
            raise Refusal(
                "E_LABELS", "类别必须是字符串", "class labels must be strings", str(label)
            )
    classes = tuple(sorted({*labels, *train}))
    code = {name: place for place, name in enumerate(classes)}
    guesses = [row.get("prediction") for row in rows]
    unknown = [
        f"{row['id']}={g!r}"
        for row, g in zip(rows, guesses, strict=True)
        if not isinstance(g, str) or g not in code
    ]
    if unknown:
        raise _named("E_LABEL", "未知类别", "unknown labels", unknown)
    truth = np.array([code[label] for label in labels], dtype=np.float64)
    guess = np.array([code[str(name)] for name in guesses], dtype=np.float64)
    scores = _scores(rows, classes, frozenset(train), positive)
    model = Columns(truth, guess, classes, scores)
    return Scored(model, _majority(model, Counter(train), baseline))


def number_columns(rows: list[Json], labels: list[Any], train: list[Any], baseline: str) -> Scored:
    """Regression: finite numbers; the baseline answers with one number of the training part."""
    if not all(is_number(value) for value in [*labels, *train]):
        raise Refusal("E_LABELS", "标签必须是有限数", "the labels must be finite numbers")
    bad = [str(row["id"]) for row in rows if not is_number(row.get("prediction"))]
    if bad:
        raise _named("E_NOT_FINITE", "预测不是有限数", "predictions that are no finite number", bad)
    truth = np.array(labels, dtype=np.float64)
    model = Columns(truth, np.array([row["prediction"] for row in rows], dtype=np.float64))
    if baseline not in ("mean", "median"):
        raise _no_baseline(baseline)
    known = np.array(train, dtype=np.float64)
    level = float(np.mean(known) if baseline == "mean" else np.median(known))
    return Scored(model, replace(model, guess=np.full(len(truth), level)))


def _majority(model: Columns, counts: Counter[str], baseline: str) -> Columns:
    if baseline != "majority":
        raise _no_baseline(baseline)
    shares = np.array([counts[name] for name in model.classes], dtype=np.float64)
    n = len(model.truth)
    scores = np.tile(shares / shares.sum(), (n, 1))
    return replace(model, guess=np.full(n, float(np.argmax(shares))), scores=scores)


def _scores(
    rows: list[Json], classes: tuple[str, ...], trained: frozenset[str], positive: str
) -> Floats | None:
    """n x classes, or None if no row has a score; a class never trained on may be left out."""
    given = [row.get("score") for row in rows]
    if all(score is None for score in given):
        return None
    if all(is_number(score) for score in given):
        return _binary_scores(given, classes, positive)
    table = np.zeros((len(rows), len(classes)))
    bad: list[str] = []
    for place, (row, score) in enumerate(zip(rows, given, strict=True)):
        shares: Json = score if isinstance(score, dict) else {}
        whole = bool(shares) and trained <= set(shares) <= set(classes)
        if not whole or not all(is_number(value) for value in shares.values()):
            bad.append(str(row["id"]))
            continue
        table[place] = [shares.get(name, 0.0) for name in classes]
    if bad:
        raise _named(
            "E_SCORE",
            "score 缺失、非有限数或类别不全",
            "scores that are absent, not finite or do not name each class",
            bad,
        )
    return table


def _binary_scores(given: list[Any], classes: tuple[str, ...], positive: str) -> Floats | None:
    """A bare number scores the positive class; with more than two classes it ranks nothing."""
    if len(classes) != 2:
        return None
    values = np.array(given, dtype=np.float64)
    columns = (1 - values, values) if classes[1] == positive else (values, 1 - values)
    return np.stack(columns, axis=1)


def _by_id(rows: list[Json], name: str) -> dict[str, Json]:
    found: dict[str, Json] = {}
    repeated: list[str] = []
    for row in rows:
        key = row.get("id")
        if not isinstance(key, str) or not key:
            raise Refusal("E_ID", "有一行没有字符串 id", "a row has no string id", name)
        if key in found:
            repeated.append(key)
        found[key] = row
    _refuse_ids("duplicate", repeated, name)
    return found


def _refuse_ids(kind: str, names: Iterable[str], at: str) -> None:
    found = list(names)
    zh = {"missing": "缺少的 id", "extra": "多出的 id", "duplicate": "重复的 id"}[kind]
    if found:
        raise _named(f"E_ID_{kind.upper()}", zh, f"{kind} ids", found, at)


def _named(code: str, zh: str, en: str, names: list[str], at: str = "") -> Refusal:
    listed = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
    return Refusal(
        code, f"{zh}（{len(names)}）：{listed}", f"{en} ({len(names)}): {listed}", at or names[0]
    )


def _no_baseline(name: str) -> Refusal:
    return Refusal(
        "E_BASELINE",
        f"此任务没有基线 {name}",
        f"no baseline {name} for this kind of task",
        "baseline",
    )
