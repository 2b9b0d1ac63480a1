"""A folder of pictures, one folder a class: what can be read, sizes, colour, repeats, classes."""

from __future__ import annotations

import hashlib
import statistics
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageChops

from plumbline_trusted.door import Json, Refusal
from plumbline_trusted.own.image_folder import Found, listed, manifest, opened
from plumbline_trusted.own.roles import LEAST_OF_CLASS
from plumbline_trusted.own.table_file import variants

LEAST = 100
MOST_UNREADABLE = 0.05
MOST_CONFLICTS = 0.01
SHOWN = 20
SIDES = (8, 32)
PICTURE, CLASS = "picture", "class"
GREY = ("L", "1", "LA", "I", "F", "I;16")


@dataclass
class Looked:
    """What decoding every picture once showed."""

    labels: list[str] = field(default_factory=list)
    sizes: Counter[tuple[int, int]] = field(default_factory=Counter)
    colour: bool = False
    unreadable: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    repeats: int = 0
    size: int = 0


def images_in(root: Path) -> Json:
    """The facts of a folder of pictures. @raises Refusal with the reason."""
    found = listed(root)
    others = sum(1 for path in root.rglob("*") if path.is_file()) - len(found)
    if not found:
        raise _no_pictures(root, others)
    looked = _look(found)
    _refuse_unreadable(looked, len(found), root.name)
    counts = Counter(looked.labels)
    same = variants(counts)
    merged = Counter(same.get(label, label) for label in looked.labels)
    kept = {name: rows for name, rows in sorted(merged.items()) if rows >= LEAST_OF_CLASS}
    rare = {name: rows for name, rows in sorted(merged.items()) if rows < LEAST_OF_CLASS}
    _refuse_unlearnable(kept, looked, root.name)
    usual = {"format": "images", "encoding": "", "delimiter": "", "quote": "", "header": False}
    sure = {"zh": "每个文件夹是一个类别", "en": "each folder is a class"}
    read = {"zh": "文件夹里的图片", "en": "the pictures in the folders"}
    label = {
        "name": CLASS,
        "target": "class",
        "confidence": 0.95,
        "reason": sure,
        "missing": 0,
        "classes": kept,
        "rare": rare,
        "labels": same,
        "roles": {PICTURE: {"role": "input", "confidence": 0.95, "reason": read}},
        "leaks": [],
    }
    known = {"missing": 0, "many": False}
    return {
        **usual,
        "kind": "images",
        "file": root.name,
        "names": [PICTURE, CLASS],
        "bytes": looked.size,
        "sha256": manifest(found),
        "rows": len(looked.labels),
        "duplicates": looked.repeats,
        "columns": [
            {**known, "name": PICTURE, "kind": "picture", "distinct": len(looked.labels)},
            {**known, "name": CLASS, "kind": "category", "distinct": len(merged)},
        ],
        "labels": [label],
        "images": {**_shape(looked), **_told(looked), "ignored": others},
    }


def _look(found: list[Found]) -> Looked:
    looked = Looked()
    seen: dict[str, Found] = {}
    for one in found:
        content = one.path.read_bytes()
        looked.size += len(content)
        try:
            picture = opened(content)
        except ValueError:
            looked.unreadable.append(one.name)
            continue
        looked.labels.append(one.label)
        looked.sizes[picture.size] += 1
        looked.colour = looked.colour or _is_coloured(picture)
        digest = hashlib.sha256(picture.convert("RGBA").tobytes() + str(picture.size).encode())
        first = seen.setdefault(digest.hexdigest(), one)
        if first is not one:
            looked.repeats += 1
            if first.label.casefold() != one.label.casefold():
                looked.conflicts.append(f"{first.name} = {one.name}")
    return looked


def _is_coloured(picture: Image.Image) -> bool:
    """Whether channels differ: many grey pictures are stored as coloured ones."""
    if picture.mode in GREY:
        return False
    red, green, blue = picture.convert("RGB").split()
    differing = (ImageChops.difference(red, green), ImageChops.difference(red, blue))
    return any(one.getbbox() is not None for one in differing)


def _shape(looked: Looked) -> Json:
    """One size for all: their own where it is one and small, else a square."""
    least, most = SIDES
    channels = 3 if looked.colour else 1
    width, height = next(iter(looked.sizes))
    if len(looked.sizes) == 1 and least <= min(width, height) and max(width, height) <= most:
        return {"height": height, "width": width, "channels": channels}
    shorter = [min(size) for size, count in looked.sizes.items() for _ in range(count)]
    side = max(least, min(most, int(statistics.median(shorter))))
    return {"height": side, "width": side, "channels": channels}


def _told(looked: Looked) -> Json:
    areas = sorted(looked.sizes, key=lambda size: (size[0] * size[1], size))
    return {
        "sizes": len(looked.sizes),
        "smallest": list(areas[0]),
        "largest": list(areas[-1]),
        "unreadable": len(looked.unreadable),
        "unreadable_names": looked.unreadable[:SHOWN],
        "conflicts": len(looked.conflicts),
        "conflict_names": looked.conflicts[:SHOWN],
    }


def _no_pictures(root: Path, others: int) -> Refusal:
    loose = any(path.is_file() for path in root.iterdir())
    return Refusal(
        "E_EMPTY",
        f"{root.name} 里没有按类别分文件夹的图片（其他文件 {others} 个"
        f"{'，有文件直接放在最上层' if loose else ''}）；每个类别建一个文件夹，把图片放进去。"
        "表格请指明单个文件",
        f"{root.name} has no pictures in folders of classes ({others} other files"
        f"{', some on the top level' if loose else ''}): make one folder a class and put the pictures"
        " in; of tables name one file",
        root.name,
    )


def _refuse_unreadable(looked: Looked, count: int, name: str) -> None:
    bad = looked.unreadable
    if len(bad) <= MOST_UNREADABLE * count:
        return
    listed_ = ", ".join(bad[:SHOWN])
    raise Refusal(
        "E_UNREADABLE",
        f"{count} 张图片里有 {len(bad)} 张读不出来，超过 {MOST_UNREADABLE:.0%}；"
        f"修复或移走它们再运行：{listed_}",
        f"{len(bad)} of {count} pictures cannot be read, more than {MOST_UNREADABLE:.0%}: mend them"
        f" or take them away and run again: {listed_}",
        name,
    )


def _refuse_unlearnable(kept: dict[str, int], looked: Looked, name: str) -> None:
    """One class, too few pictures, or the same ones under two classes."""
    if len(kept) < 2:
        raise Refusal(
            "E_ONE_CLASS",
            f"{name} 里只有 {len(kept)} 个类别达到 {LEAST_OF_CLASS} 张图片；分类至少要两个",
            f"{name} has {len(kept)} class(es) of {LEAST_OF_CLASS} pictures or more;"
            " classification needs two",
            name,
        )
    different = sum(kept.values()) - looked.repeats
    if different < LEAST:
        raise Refusal(
            "E_TOO_FEW",
            f"{name} 只有 {different} 张各不相同的图片；至少要 {LEAST} 张，"
            "否则密封的测试部分什么也证明不了",
            f"{name} has {different} different pictures; {LEAST} are the least: the sealed test"
            " part would prove nothing",
            name,
        )
    if len(looked.conflicts) > MOST_CONFLICTS * len(looked.labels):
        pairs = "; ".join(looked.conflicts[:SHOWN])
        raise Refusal(
            "E_CONFLICT",
            f"{len(looked.conflicts)} 张图片同时放在两个类别里，超过 {MOST_CONFLICTS:.0%}；"
            f"先决定它们属于哪一类：{pairs}",
            f"{len(looked.conflicts)} pictures stand under two classes, more than"
            f" {MOST_CONFLICTS:.0%}: decide on one for each: {pairs}",
            name,
        )
