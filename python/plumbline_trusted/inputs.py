"""What makes two rows the same input, and how many inputs two parts of a data set share."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from plumbline_trusted.door import Json, Refusal
from plumbline_trusted.png_read import BadPng, read_png
from plumbline_trusted.records import compact, inside, sha256

NOT_INPUT = ("id", "label", "group")
SHOWN = 10


def input_hash(folder: Path, row: Json, at: str) -> str:
    """Hash of the pixels of a picture (of its bytes if it is no PNG), else of the row's values."""
    if "path" not in row:
        return sha256(compact({k: v for k, v in sorted(row.items()) if k not in NOT_INPUT}))
    path = inside(folder, row["path"], at)
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
    """Shared inputs of each two parts, repeats inside a part, and shared groups if asked for."""
    keys: dict[str, dict[str, str]] = {}
    repeats: dict[str, int] = {}
    for part, records in rows.items():
        found: dict[str, str] = {}
        for row in records:
            found.setdefault(input_hash(folder, row, f"{part}:{row.get('id')}"), str(row.get("id")))
        keys[part] = found
        repeats[part] = len(records) - len(found)
    pairs: dict[str, int] = {}
    examples: list[Json] = []
    for one, two in combinations(rows, 2):
        shared = sorted(keys[one].keys() & keys[two].keys())
        pairs[f"{one}_{two}"] = len(shared)
        examples += [{"parts": [one, two], "ids": [keys[one][k], keys[two][k]]} for k in shared]
    answer = {"pairs": pairs, "total": sum(pairs.values()), "repeats": repeats}
    return {**answer, "examples": examples[:SHOWN], "groups": _groups(rows, group)}


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
