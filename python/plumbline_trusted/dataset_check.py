"""Compares a data folder with what source and seed give: counts, contract, hashes, overlap."""

from __future__ import annotations

from pathlib import Path

from plumbline_trusted.dataset_files import FILES, Rendered, images_sha256
from plumbline_trusted.door import Json, decode
from plumbline_trusted.forms import FORMS, bounds_of, label_fault
from plumbline_trusted.inputs import overlaps
from plumbline_trusted.records import read_lines, sha256, sha256_file
from plumbline_trusted.sampling import Sampling
from plumbline_trusted.table import Table

SHOWN = 20
DESCRIBED = (
    *("seed", "fractions", "classes", "splits", "files", "images", "columns", "shape"),
    *("sampling", "target", "series"),
)


def check_folder(
    folder: Path, table: Table, sampling: Sampling, wanted: Rendered, sealed: Path | None
) -> Json:
    rows = {part: _rows(folder / name) for part, name in FILES.items()}
    hashes = _hashes(folder, wanted, sealed)
    contract = _contract(folder, table, sampling, rows)
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


def _contract(folder: Path, table: Table, sampling: Sampling, rows: dict[str, list[Json]]) -> Json:
    """Every row: an id, the declared input, a right label; test rows carry no label."""
    faults: dict[str, list[str]] = {"id": [], "label": [], "input": [], "range": [], "leak": []}
    form, bounds = FORMS[table.form], bounds_of(table)
    classes = set(table.classes())
    seen: set[str] = set()
    for part, records in rows.items():
        labelled = part == "val" or (part == "train" and sampling.train_labels != "none")
        for count, row in enumerate(records, start=1):
            at = f"{FILES[part]}:{count}"
            name = row.get("id")
            if not isinstance(name, str) or name in seen:
                faults["id"].append(at)
            seen.add(str(name))
            if not labelled and set(row) - {"id", "group", *form.fields}:
                faults["leak"].append(at)
            if labelled and label_fault(row.get("label"), table, classes):
                faults["label"].append(at)
            fault = form.fault(folder, row, table, bounds)
            if fault:
                faults[fault].append(at)
    absent = _absent(classes, rows)
    return {
        "ok": not any(faults.values()) and not absent,
        "counts": {name: len(found) for name, found in faults.items()},
        "faults": {name: found[:SHOWN] for name, found in faults.items()},
        "classes_absent": absent,
    }


def _absent(classes: set[str], rows: dict[str, list[Json]]) -> list[str]:
    labels = [row.get("label") for part in ("train", "val") for row in rows[part]]
    return sorted(classes - {label for label in labels if isinstance(label, str)})
