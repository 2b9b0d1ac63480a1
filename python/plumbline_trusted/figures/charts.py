"""A figure as data: panels of numbers with labels in both languages; a name of the data stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from plumbline_trusted.columns import Floats
from plumbline_trusted.door import Json

Words: TypeAlias = dict[str, str]
Label: TypeAlias = str | Words

MOST_DOTS = 400
MOST_NAMES = 24
SHORT = 28


def say(zh: str, en: str) -> Words:
    return {"zh": zh, "en": en}


PARTS: dict[str, Words] = {
    "train": say("训练", "training"),
    "val": say("验证", "validation"),
    "test": say("测试", "test"),
}
OTHERS = say("其余", "the rest")


def figure(name: str, alt: Words, panels: Iterable[Json]) -> Json:
    """One picture: its name is that of its file, `alt` says what is to be seen."""
    return {"name": name, "alt": alt, "panels": list(panels)}


def bars(
    title: Words, x: Label, y: Label, names: Sequence[Label], heights: Mapping[str, Sequence[float]]
) -> Json:
    """One bar a name and part of the data."""
    series = [{**_part(part), "values": _plain(v)} for part, v in heights.items()]
    return {"kind": "bars", "title": title, "x": x, "y": y, "names": short(names), "series": series}


def histogram(title: Words, x: Label, values: Mapping[str, Floats], bins: int = 24) -> Json:
    """How often a value comes, as a share of each part; the edges are the same for all parts."""
    joined = np.concatenate([held for held in values.values() if len(held)])
    low, high = np.quantile(joined, [0.0, 0.995])
    edges = np.linspace(low, high if high > low else low + 1, bins + 1)
    series = []
    for part, held in values.items():
        counts = np.histogram(np.clip(held, edges[0], edges[-1]), edges)[0]
        shares = counts / max(1, len(held))
        series.append({**_part(part), "values": _plain(shares)})
    y = say("占该部分的比例", "share of the part")
    return {
        **{"kind": "histogram", "title": title, "x": x, "y": y},
        **{"edges": _plain(edges), "series": series},
    }


def matrix(
    title: Words, x: Label, y: Label, names: tuple[Sequence[Label], Sequence[Label]], values: Floats
) -> Json:
    """Counts by row and column; each row is coloured by its own share."""
    return {
        **{"kind": "matrix", "title": title, "x": x, "y": y},
        **{"rows": short(names[0]), "columns": short(names[1])},
        "values": [[int(cell) for cell in row] for row in values],
    }


def dots(
    title: Words,
    x: Label,
    y: Label,
    series: Sequence[tuple[Label, Floats, Floats]],
    diagonal: bool = False,
) -> Json:
    """Points of several names; the diagonal stands for being right."""
    told = [{**_part(name), "x": _plain(one), "y": _plain(two)} for name, one, two in series]
    return {"kind": "dots", "title": title, "x": x, "y": y, "series": told, "diagonal": diagonal}


def lines(
    title: Words, x: Label, y: Label, series: Sequence[tuple[Label, Floats, Floats]], **more: Any
) -> Json:
    """Lines of several names; `band` is a low and a high beside the first, `log` scales y."""
    told = [{**_part(name), "x": _plain(one), "y": _plain(two)} for name, one, two in series]
    return {"kind": "lines", "title": title, "x": x, "y": y, "series": told, **more}


def intervals(title: Words, x: Label, rows: Sequence[Json], mark: float | None) -> Json:
    """A value with its interval a row; `mark` is the value of all rows together."""
    names = short([row["name"] for row in rows])
    named = [{**row, "name": name} for row, name in zip(rows, names, strict=True)]
    mean = {} if mark is None else {"mark": rounded(mark)}
    return {"kind": "intervals", "title": title, "x": x, "rows": named, **mean}


def tiles(title: Words, rows: Sequence[tuple[Label, Sequence[str]]]) -> Json:
    """Pictures of the data in rows; paths start at the data folder."""
    return {
        "kind": "tiles",
        "title": title,
        "rows": [{"name": n, "files": list(f)} for n, f in rows],
    }


def spread(count: int, most: int) -> list[int]:
    """At most so many places, evenly over the whole."""
    return list(range(count)) if count <= most else [i * count // most for i in range(most)]


def short(names: Sequence[Label]) -> list[Label]:
    """Names of the data may be long; the words of ours are not."""
    cut = [f"{n[: SHORT - 1]}…" if isinstance(n, str) and len(n) > SHORT else n for n in names]
    return list(cut)


def rounded(value: float) -> float:
    """Six digits: pictures need no more, and their bytes stay the same."""
    return float(f"{float(value):.6g}")


def _part(label: Label) -> Json:
    """A part of the data has its words and one colour in all pictures: its number is told."""
    for place, (name, words) in enumerate(PARTS.items()):
        if label in (name, words):
            return {"name": words, "part": place}
    return {"name": label}


def _plain(values: Sequence[float] | Floats) -> list[float]:
    return [rounded(value) for value in values]
