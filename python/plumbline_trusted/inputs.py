"""What makes two rows the same input, and how many inputs two parts of a data set share."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

from plumbline_trusted.door import Json, Refusal
from plumbline_trusted.near import near_duplicates
from plumbline_trusted.png_read import BadPng, read_png
from plumbline_trusted.records import compact, inside, sha256

NOT_INPUT = ("id", "label", "group")
PICTURES = ("path", "path_a", "path_b")
SHOWN = 10


def input_hashes(folder: Path, row: Json, at: str) -> list[str]:
    """What a row must share with no other part: each of its pictures, or else its values."""
    named = [field for field in PICTURES if field in row]
    if named:
        return [_picture_hash(folder, row[field], at) for field in named]
    return [sha256(compact({k: v for k, v in sorted(row.items()) if k not in NOT_INPUT}))]


def _picture_hash(folder: Path, relative: Any, at: str) -> str:
    """Hash of the pixels of a picture, of its bytes if it is no PNG."""
    path = inside(folder, relative, at)
    if not path.is_file():
        raise Refusal("E_FILE", f"图片不存在：{path.name}", f"no such picture: {path.name}", at)
    data = path.read_bytes()
    try:
        picture = read_png(data)
    except BadPng:
        return sha256(data)
    kind = f"{picture.width} {picture.height} {picture.depth} {picture.colour} "
    return sha256(kind.encode() + picture.rows.tobytes())


def overlaps(folder: Path, rows: dict[str, list[Json]], group: str = "") -> Json:
    """Shared inputs of each two parts, repeats inside a part, texts that are nearly the same, and
    shared groups if asked for."""
    keys: dict[str, dict[str, str]] = {}
    repeats: dict[str, int] = {}
    for part, records in rows.items():
        found: dict[str, str] = {}
        whole: set[str] = set()
        for row in records:
            hashes = input_hashes(folder, row, f"{part}:{row.get('id')}")
            whole.add(" ".join(hashes))
            for digest in hashes:
                found.setdefault(digest, str(row.get("id")))
        keys[part] = found
        repeats[part] = len(records) - len(whole)
    pairs: dict[str, int] = {}
    examples: list[Json] = []
    for one, two in combinations(rows, 2):
        shared = sorted(keys[one].keys() & keys[two].keys())
        pairs[f"{one}_{two}"] = len(shared)
        examples += [{"parts": [one, two], "ids": [keys[one][k], keys[two][k]]} for k in shared]
    answer = {"pairs": pairs, "total": sum(pairs.values()), "repeats": repeats}
    told = {**answer, "examples": examples[:SHOWN], "groups": _groups(rows, group or _own(rows))}
    return {**told, "near": _near(rows)}


def _near(rows: dict[str, list[Json]]) -> Json:
    """Groups of nearly equal texts that stand in two parts, counted for each two parts."""
    flat = [(part, row) for part, records in rows.items() for row in records]
    texts = [row.get("text") for _, row in flat]
    if not texts or not all(isinstance(words, str) for words in texts):
        return {"applies": False, "pairs": {}, "total": 0, "examples": []}
    first: dict[int, dict[str, str]] = {}
    for group, (part, row) in zip(near_duplicates(texts), flat, strict=True):  # type: ignore[arg-type]
        first.setdefault(group, {}).setdefault(part, str(row.get("id")))
    pairs = {
        f"{one}_{two}": sum(one in held and two in held for held in first.values())
        for one, two in combinations(rows, 2)
    }
    shared = [held for held in first.values() if len(held) > 1]
    return {
        "applies": True,
        "pairs": pairs,
        "total": sum(pairs.values()),
        "examples": [{"ids": list(held.values())} for held in shared[:SHOWN]],
    }


def _own(rows: dict[str, list[Json]]) -> str:
    """The column that a split by groups writes, if every row has it."""
    every = [row for records in rows.values() for row in records]
    return "group" if every and all("group" in row for row in every) else ""


def _groups(rows: dict[str, list[Json]], group: str) -> Json:
    if not group:
        return {"column": "", "pairs": {}, "total": 0, "examples": []}
    values: dict[str, set[str]] = {}
    for part, records in rows.items():
        for row in records:
            if group not in row:
                at = f"{part}:{row.get('id')}"
                raise Refusal("E_ROW", f"缺少分组列 {group}", f"no group column {group}", at)
        values[part] = {compact(row[group]) for row in records}
    shared = {f"{a}_{b}": sorted(values[a] & values[b]) for a, b in combinations(rows, 2)}
    return {
        "column": group,
        "pairs": {name: len(found) for name, found in shared.items()},
        "total": sum(len(found) for found in shared.values()),
        "examples": sorted({value for found in shared.values() for value in found})[:SHOWN],
    }
