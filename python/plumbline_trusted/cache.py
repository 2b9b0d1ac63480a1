"""Where fetched packages lie: one folder each, with a record of the file and its checksum."""

from __future__ import annotations

import re
from pathlib import Path

from plumbline_trusted.door import Json, Refusal, decode
from plumbline_trusted.records import sha256_file

RECORD = "fetched.json"


def place_of(root: Path, provider: str, package: str, version: str) -> Path:
    """The folder of a package under a cache: ROOT/sources/PROVIDER/NAME[@VERSION], in plain
    letters."""
    name = f"{package}@{version}" if version else package
    return root.absolute() / "sources" / provider / re.sub(r"[^\w.+-]", "_", name)


def held(folder: Path, sha256: str = "") -> Json | None:
    """The record of a package that is there whole; None for a damaged or another one."""
    record = folder / RECORD
    if not record.is_file():
        return None
    try:
        known = decode(record.read_bytes(), RECORD)
        path = folder / str(known["file"])
        right = path.parent == folder and sha256_file(path) == known["sha256"]
    except (Refusal, KeyError, TypeError, OSError):
        return None
    return known if right and sha256 in ("", known["sha256"]) else None
