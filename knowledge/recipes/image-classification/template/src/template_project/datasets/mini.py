"""The mini set: the digits that scikit-learn carries, drawn and written as files."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable
from typing import Any

from ..utils import CommandError
from .split import Row, draw, render_description, render_parts, sha256

SIDE = 8
LEVELS = 16


def read_source() -> list[Row]:
    """Read every picture of the package, in its order."""
    try:
        from sklearn.datasets import load_digits

        source = load_digits()
    except (ImportError, OSError) as error:
        raise CommandError(f"the digits of scikit-learn cannot be read: {error}") from error
    return [
        Row(tuple(int(value) for value in values), str(label))
        for values, label in zip(source.data.tolist(), source.target.tolist(), strict=True)
    ]


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; test labels are not among them."""
    sampling = data["sampling"]
    fractions = sampling["fractions"]
    drawn = draw(read_source(), sampling["seed"], fractions["test"], fractions["val"])
    files = render_parts(drawn, lambda item: {"path": f"images/{item.id}.png"})
    images = {
        f"images/{item.id}.png": png(item.row.input) for items in drawn.values() for item in items
    }
    more: dict[str, Any] = {"shape": [SIDE, SIDE], "images": sha256("".join(_hash_lines(images)))}
    return {**files, **images, "dataset.json": render_description(drawn, files, data, **more)}


def png(levels: Iterable[float]) -> bytes:
    """Write a grey picture whose bytes are the same everywhere: stored, no filter, three chunks."""
    pixels = bytes(int(level * 255 / LEVELS + 0.5) for level in levels)
    rows = b"".join(b"\0" + pixels[start : start + SIDE] for start in range(0, SIDE**2, SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def _hash_lines(images: dict[str, bytes]) -> list[str]:
    return [
        f"{path} {hashlib.sha256(content).hexdigest()}\n"
        for path, content in sorted(images.items())
    ]
