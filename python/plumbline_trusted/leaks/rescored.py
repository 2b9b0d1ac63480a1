"""What a leak is worth: a plain trusted model scored as the data is, and with the leak repaired."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

from plumbline_trusted.door import Json
from plumbline_trusted.leaks.held import Held, Leak
from plumbline_trusted.leaks.vectors import Floats, alike, picture, table
from plumbline_trusted.records import compact, sha256

LEAST = 20
MOST = 4000
GRAMS = 4096


@dataclass(frozen=True)
class Scored:
    """`metric` is empty where the form has no plain model."""

    metric: str = ""
    before: float = 0.0
    after: float = 0.0


def rescored(held: Held, leak: Leak) -> Scored:
    """The score of today's parts, and the score without the rows, the columns or the mixing."""
    train = [row for row in held.seen if held.label(row) is not None][:MOST]
    test = [row for row in held.rows("test") if held.label(row) is not None][:MOST]
    metric = {"class": "accuracy", "number": "r2"}.get(held.target, "")
    known = held.form in ("features", "text", "picture")
    known = known and leak.kind != "scaled"
    if not known or not metric or len(train) < LEAST or len(test) < LEAST:
        return Scored()
    before = _score(held, train, test, ())
    again = _repaired(leak, train, test)
    return Scored(metric, before, _score(held, *again)) if again else Scored()


Parts = tuple[list[Json], list[Json], tuple[str, ...]]


def _repaired(leak: Leak, train: list[Json], test: list[Json]) -> Parts | None:
    if leak.kind == "giveaway":
        return (train, test, leak.columns)
    leave = leak.columns if leak.kind in ("group", "time") else ()
    clean = [row for row in test if str(row.get("id")) not in set(leak.ids)]
    if len(clean) >= LEAST:
        return train, clean, leave
    if not leave:
        return None
    return (*_again(leak, [*train, *test], len(test)), leave)


def _again(leak: Leak, rows: list[Json], asked: int) -> tuple[list[Json], list[Json]]:
    """The rows cut anew: whole groups, or the latest as the test part."""

    def place(row: Json) -> Any:
        value = row["group"] if "group" in row else row["features"][leak.at]
        return value if leak.kind == "time" else sha256(compact(value))

    ordered = sorted(rows, key=place)
    cut = len(ordered) - asked
    while cut > 0 and place(ordered[cut - 1]) == place(ordered[cut]):
        cut -= 1
    return ordered[:cut], ordered[cut:]


def _score(held: Held, train: list[Json], test: list[Json], leave: tuple[str, ...]) -> float:
    if not train or not test:
        return 0.0
    known = [held.label(row) for row in train]
    asked = [held.label(row) for row in test]
    said = _answers(held, (train, test, leave), known)
    if held.target == "class":
        right = [str(one) == str(two) for one, two in zip(said, asked, strict=True)]
        return float(np.mean(right))
    truth = np.array(asked, dtype=np.float64)
    spread = float(((truth - truth.mean()) ** 2).sum())
    miss = float(((truth - np.array(said, dtype=np.float64)) ** 2).sum())
    return 1 - miss / spread if spread else 0.0


def _answers(held: Held, parts: Parts, known: list[Any]) -> list[Any]:
    train, test, leave = parts
    if held.form == "features":
        return _forest(table(train, train, leave), known, table(train, test, leave), held.target)
    one, two = (_vectors(held, rows, leave) for rows in (train, test))
    return [known[int(place)] for place in (two @ one.T).argmax(axis=1)]


def _forest(train: Floats, known: list[Any], test: Floats, target: str) -> list[Any]:
    if not train.shape[1]:
        return [known[0]] * len(test)
    kind = ExtraTreesClassifier if target == "class" else ExtraTreesRegressor
    labels = [str(one) for one in known] if target == "class" else known
    grown = kind(n_estimators=40, random_state=0).fit(train, labels)
    return list(grown.predict(test))


def _vectors(held: Held, rows: list[Json], leave: tuple[str, ...]) -> Floats:
    """Pictures free of brightness; texts as counted runs of three letters: for the nearest row."""
    if held.form == "text":
        return np.stack([_grams(str(row["text"]), leave) for row in rows])
    seen = [picture(held.folder, row["path"], str(row.get("id"))) for row in rows]
    shape = next((one.shape for one in seen if one is not None), (1, 1))
    kept = [one if one is not None and one.shape == shape else np.zeros(shape) for one in seen]
    flat = [_blank(one.copy(), leave) for one in kept]
    return alike(flat)


def _blank(one: Floats, leave: tuple[str, ...]) -> Floats:
    for name in leave:
        place = re.fullmatch(r"pixel (\d+),(\d+)", name)
        if place:
            one[int(place.group(1)), int(place.group(2))] = 0
    return one


def _grams(text: str, leave: tuple[str, ...]) -> Floats:
    for word in leave:
        text = re.sub(rf"(?i)\b{re.escape(word)}\b", " ", text)
    counts = np.zeros(GRAMS)
    plain = " ".join(text.casefold().split())
    for at in range(len(plain) - 2):
        counts[hash_of(plain[at : at + 3])] += 1
    length = float(np.linalg.norm(counts))
    return counts / length if length else counts


def hash_of(gram: str) -> int:
    value = 0
    for letter in gram:
        value = (value * 1_000_003 + ord(letter)) % 2_147_483_647
    return value % GRAMS
