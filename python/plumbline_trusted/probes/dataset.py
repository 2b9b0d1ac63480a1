"""Data folders: shared inputs between parts, and declared counts against counted ones."""

from __future__ import annotations

from pathlib import Path

from plumbline_trusted.dataset_files import FILES, images_sha256
from plumbline_trusted.door import Json, Refusal, decode, folder, mapping, text
from plumbline_trusted.inputs import overlaps
from plumbline_trusted.records import inside, read_lines, sha256_file


def overlap(request: Json) -> Json:
    """{"folder": DIR, "splits"?: {part: FILE}, "group"?: COLUMN} -> inputs that parts share."""
    root = folder(request, "folder")
    rows = {part: read_lines(path) for part, path in _parts(request, root).items()}
    shared = overlaps(root, rows, text(request, "group", ""))
    return {"rows": {part: len(records) for part, records in rows.items()}, **shared}


def rows(request: Json) -> Json:
    """{"folder": DIR} -> what dataset.json declares against what the folder holds."""
    root = folder(request, "folder")
    declared = _declared(root)
    splits, hashes = mapping(declared, "splits"), mapping(declared, "files", {})
    parts = {
        part: _count(mapping(splits, part), path, hashes)
        for part, path in _parts(request, root).items()
    }
    images = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "images").glob("*"))
        if path.is_file()
    }
    same_images = ("images" not in declared and not images) or (
        declared.get("images") == images_sha256(images)
    )
    return {
        "parts": parts,
        "images": {"count": len(images), "equal": same_images},
        "equal": same_images and all(part["equal"] for part in parts.values()),
        "total": sum(part["actual"] for part in parts.values()),
    }


def _count(declared: Json, path: Path, hashes: Json) -> Json:
    actual, said = len(read_lines(path)), declared.get("rows", -1)
    digest = sha256_file(path)
    same_hash = {declared.get("sha256", digest), hashes.get(path.name, digest)} == {digest}
    return {
        "declared": said,
        "actual": actual,
        "same_hash": same_hash,
        "equal": said == actual and same_hash,
    }


def _parts(request: Json, root: Path) -> dict[str, Path]:
    named = mapping(request, "splits", dict(FILES))
    return {part: _existing(inside(root, name, f"splits.{part}")) for part, name in named.items()}


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise Refusal("E_FILE", f"文件不存在：{path.name}", f"no such file: {path.name}", str(path))
    return path


def _declared(root: Path) -> Json:
    value = decode(_existing(root / "dataset.json").read_bytes(), "dataset.json")
    if not isinstance(value, dict):
        raise Refusal("E_JSON", "必须是对象", "it must be an object", "dataset.json")
    return value
