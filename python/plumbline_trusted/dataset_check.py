"""Compares a data folder with what source and seed give: counts, contract, hashes, overlap."""

from __future__ import annotations

from pathlib import Path

from plumbline_trusted.dataset_files import FILES, Rendered, images_sha256
from plumbline_trusted.door import Json, decode, is_number
from plumbline_trusted.inputs import overlaps
from plumbline_trusted.png_read import BadPng, read_png
from plumbline_trusted.records import inside, read_lines, sha256, sha256_file
from plumbline_trusted.sources import Table

SHOWN = 20
DESCRIBED = ("seed", "fractions", "classes", "splits", "files", "images", "columns", "shape")


def check_folder(folder: Path, table: Table, wanted: Rendered, sealed: Path | None) -> Json:
    rows = {part: _rows(folder / name) for part, name in FILES.items()}
    hashes = _hashes(folder, wanted, sealed)
    contract = _contract(folder, table, rows)
    counts = {
        part: {"expected": wanted.files[name].count(b"\n"), "actual": len(rows[part])}
        for part, name in FILES.items()
    }
    overlap = overlaps(folder, rows)
    described = _described(folder, wanted)
    same_counts = all(count["expected"] == count["actual"] for count in counts.values())
    ok = hashes["equal"] and contract["ok"] and same_counts and not overlap["total"]
    return {
        "ok": ok and not described,
        "rows": counts,
        "contract": contract,
        "hashes": hashes,
        "overlap": overlap,
        "dataset_json": {"ok": not described, "differing": described},
    }


def _rows(path: Path) -> list[Json]:
    return read_lines(path) if path.is_file() else []


def _hashes(folder: Path, wanted: Rendered, sealed: Path | None) -> Json:
    found = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    names = [name for name in wanted.files if name != "dataset.json"]
    missing = sorted(name for name in names if name not in found)
    extra = sorted(set(found) - set(wanted.files))
    differing = sorted(
        name
        for name in names
        if name in found and sha256_file(found[name]) != sha256(wanted.files[name])
    )
    images = {n: found[n].read_bytes() for n in found if n.startswith("images/")}
    answer: Json = {
        "equal": not (missing or extra or differing),
        "counts": {"missing": len(missing), "extra": len(extra), "differing": len(differing)},
        "missing": missing[:SHOWN],
        "extra": extra[:SHOWN],
        "differing": differing[:SHOWN],
        "files": {n: sha256_file(found[n]) for n in FILES.values() if n in found},
        "sealed": "not_run" if sealed is None else "met",
    }
    if images:
        answer["images"] = images_sha256(images)
    if sealed is not None:
        labels = sealed / "test_labels.jsonl"
        same = labels.is_file() and sha256_file(labels) == sha256(wanted.sealed)
        answer["sealed"] = "met" if same else "unmet"
        answer["equal"] = answer["equal"] and same
    return answer


def _described(folder: Path, wanted: Rendered) -> list[str]:
    """Names of the measured fields in which dataset.json differs; all of them if it is absent."""
    path = folder / "dataset.json"
    want = decode(wanted.files["dataset.json"], "dataset.json")
    have = decode(path.read_bytes(), path.name) if path.is_file() else {}
    have = have if isinstance(have, dict) else {}
    return [name for name in DESCRIBED if want.get(name) != have.get(name)]


def _contract(folder: Path, table: Table, rows: dict[str, list[Json]]) -> Json:
    """Every row: an id, the declared input, a declared label; test rows carry no label."""
    faults: dict[str, list[str]] = {"id": [], "label": [], "input": [], "range": [], "leak": []}
    classes, bounds = set(table.labels), _bounds(table)
    seen: set[str] = set()
    for part, records in rows.items():
        for count, row in enumerate(records, start=1):
            at = f"{FILES[part]}:{count}"
            name = row.get("id")
            if not isinstance(name, str) or name in seen:
                faults["id"].append(at)
            seen.add(str(name))
            if part == "test" and set(row) - {"id", "path", "features"}:
                faults["leak"].append(at)
            if part != "test" and row.get("label") not in classes:
                faults["label"].append(at)
            fault = _image(folder, row, table) if table.shape else _features(row, table, bounds)
            if fault:
                faults[fault].append(at)
    present = {row.get("label") for part in ("train", "val") for row in rows[part]}
    absent = sorted(classes - {label for label in present if isinstance(label, str)})
    return {
        "ok": not any(faults.values()) and not absent,
        "counts": {name: len(found) for name, found in faults.items()},
        "faults": {name: found[:SHOWN] for name, found in faults.items()},
        "classes_absent": absent,
    }


def _image(folder: Path, row: Json, table: Table) -> str:
    path = inside(folder, row.get("path"), str(row.get("id")))
    if not path.is_file():
        return "input"
    try:
        picture = read_png(path.read_bytes())
    except BadPng:
        return "input"
    right = (picture.height, picture.width) == table.shape
    return "" if right and (picture.depth, picture.colour) == (8, 0) else "input"


def _bounds(table: Table) -> dict[str, tuple[float, float]]:
    bounds: dict[str, tuple[float, float]] = {}
    for place, name in enumerate(table.columns):
        values = [v for row in table.inputs if not isinstance(v := row[place], str)]
        if len(values) == len(table.inputs):
            bounds[name] = (min(values), max(values))
    return bounds


def _features(row: Json, table: Table, bounds: dict[str, tuple[float, float]]) -> str:
    features = row.get("features")
    if not isinstance(features, dict) or list(features) != list(table.columns):
        return "input"
    for name, (low, high) in bounds.items():
        value = features[name]
        if not is_number(value):
            return "input"
        if not low <= value <= high:
            return "range"
    return ""
