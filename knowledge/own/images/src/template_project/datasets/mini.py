"""Pictures of a person's own folder, drawn and written as files; the folder stays as it is."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..utils import CommandError, ConfigError
from .image_folder import listed, manifest, pictures
from .split import Row, draw, render_description, render_parts, sha256


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the set by its name; test labels are not among them."""
    sampling, size = data["sampling"], data["image"]
    fractions = sampling["fractions"]
    rows = read_source(data["source"], size)
    drawn = draw(rows, sampling["seed"], fractions["test"], fractions["val"])
    files = render_parts(drawn, lambda item: {"path": f"images/{item.id}.png"})
    images = {
        f"images/{item.id}.png": png(bytes(item.row.input), size)
        for items in drawn.values()
        for item in items
    }
    hashes = [f"{name} {hashlib.sha256(images[name]).hexdigest()}\n" for name in sorted(images)]
    more = {"shape": [size["height"], size["width"]], "images": sha256("".join(hashes))}
    return {**files, **images, "dataset.json": render_description(drawn, files, data, **more)}


def read_source(source: Mapping[str, Any], size: Mapping[str, int]) -> list[Row]:
    """Read the pictures of the folder that OWN_DATA, or `source.path`, names."""
    named = os.environ.get("OWN_DATA") or source.get("path")
    if not named:
        raise CommandError(
            f"{source['package']} stays with its owner: set OWN_DATA to the path of the folder"
        )
    root = Path(named)
    if not root.is_dir():
        raise CommandError(f"OWN_DATA names no folder that can be read: {root}")
    if manifest(listed(root)) != source["sha256"]:
        raise ConfigError(f"{root} holds other pictures than {source['package']} did")
    own = {**source["own"], "image": size}
    return [Row(tuple(one.values), one.label) for one in pictures(root, own)]


def png(pixels: bytes, size: Mapping[str, int]) -> bytes:
    """Write a picture whose bytes are the same everywhere: stored, no filter, three chunks."""
    height, width, channels = size["height"], size["width"], size["channels"]
    line = width * channels
    rows = b"".join(b"\0" + pixels[start : start + line] for start in range(0, height * line, line))
    colour = 2 if channels > 1 else 0
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
