"""A data folder in pictures: labels and parts, lengths and sizes, samples of the training part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np

from plumbline_trusted.columns import Floats
from plumbline_trusted.door import Json, folder, is_number
from plumbline_trusted.figures.charts import (
    MOST_DOTS,
    MOST_NAMES,
    PARTS,
    Label,
    bars,
    dots,
    figure,
    histogram,
    lines,
    say,
    spread,
    tiles,
)
from plumbline_trusted.figures.folder import Folder, read_folder, samples
from plumbline_trusted.figures.slices import light

MOST_COLUMNS = 4
MOST_PICTURES = 400
TILES = 8
DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "quarter": 91.3, "year": 365.25}
COUNT, SHARE = say("行数", "rows"), say("占该部分的比例", "share of the part")


def portrait(request: Json) -> Json:
    """{"folder": DIR} -> figures of the data, and a few training rows as text."""
    held = read_folder(folder(request, "folder"))
    form = next((name for name in FORMS if name in held.first), "")
    found = [_labels(held), *(make(held) for make in FORMS.get(form, ()))]
    figures = [one for one in found if one is not None and one["panels"]]
    return {"figures": figures, "samples": samples(held)}


def _labels(held: Folder) -> Json | None:
    """Rows in each part, and what they are labelled with."""
    rows = {part: len(rows) for part, rows in held.parts.items()}
    names: list[Label] = [PARTS[part] for part in rows]
    values = [float(count) for count in rows.values()]
    panels = [bars(say("各部分行数", "Rows in each part"), "", COUNT, names, {"": values})]
    alt = say("各部分的行数与标签分布", "Rows of each part and how their labels are distributed")
    labelled = {part: held.labels(part) for part in ("train", "val") if held.labels(part)}
    every = [label for labels in labelled.values() for label in labels]
    if every and all(is_number(label) for label in every):
        numbers = {part: np.array(some, float) for part, some in labelled.items()}
        title = say("目标值分布", "The number to predict")
        panels.append(histogram(title, say("目标值", "value"), numbers))
    elif (
        every and all(isinstance(label, str) for label in every) and "target" not in held.described
    ):
        classes = sorted(set(every), key=lambda name: (-every.count(name), name))[:MOST_NAMES]
        shares = {
            part: [some.count(name) / len(some) for name in sorted(classes)]
            for part, some in labelled.items()
        }
        shown: list[Label] = [str(name) for name in sorted(classes)]
        title = say("类别分布", "Class balance")
        panels.append(bars(title, say("类别", "class"), SHARE, shown, shares))
    return figure("data-labels", alt, panels)


def _texts(held: Folder) -> Json | None:
    """Lengths of the inputs, and of the answers where those are texts."""
    lengths = {
        part: np.array([len(str(row.get("text", ""))) for row in rows], dtype=np.float64)
        for part, rows in held.parts.items()
        if rows
    }
    count = say("字符数", "characters")
    panels = [histogram(say("输入长度", "Length of the inputs"), count, lengths)]
    pairs = [row for row in held.parts["train"] if isinstance(row.get("label"), str)]
    if held.described.get("target") == "text" and pairs:
        kept = [pairs[i] for i in spread(len(pairs), MOST_DOTS)]
        one = np.array([len(row["text"]) for row in kept], dtype=np.float64)
        two = np.array([len(row["label"]) for row in kept], dtype=np.float64)
        source, target = (
            say("原文字符数", "source characters"),
            say("译文字符数", "target characters"),
        )
        title = say("原文与译文的长度", "Length of source and target")
        panels.append(dots(title, source, target, [(PARTS["train"], one, two)], diagonal=True))
    alt = say("文本长度分布", "How long the texts are")
    return figure("data-sizes", alt, panels)


def _columns(held: Folder) -> Json | None:
    """The columns whose values vary most for their mean rank with the label, part by part."""
    train = held.parts["train"]
    names = [n for n, value in held.first["features"].items() if is_number(value)]
    values = {
        name: np.array([_cell(row, name) for row in train], dtype=np.float64) for name in names
    }
    varied = [name for name in names if np.nanstd(values[name]) > 0]
    chosen = sorted(varied, key=lambda name: (-_told(held, values[name]), names.index(name)))
    panels = []
    for name in chosen[:MOST_COLUMNS]:
        parts = {
            part: some[~np.isnan(some)]
            for part, rows in held.parts.items()
            if len(some := np.array([_cell(row, name) for row in rows], dtype=np.float64))
        }
        if all(len(some) for some in parts.values()):
            panels.append(histogram(say(name, name), "", parts))
    if not panels:
        return _words(held)
    alt = say(
        "与标签关系最大的数值列在各部分的分布",
        "The columns of numbers that go most with the label, in each part",
    )
    return figure("data-sizes", alt, panels)


def _words(held: Folder) -> Json:
    """Tables without numbers: the commonest values of the first columns, part by part."""
    panels = []
    for name in list(held.first["features"])[:MOST_COLUMNS]:
        parts = {p: [str(row["features"].get(name)) for row in r] for p, r in held.parts.items()}
        every = [value for values in parts.values() for value in values]
        common = sorted(set(every), key=lambda value: (-every.count(value), value))[:8]
        shares = {p: [v.count(one) / len(v) for one in common] for p, v in parts.items() if v}
        shown: list[Label] = list(common)
        panels.append(bars(say(name, name), "", SHARE, shown, shares))
    alt = say("各列最常见的取值", "The commonest values of the columns")
    return figure("data-sizes", alt, panels)


def _cell(row: Json, name: str) -> float:
    value = row["features"].get(name)
    return float(value) if is_number(value) else float("nan")


def _told(held: Folder, values: Floats) -> float:
    """How much of a column's spread the label explains; its own spread where there is no label."""
    labels = [row.get("label") for row in held.parts["train"]]
    there = ~np.isnan(values)
    centred = values[there] - values[there].mean()
    if len(labels) != len(values) or len(set(map(str, labels))) < 2:
        return float(centred.std() / (np.abs(values[there]).max() or 1))
    if all(is_number(label) for label in labels):
        truth = np.array(labels, dtype=np.float64)[there]
        return float(abs(np.corrcoef(values[there], truth)[0, 1])) if truth.std() > 0 else 0.0
    names = np.array([str(label) for label in labels])[there]
    shares = [centred[names == name].mean() ** 2 * (names == name).sum() for name in set(names)]
    return float(np.sort(shares).sum() / (centred**2).sum())


def _pictures(held: Folder) -> Json | None:
    """How light the pictures are: all have one size, so that size itself shows nothing."""
    field = "path" if "path" in held.first else "path_a"
    shown = {}
    for part, rows in held.parts.items():
        kept = [rows[i] for i in spread(len(rows), MOST_PICTURES)]
        if kept:
            shown[part] = np.array([light(held.path, row[field]) for row in kept], dtype=np.float64)
    x = say("平均亮度（0–255）", "mean brightness (0–255)")
    panels = [histogram(say("图片亮度", "Brightness of the pictures"), x, shown)]
    alt = say("图片亮度分布", "How light the pictures are")
    return figure("data-sizes", alt, panels)


def _tiles(held: Folder) -> Json | None:
    """Training pictures of each class; of a pair the two views stand side by side."""
    train = held.parts["train"]
    pair = "path_a" in held.first
    fields = ("path_a", "path_b") if pair else ("path",)
    classes = sorted({str(row.get("label", "")) for row in train})[:10]
    rows: list[tuple[Label, Sequence[str]]] = []
    for name in classes:
        members = [row for row in train if str(row.get("label", "")) == name]
        chosen = [members[i] for i in spread(len(members), TILES // len(fields))]
        rows.append((name, [str(row[field]) for row in chosen for field in fields]))
    alt = (
        say("各类训练图对，每两张为一对", "Training pairs of each class, two pictures each")
        if pair
        else say("各类训练图片", "Training pictures of each class")
    )
    return figure("data-samples", alt, [tiles(alt, rows)])


def _points(held: Folder, part: str, series: str, step: timedelta) -> dict[float, float]:
    """The joined points of the windows of one series: place in years -> value."""
    line: dict[float, float] = {}
    for row in held.parts[part]:
        if str(row.get("series")) != series:
            continue
        start = date.fromisoformat(str(row["start"]))
        values = [*row["history"], *(row.get("label") or [])]
        year = start.year + (start.timetuple().tm_yday - 1) / 365.25
        years = step.total_seconds() / 86400 / 365.25
        line.update((round(year + place * years, 4), value) for place, value in enumerate(values))
    return dict(sorted(line.items()))


def _series(held: Folder) -> Json | None:
    """Each series with its parts; a later part begins with history that is known."""
    told = held.described.get("series") or {}
    step = timedelta(days=DAYS.get(str(told.get("step")), 1.0))
    names = sorted({str(row.get("series")) for rows in held.parts.values() for row in rows})
    panels = []
    for name in names[:MOST_COLUMNS]:
        drawn: list[tuple[Label, Floats, Floats]] = []
        for part in ("test", "val", "train"):
            line = _points(held, part, name, step)
            points = list(line.items())
            kept = [points[place] for place in spread(len(points), 3 * MOST_DOTS)]
            if kept:
                x, y = (np.array(side, dtype=np.float64) for side in zip(*kept, strict=True))
                drawn.append((PARTS[part], x, y))
        year, value = say("年", "year"), say("数值", "value")
        panels.append(lines(say(name, name), year, value, drawn, points=True))
    alt = say(
        "序列及其划分；后一部分以已知的历史开头",
        "The series and their parts; a later part begins with known history",
    )
    return figure("data-series", alt, panels)


def _windows(held: Folder) -> Json | None:
    """The values in each part, and some training windows."""
    values = {
        part: np.array([v for row in rows for v in row["history"][-1:]], dtype=np.float64)
        for part, rows in held.parts.items()
        if rows
    }
    panels = [
        histogram(
            say("窗口起点处的数值", "Value where the forecast begins"), say("数值", "value"), values
        )
    ]
    train = sorted(held.parts["train"], key=lambda row: str(row.get("start")))
    for row in (train[i] for i in spread(len(train), 3)):
        known, ahead = (np.array(row.get(name) or [], float) for name in ("history", "label"))
        places = np.arange(1 - len(known), 1, dtype=np.float64)
        drawn: list[tuple[Label, Floats, Floats]] = [
            (say("历史", "history"), places, known),
            (say("目标", "target"), np.arange(1, len(ahead) + 1, dtype=np.float64), ahead),
        ]
        named = f"{row.get('series', '')} {row.get('start', '')}".strip()
        panels.append(lines(say(named, named), say("步", "step"), say("数值", "value"), drawn))
    alt = say("数值分布与若干训练窗口", "How the values spread, and some training windows")
    return figure("data-samples", alt, panels)


Make = Callable[[Folder], "Json | None"]
FORMS: dict[str, tuple[Make, ...]] = {
    "text": (_texts,),
    "features": (_columns,),
    "path": (_pictures, _tiles),
    "path_a": (_pictures, _tiles),
    "history": (_series, _windows),
}
