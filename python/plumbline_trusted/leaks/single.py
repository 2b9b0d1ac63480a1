"""One part of the input that gives the answer away: a gap, a category, a word, a pixel, a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plumbline_trusted.door import Json
from plumbline_trusted.leaks.held import Held, Leak
from plumbline_trusted.leaks.vectors import Floats, columns_of, picture
from plumbline_trusted.records import compact

LIMIT = 0.995
LEAST_ROWS = 40
LEAST_OF_CLASS = 5
SHARE = 0.9
WORDS = re.compile(r"\w+", re.UNICODE)
MOST_WORDS = 5000
Found = Iterator[tuple[str, str]]


def giveaways(held: Held) -> list[Leak]:
    """Parts of the input that tell the label on their own, by the rows with a label."""
    rows = [row for row in held.seen if held.label(row) is not None]
    if len(rows) < LEAST_ROWS:
        return []
    labels = [held.label(row) for row in rows]
    if held.target == "text":
        return _copied(rows, labels)
    if held.target != "class":
        return []
    names = [str(label) for label in labels]
    if min(Counter(names).values()) < LEAST_OF_CLASS or len(set(names)) < 2:
        return []
    finders = {"features": _cells, "text": _words, "picture": _pixels}
    finder = finders.get(held.form)
    told = dict(finder(held, rows, names)) if finder else {}
    if held.form == "text" and told:
        return [Leak("giveaway", ", ".join(told), (), tuple(told), next(iter(told.values())))]
    return [Leak("giveaway", at, (), (at,), example) for at, example in told.items()]


def _cells(_: Held, rows: list[Json], labels: list[str]) -> Found:
    """Whether a cell is empty, and each category, as its class's share on other rows has it."""
    for name in columns_of(rows):
        values = [row["features"][name] for row in rows]
        gaps = [value is None for value in values]
        if any(gaps) and tells([str(gap) for gap in gaps], labels):
            yield name, "empty or not"
        spelled = [compact(value) for value in values]
        if len(rows) >= 5 * len(set(spelled)) and tells(spelled, labels):
            yield name, str(values[0])


def _words(_: Held, rows: list[Json], labels: list[str]) -> Found:
    """A word that stands in the texts of one class and in no others; the length of the text."""
    texts = [str(row["text"]) for row in rows]
    held = [set(WORDS.findall(text.casefold())) for text in texts]
    counts = Counter(word for words in held for word in words)
    common = [word for word, count in counts.most_common(MOST_WORDS) if count < len(rows)]
    classes = np.array(labels)
    place = {word: at for at, word in enumerate(common)}
    present = np.zeros((len(rows), len(common)), dtype=bool)
    for at, words in enumerate(held):
        present[at, [place[word] for word in words if word in place]] = True
    for name in sorted(set(labels)):
        mine = classes == name
        inside = present[mine].mean(axis=0)
        outside = present[~mine].mean(axis=0)
        area = (1 + np.abs(inside - outside)) / 2
        for at in np.flatnonzero(area >= LIMIT):
            yield common[int(at)], name
    if tells([str(len(text)) for text in texts], labels):
        yield "length", "length of the text"


def _pixels(held: Held, rows: list[Json], labels: list[str]) -> Found:
    """The name of the file, and each pixel in coarse steps of grey."""
    named = [label.casefold() in WORDS.findall(_stem(row)) for row, label in zip(rows, labels)]  # noqa: B905
    if sum(named) >= SHARE * len(rows):
        yield "path", str(rows[0]["path"])
    seen = [picture(held.folder, row["path"], str(row.get("id"))) for row in rows]
    shapes = Counter(one.shape for one in seen if one is not None)
    if not shapes:
        return
    shape = shapes.most_common(1)[0][0]
    kept = [at for at, one in enumerate(seen) if one is not None and one.shape == shape]
    flat: Floats = np.stack([one.ravel() for one in seen if one is not None and one.shape == shape])
    chosen = [labels[at] for at in kept]
    for at in range(flat.shape[1]):
        values, place = np.unique(flat[:, at], return_inverse=True)
        few = len(values) >= 2 and len(chosen) >= 5 * len(values)
        if few and _exact(place, chosen):
            yield f"pixel {at // shape[1]},{at % shape[1]}", f"{values[0]:g}..{values[-1]:g}"


def _stem(row: Json) -> str:
    return str(row["path"]).replace("_", " ").replace("/", " ").replace(".", " ").casefold()


def _exact(place: NDArray[Any], labels: list[str]) -> bool:
    met: dict[int, str] = {}
    for value, label in zip(place.tolist(), labels, strict=True):
        if met.setdefault(value, label) != label:
            return False
    return len(set(met.values())) == len(set(labels))


def tells(values: list[str], labels: list[str]) -> bool:
    """Guessing each row's class by the other rows of its value is right in every class alike."""
    met: dict[str, Counter[str]] = {}
    for value, label in zip(values, labels, strict=True):
        met.setdefault(value, Counter())[label] += 1
    right: Counter[str] = Counter()
    for value, label in zip(values, labels, strict=True):
        rest = met[value].copy()
        rest[label] -= 1
        best = max(rest.values())
        right[label] += int(best > 0 and rest[label] == best)
    counts = Counter(labels)
    return sum(right[name] / count for name, count in counts.items()) / len(counts) >= LIMIT


def _copied(rows: list[Json], labels: list[Any]) -> list[Leak]:
    """An answer in words that stands in the input already."""
    held = [(str(row.get("text", "")), str(label)) for row, label in zip(rows, labels, strict=True)]
    inside = sum(label != "" and label in text for text, label in held)
    return (
        [Leak("giveaway", "text", (), (), held[0][1][:60])] if inside >= SHARE * len(rows) else []
    )
