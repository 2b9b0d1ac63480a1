"""Croissant metadata held against the folder it describes: the parts that a reader relies on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plumbline_trusted.croissant import FILES, NAME
from plumbline_trusted.door import Json, Refusal, decode, folder
from plumbline_trusted.records import read_lines, sha256_file

SHOWN = 20
WANTED = ("@context", "name", "description", "license", "url", "distribution", "recordSet")
VERSIONS = ("http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/1.1")


def croissant(request: Json) -> Json:
    """{"folder": DIR} -> present, and what of its croissant.json does not hold."""
    root = folder(request, "folder")
    path = root / NAME
    if not path.is_file():
        return {"present": False, "files": 0, "record_sets": 0, "faults": [f"{NAME}: absent"]}
    try:
        told = decode(path.read_bytes(), NAME)
    except Refusal as refusal:
        return {"present": True, "files": 0, "record_sets": 0, "faults": [f"{NAME}: {refusal.en}"]}
    told = told if isinstance(told, dict) else {}
    files, sets = _listed(told, "distribution"), _listed(told, "recordSet")
    faults = [*_head(told), *_files(root, files), *_sets(root, files, sets)]
    return {
        "present": True,
        "files": len(files),
        "record_sets": len(sets),
        "faults": faults[:SHOWN],
    }


def _head(told: Json) -> list[str]:
    faults = [f"{name}: absent" for name in WANTED if not told.get(name)]
    if told.get("@type") not in ("sc:Dataset", "Dataset"):
        faults.append("@type: not a data set")
    if told.get("conformsTo") not in VERSIONS:
        faults.append("conformsTo: not Croissant 1.0 or 1.1")
    return faults


def _files(root: Path, files: list[Json]) -> list[str]:
    """Every file there, with its hash; every set of files with some."""
    faults = []
    for one in files:
        name = str(one.get("@id", ""))
        if one.get("@type") == "cr:FileSet":
            pattern = str(one.get("includes", ""))
            if not pattern or Path(pattern).is_absolute() or not any(root.glob(pattern)):
                faults.append(f"{name}: no file is {pattern}")
            continue
        path = root / str(one.get("contentUrl", ""))
        if root.resolve() not in path.resolve().parents or not path.is_file():
            faults.append(f"{name}: no such file")
        elif sha256_file(path) != one.get("sha256"):
            faults.append(f"{name}: another sha256")
    named = {str(one.get("contentUrl")) for one in files}
    return [*faults, *(f"{name}: not listed" for name in FILES.values() if name not in named)]


def _sets(root: Path, files: list[Json], sets: list[Json]) -> list[str]:
    """Every field comes from a listed file that has its column; the test part has no label."""
    known = {str(one.get("@id")) for one in [*files, *sets]}
    columns = {name: _columns(root / name) for name in FILES.values()}
    faults = []
    for one in sets:
        name, fields = str(one.get("@id", "")), _listed(one, "field")
        if not fields:
            faults.append(f"{name}: no field")
        if name == "test" and any(str(field.get("name")) == "label" for field in fields):
            faults.append("test: a label")
        for field in fields:
            faults += _field(field, known, columns)
    faults += [f"{part}: no record set" for part in _parts(root) if part not in known]
    if not any(one.get("dataType") == "cr:Split" for one in sets):
        faults.append("recordSet: the splits are not told")
    return faults


def _field(field: Json, known: set[str], columns: dict[str, set[str]]) -> list[str]:
    name = str(field.get("@id", ""))
    if not field.get("dataType"):
        return [f"{name}: no dataType"]
    source = field.get("source")
    if not isinstance(source, dict):
        return []
    file = _id(source.get("fileObject"))
    if (file or _id(source.get("fileSet"))) not in known:
        return [f"{name}: from a file that is not listed"]
    column = (source.get("extract") or {}).get("column")
    if column is None or column in columns.get(file, set()):
        return []
    return [f"{name}: {file} has no {column}"]


def _columns(path: Path) -> set[str]:
    return {name for row in read_lines(path) for name in row} if path.is_file() else set()


def _parts(root: Path) -> list[str]:
    return [p for p, f in FILES.items() if (root / f).is_file() and (root / f).stat().st_size > 0]


def _listed(told: Json, name: str) -> list[Json]:
    value = told.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _id(value: Any) -> str:
    return str(value.get("@id", "")) if isinstance(value, dict) else ""
