"""Joins predictions with sealed labels by id and turns them into columns, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from plumbline_trusted.columns import AnyColumns, ClusterColumns, Columns, Floats, Ints, TextColumns
from plumbline_trusted.context import Context
from plumbline_trusted.door import Json, Refusal, is_number, text
from plumbline_trusted.metrics import Kind
from plumbline_trusted.records import read_lines
from plumbline_trusted.season import naive_scale
from plumbline_trusted.tokens import HAN_CHARACTER, TOKENS

__all__ = ["Columns", "Floats", "Ints", "read_columns", "read_pairs"]
SHOWN = 10


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


def read_columns(kind: Kind, given: Context) -> AnyColumns:
    """The model's answers in the shape that the metrics of their kind take."""
    return READERS[kind](given)


def _class_columns(given: Context) -> Columns:
    """Classification: strings as labels, among those of the test and training parts."""
    for label in [*given.labels, *given.train_labels]:
        if not isinstance(label, str):
            raise Refusal(
                "E_LABELS", "类别必须是字符串", "class labels must be strings", str(label)
            )
    classes = given.classes
    code = {name: place for place, name in enumerate(classes)}
    guesses = [row.get("prediction") for row in given.rows]
    unknown = [
        f"{row['id']}={g!r}"
        for row, g in zip(given.rows, guesses, strict=True)
        if not isinstance(g, str) or g not in code
    ]
    if unknown:
        raise _named("E_LABEL", "未知类别", "unknown labels", unknown)
    truth = np.array([code[label] for label in given.labels], dtype=np.float64)
    guess = np.array([code[str(name)] for name in guesses], dtype=np.float64)
    scores = _scores(given.rows, classes, frozenset(given.train_labels), given.positive)
    bare = all(is_number(row.get("score")) for row in given.rows)
    return Columns(truth, guess, classes, scores, bare=bare)


def _number_columns(given: Context) -> Columns:
    """Regression: finite numbers."""
    if not all(is_number(value) for value in [*given.labels, *given.train_labels]):
        raise Refusal("E_LABELS", "标签必须是有限数", "the labels must be finite numbers")
    bad = [str(row["id"]) for row in given.rows if not is_number(row.get("prediction"))]
    if bad:
        raise _named("E_NOT_FINITE", "预测不是有限数", "predictions that are no finite number", bad)
    truth = np.array(given.labels, dtype=np.float64)
    return Columns(truth, np.array([row["prediction"] for row in given.rows], dtype=np.float64))


def _series_columns(given: Context) -> Columns:
    """Forecasts: lists of finite numbers, each as long as the horizon."""
    lengths = {len(label) for label in given.labels if _is_series(label)}
    if len(lengths) != 1 or not all(map(_is_series, given.labels)):
        raise Refusal(
            "E_LABELS",
            "标签必须是同样长度的有限数列表",
            "the labels must be lists of finite numbers, all of one length",
        )
    horizon = lengths.pop()
    bad = [
        str(row["id"])
        for row in given.rows
        if not _is_series(row.get("prediction")) or len(row["prediction"]) != horizon
    ]
    if bad:
        raise _named(
            "E_NOT_FINITE",
            f"预测不是 {horizon} 个有限数",
            f"predictions that are not {horizon} finite numbers",
            bad,
        )
    truth = np.array(given.labels, dtype=np.float64)
    guess = np.array([row["prediction"] for row in given.rows], dtype=np.float64)
    scale = naive_scale(given) if "mase" in given.asked else None
    return Columns(truth, guess, scale=scale)


def _text_columns(given: Context) -> TextColumns:
    """Generated texts; an empty answer counts as one, a missing one does not."""
    if not all(isinstance(label, str) and label for label in given.labels):
        raise Refusal(
            "E_LABELS", "参考文本必须是非空字符串", "references must be non-empty strings"
        )
    bad = [str(row["id"]) for row in given.rows if not isinstance(row.get("prediction"), str)]
    if bad:
        raise _named("E_LABEL", "预测不是文本", "predictions that are no text", bad)
    usual = "zh" if any(map(HAN_CHARACTER.search, given.labels)) else "13a"
    named = {text(item, "tokenize", usual, among=tuple(TOKENS)) for item in given.asked.values()}
    if len(named - {usual}) > 1:
        raise Refusal(
            "E_REQUEST", "tokenize 只能有一个", "name one tokenize for all", "metrics.tokenize"
        )
    tokens = next(iter(named - {usual}), usual)
    return TextColumns(list(given.labels), [row["prediction"] for row in given.rows], tokens)


def _cluster_columns(given: Context) -> ClusterColumns:
    """Cluster ids are strings of any spelling; the hidden classes serve the evaluator alone."""
    guesses = [row.get("prediction") for row in given.rows]
    bad = [
        str(row["id"])
        for row, guess in zip(given.rows, guesses, strict=True)
        if not isinstance(guess, str) or not guess
    ]
    if bad:
        raise _named("E_LABEL", "聚类编号不是字符串", "cluster ids that are no string", bad)
    truth = np.unique([str(label) for label in given.labels], return_inverse=True)[1]
    guess = np.unique([str(name) for name in guesses], return_inverse=True)[1]
    points = given.points() if "silhouette" in given.asked else None
    return ClusterColumns(truth.astype(np.int64), guess.astype(np.int64), points)


def _is_series(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 0 and all(map(is_number, value))


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


READERS: dict[Kind, Callable[[Context], AnyColumns]] = {
    "classes": _class_columns,
    "scores": _class_columns,
    "numbers": _number_columns,
    "series": _series_columns,
    "text": _text_columns,
    "clusters": _cluster_columns,
}
