"""The bytes of data/sample and data/mini, made in memory so that writing and checking agree."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from plumbline_trusted import croissant
from plumbline_trusted.door import Json
from plumbline_trusted.forms import FORMS, images
from plumbline_trusted.records import lines, sha256
from plumbline_trusted.sampling import Row, Sampling, Split
from plumbline_trusted.split import label_facts
from plumbline_trusted.table import Table

FILES = {"train": "train.jsonl", "val": "val.jsonl", "test": "test_inputs.jsonl"}
OWN_IMAGE = re.compile(r"[0-9a-f]{16}\.png")


@dataclass(frozen=True)
class Rendered:
    """A data folder as bytes: path inside the folder -> content; the sealed labels stand apart."""

    files: dict[str, bytes]
    sealed: bytes


def render_sample(table: Table, split: Split, sampling: Sampling) -> dict[str, bytes]:
    chosen = split.parts["train"][: sampling.sample_rows]
    listed = lines(_record(table, row, sampling, "sample") for row in chosen)
    return {"sample.jsonl": listed, **_images(table, chosen)}


def render_mini(table: Table, split: Split, sampling: Sampling) -> Rendered:
    files: dict[str, bytes] = {}
    for part, name in FILES.items():
        files[name] = lines(_record(table, row, sampling, part) for row in split.parts[part])
    pictures = _images(table, [row for rows in split.parts.values() for row in rows])
    described = describe(table, split, sampling, files, pictures)
    text = json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    sealed = lines({"id": row.id, "label": row.label} for row in split.parts["test"])
    held = {**files, **pictures, "dataset.json": text.encode()}
    return Rendered({**held, croissant.NAME: croissant.croissant(described, held)}, sealed)


def describe(
    table: Table,
    split: Split,
    sampling: Sampling,
    files: dict[str, bytes],
    pictures: dict[str, bytes],
) -> Json:
    """dataset.json: what the folder holds, where it comes from, and the hashes it must meet."""
    splits: Json = {}
    for part, name in FILES.items():
        rows = split.parts[part]
        splits[part] = {"rows": len(rows), "sha256": sha256(files[name])}
        if part != "test" and not _hides(sampling, part):
            splits[part].update(label_facts(table, rows))
    answer: Json = {
        "name": table.name,
        "task": table.task,
        "source": table.source,
        "licence": table.licence,
        "seed": sampling.seed,
        "fractions": sampling.fractions,
        "classes": table.classes(),
        "splits": splits,
        "files": {name: sha256(content) for name, content in files.items()},
        **_more(table, sampling),
    }
    if table.shape:
        return {**answer, "shape": list(table.shape), "images": images_sha256(pictures)}
    return {**answer, "columns": list(table.columns)}


def _more(table: Table, sampling: Sampling) -> Json:
    """What only some tasks have: a sampling out of the common, a series' calendar."""
    more: Json = {}
    usual = Sampling(0, {}, "", True, 0)
    unusual = {
        name: value
        for name in ("method", "group", "time", "train_labels", "balance", "near")
        if (value := getattr(sampling, name)) != getattr(usual, name)
    }
    if unusual:
        more["sampling"] = unusual
    if table.target != "class":
        more["target"] = table.target
    if table.calendar is not None:
        first = table.windows[0]
        more["series"] = {
            "step": table.calendar.step,
            "season": table.calendar.season,
            "history": first.length,
            "horizon": first.horizon,
            "points": table.calendar.points,
            "missing": table.calendar.missing,
        }
    return more


def images_sha256(pictures: dict[str, bytes]) -> str:
    return sha256("".join(f"{path} {sha256(data)}\n" for path, data in sorted(pictures.items())))


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


def _record(table: Table, row: Row, sampling: Sampling, part: str) -> Json:
    record: Json = {"id": row.id, **FORMS[table.form].write(table, row)}
    if group := _group(table, row, sampling):
        record["group"] = group
    if part != "test" and not _hides(sampling, part):
        record["label"] = row.label
    return record


def _hides(sampling: Sampling, part: str) -> bool:
    """Whether the rows of the training part stand without their labels."""
    return sampling.train_labels == "none" and part in ("train", "sample")


def _group(table: Table, row: Row, sampling: Sampling) -> str:
    """The row's group under an opaque name, where rows have one group each."""
    held = table.groups.get(sampling.group, []) if sampling.method == "group" else []
    if not held or any(len(names) != 1 for names in held):
        return ""
    return sha256(f"{sampling.seed}:group:{held[row.index][0]}")[:12]


def _images(table: Table, rows: list[Row]) -> dict[str, bytes]:
    return {path: data for row in rows for path, data in images(table, row).items()}
