"""The bytes of data/sample and data/mini, made in memory so that writing and checking agree."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from plumbline_trusted.door import Json
from plumbline_trusted.png_write import grey_png
from plumbline_trusted.records import lines, sha256
from plumbline_trusted.sources import Table
from plumbline_trusted.split import Row, Sampling, Split, class_counts

FILES = {"train": "train.jsonl", "val": "val.jsonl", "test": "test_inputs.jsonl"}
OWN_IMAGE = re.compile(r"[0-9a-f]{16}\.png")


@dataclass(frozen=True)
class Rendered:
    """A data folder as bytes: path inside the folder -> content; the sealed labels stand apart."""

    files: dict[str, bytes]
    sealed: bytes


def render_sample(table: Table, split: Split, rows: int) -> dict[str, bytes]:
    chosen = split.parts["train"][:rows]
    listed = lines(_record(table, row, labelled=True) for row in chosen)
    return {"sample.jsonl": listed, **_images(table, chosen)}


def render_mini(table: Table, split: Split, sampling: Sampling) -> Rendered:
    files: dict[str, bytes] = {}
    for part, name in FILES.items():
        rows = split.parts[part]
        files[name] = lines(_record(table, row, labelled=part != "test") for row in rows)
    images = _images(table, [row for rows in split.parts.values() for row in rows])
    described = describe(table, split, sampling, files, images)
    text = json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    sealed = lines({"id": row.id, "label": row.label} for row in split.parts["test"])
    return Rendered({**files, **images, "dataset.json": text.encode()}, sealed)


def describe(
    table: Table,
    split: Split,
    sampling: Sampling,
    files: dict[str, bytes],
    images: dict[str, bytes],
) -> Json:
    """dataset.json: what the folder holds, where it comes from, and the hashes it must meet."""
    splits: Json = {}
    for part, name in FILES.items():
        rows = split.parts[part]
        splits[part] = {"rows": len(rows), "sha256": sha256(files[name])}
        if part != "test":
            splits[part]["classes"] = class_counts(rows)
    answer: Json = {
        "name": table.name,
        "task": table.task,
        "source": table.source,
        "licence": table.licence,
        "seed": sampling.seed,
        "fractions": sampling.fractions,
        "classes": sorted(set(table.labels)),
        "splits": splits,
        "files": {name: sha256(content) for name, content in files.items()},
    }
    if table.shape:
        return {**answer, "shape": list(table.shape), "images": images_sha256(images)}
    return {**answer, "columns": list(table.columns)}


def images_sha256(images: dict[str, bytes]) -> str:
    return sha256("".join(f"{path} {sha256(data)}\n" for path, data in sorted(images.items())))


def write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Writes the files; a picture of an earlier draw is removed, anything else is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(name.startswith("images/") for name in files):
        (folder / "images").mkdir(exist_ok=True)
        for path in (folder / "images").iterdir():
            if OWN_IMAGE.fullmatch(path.name) and f"images/{path.name}" not in files:
                path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def write_sealed(folder: Path, content: bytes) -> Path:
    """The test labels, readable by the owner alone from the first byte on."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "test_labels.jsonl"
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    return path


def _record(table: Table, row: Row, labelled: bool) -> Json:
    value = table.inputs[row.index]
    record: Json = {"id": row.id}
    if table.shape:
        record["path"] = f"images/{row.id}.png"
    else:
        record["features"] = dict(zip(table.columns, value, strict=True))
    if labelled:
        record["label"] = row.label
    return record


def _images(table: Table, rows: list[Row]) -> dict[str, bytes]:
    if not table.shape:
        return {}
    height, width = table.shape
    return {
        f"images/{row.id}.png": grey_png(
            [int(value) for value in table.inputs[row.index]], height, width, table.top
        )
        for row in rows
    }
