"""Bytes, hashes and JSON lines: how every data file is read and written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plumbline_trusted.door import Json, Refusal, decode


def sha256(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def sha256_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def compact(value: Any) -> str:
    """The one spelling of a value that is hashed or written as a line."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def lines(rows: Iterable[Json]) -> bytes:
    return "".join(compact(row) + "\n" for row in rows).encode()


def read_lines(path: Path) -> list[Json]:
    """All rows of a JSONL file; a line that is not a JSON object is refused by number."""
    rows: list[Json] = []
    for count, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        at = f"{path.name}:{count}"
        row = decode(line, at)
        if not isinstance(row, dict):
            raise Refusal("E_ROW", "每行必须是 JSON 对象", "each line must be an object", at)
        rows.append(row)
    return rows


def inside(folder: Path, relative: Any, at: str) -> Path:
    """The file that a row names, which must lie inside its folder."""
    root = folder.resolve()
    path = (root / str(relative)).resolve()
    if not isinstance(relative, str) or root not in path.parents:
        raise Refusal(
            "E_PATH", f"路径越出目录：{relative}", f"the path leaves its folder: {relative}", at
        )
    return path
