"""Answers beside the truth on the validation rows, in the way that suits each kind of task."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from plumbline_trusted.columns import AnyColumns, ClusterColumns, Columns, Floats, TextColumns
from plumbline_trusted.context import Context
from plumbline_trusted.door import Json
from plumbline_trusted.figures.charts import (
    MOST_DOTS,
    MOST_NAMES,
    OTHERS,
    Label,
    Words,
    dots,
    figure,
    histogram,
    lines,
    matrix,
    say,
    spread,
)
from plumbline_trusted.figures.slices import slice_figure
from plumbline_trusted.metrics import METRICS, Kind, Options, confusion

WINDOWS = 4
TRUE, SAID = say("真实类别", "true class"), say("预测类别", "predicted class")


def result_figures(
    given: Context, columns: AnyColumns, kind: Kind, name: str, options: Options
) -> list[Json]:
    """Answers beside the truth, then the metric on slices."""
    alt, panels = DRAWN[kind](given, columns, options)
    return [figure("result-answers", alt, panels), *slice_figure(given, columns, name, options)]


def _classes(_: Context, columns: AnyColumns, __: Options) -> tuple[Words, list[Json]]:
    alt = say(
        "混淆矩阵：真实类别（行）与预测类别（列），验证集",
        "Confusion matrix: true class (rows) against predicted class (columns), validation part",
    )
    return alt, [_confusion(columns)] if isinstance(columns, Columns) else []


def _confusion(columns: Columns) -> Json:
    table = confusion(columns, np.ones((1, len(columns.truth))))[0]
    names: list[Label] = list(columns.classes)
    if len(names) > MOST_NAMES:
        order = np.argsort(-table.sum(axis=1), kind="stable")
        kept, rest = np.sort(order[: MOST_NAMES - 1]), order[MOST_NAMES - 1 :]
        folded = np.concatenate([table[kept], table[rest].sum(axis=0, keepdims=True)])
        table = np.column_stack([folded[:, kept], folded[:, rest].sum(axis=1)])
        names = [*(names[place] for place in kept), OTHERS]
    return matrix(say("混淆矩阵", "Confusion matrix"), SAID, TRUE, (names, names), table)


def _scores(given: Context, columns: AnyColumns, options: Options) -> tuple[Words, list[Json]]:
    alt = say(
        "两类的得分分布，以及随阈值变化的命中与误报（验证集）",
        "Scores of the two classes, and hits against false alarms over all thresholds (validation)",
    )
    if not isinstance(columns, Columns) or columns.scores is None:
        return _classes(given, columns, options)
    truth, _ = columns.codes()
    score, wanted = columns.scores[:, options.positive], truth == options.positive
    held = {columns.classes[code]: score[truth == code] for code in np.unique(truth)}
    spreads = histogram(say("得分分布", "Scores"), say("得分", "score"), held)
    order = np.argsort(-score, kind="stable")
    last = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    hits, found = np.cumsum(wanted[order])[last], last + 1
    recall = hits / max(1, int(wanted.sum()))
    alarm = (found - hits) / max(1, int((~wanted).sum()))
    start = np.zeros(1)
    roc = lines(
        say("ROC 曲线", "ROC curve"),
        say("误报率", "false positive rate"),
        say("命中率", "true positive rate"),
        [("ROC", np.append(start, alarm), np.append(start, recall))],
        diagonal=True,
    )
    line = [(say("模型", "model"), recall, hits / found)]
    precise = lines(
        say("精确率与召回率", "Precision and recall"),
        say("召回率", "recall"),
        say("精确率", "precision"),
        line,
        unit=True,
    )
    return alt, [spreads, roc, precise]


def _numbers(_: Context, columns: AnyColumns, __: Options) -> tuple[Words, list[Json]]:
    alt = say(
        "预测值与真实值，以及残差的分布（验证集）",
        "Predicted against true values, and the residuals (validation part)",
    )
    truth, guess = np.asarray(columns.truth, float), np.asarray(columns.guess, float)
    kept = spread(len(truth), MOST_DOTS)
    rows = [(say("验证", "validation"), truth[kept], guess[kept])]
    true, said = say("真实值", "true value"), say("预测值", "predicted value")
    error = say("预测值减真实值", "predicted minus true")
    return alt, [
        dots(say("预测与真实", "Predicted and true"), true, said, rows, diagonal=True),
        histogram(say("残差", "Residuals"), error, {"val": guess - truth}),
        dots(
            say("残差随真实值变化", "Residuals over the true value"),
            true,
            error,
            [(say("验证", "validation"), truth[kept], (guess - truth)[kept])],
        ),
    ]


def _series(given: Context, columns: AnyColumns, _: Options) -> tuple[Words, list[Json]]:
    alt = say(
        "若干验证窗口：已知历史、真实值与预测值",
        "Some validation windows: known history, truth and forecast",
    )
    truth, guess = np.asarray(columns.truth, float), np.asarray(columns.guess, float)
    order = sorted(range(len(truth)), key=lambda i: str(given.inputs[i].get("start", "")))
    panels = []
    for place in (order[i] for i in spread(len(order), WINDOWS)):
        row, horizon = given.inputs[place], truth.shape[1]
        known = np.array(row.get("history", []), dtype=np.float64)[-3 * horizon :]
        ahead = np.arange(1, horizon + 1, dtype=np.float64)
        named = f"{row.get('series', '')} {row.get('start', '')}".strip()
        panels.append(
            lines(
                say(named, named),
                say("步（0 为已知历史的末点）", "step (0 = end of the history)"),
                say("数值", "value"),
                [
                    (say("历史", "history"), np.arange(1 - len(known), 1, dtype=np.float64), known),
                    (say("真实", "truth"), ahead, truth[place]),
                    (say("预测", "forecast"), ahead, guess[place]),
                ],
            )
        )
    return alt, panels


def _text(_: Context, columns: AnyColumns, __: Options) -> tuple[Words, list[Json]]:
    alt = say(
        "每句的 chrF 分布，以及答案与参考的长度（验证集）",
        "chrF of each sentence, and the length of answers and references (validation part)",
    )
    if not isinstance(columns, TextColumns):
        return alt, []
    kept = spread(len(columns.truth), MOST_DOTS)
    some = TextColumns([columns.truth[i] for i in kept], [columns.guess[i] for i in kept])
    each = METRICS["chrf"].compute(some, np.eye(len(kept)), Options("macro", 0))
    held: dict[str, Floats] = {"val": each}
    wanted = np.array([len(text) for text in some.truth], dtype=np.float64)
    given_back = np.array([len(text) for text in some.guess], dtype=np.float64)
    return alt, [
        histogram(say("每句的 chrF", "chrF of each sentence"), "chrF", held),
        dots(
            say("长度", "Length"),
            say("参考的字符数", "characters of the reference"),
            say("答案的字符数", "characters of the answer"),
            [(say("验证", "validation"), wanted, given_back)],
            diagonal=True,
        ),
    ]


def _clusters(given: Context, columns: AnyColumns, _: Options) -> tuple[Words, list[Json]]:
    alt = say(
        "各类在各簇中的行数，以及前两个主成分上的簇（验证集）",
        "Rows of each class in each cluster, and the clusters on two components (validation)",
    )
    if not isinstance(columns, ClusterColumns):
        return alt, []
    names = np.unique([str(label) for label in given.labels])
    found = np.unique([str(row["prediction"]) for row in given.rows])
    table = np.zeros((len(names), len(found)))
    np.add.at(table, (columns.truth, columns.guess), 1)
    rows: list[Label] = [str(name) for name in names[:MOST_NAMES]]
    across: list[Label] = [str(name) for name in found[:MOST_NAMES]]
    cut = table[:MOST_NAMES, :MOST_NAMES]
    cluster = say("簇", "cluster")
    panels = [matrix(say("类与簇", "Classes and clusters"), cluster, TRUE, (rows, across), cut)]
    return alt, [*panels, *_components(given, columns, [str(name) for name in found])]


def _components(given: Context, columns: ClusterColumns, found: list[str]) -> list[Json]:
    if "features" not in given.inputs[0]:
        return []
    points = given.points()
    spread_of = points.std(axis=0)
    scaled = (points - points.mean(axis=0)) / np.where(spread_of > 0, spread_of, 1)
    if scaled.shape[1] < 2 or len(scaled) < 3:
        return []
    axes = np.linalg.svd(scaled, full_matrices=False)[2][:2]
    signs = np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])
    flat = scaled @ (axes * signs[:, None]).T
    kept = np.array(spread(len(flat), MOST_DOTS))
    series: list[tuple[Label, Floats, Floats]] = [
        (name, flat[here, 0], flat[here, 1])
        for code, name in enumerate(found[:MOST_NAMES])
        if len(here := kept[columns.guess[kept] == code])
    ]
    title = say("前两个主成分", "The first two components")
    return [dots(title, say("第一", "first"), say("第二", "second"), series)]


Drawn = Callable[[Context, AnyColumns, Options], tuple[Words, list[Json]]]
DRAWN: dict[Kind, Drawn] = {
    "classes": _classes,
    "scores": _scores,
    "numbers": _numbers,
    "series": _series,
    "text": _text,
    "clusters": _clusters,
}
