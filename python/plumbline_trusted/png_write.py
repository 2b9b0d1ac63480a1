"""A PNG writer whose bytes are the same everywhere: 8-bit greyscale, filter 0, stored, 3 chunks."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def grey_png(values: Sequence[int], height: int, width: int, top: int) -> bytes:
    """Row-major values 0..top become pixels floor(v * 255 / top + 0.5)."""
    pixels = bytes(int(value * 255 / top + 0.5) for value in values)
    rows = b"".join(b"\x00" + pixels[y * width : (y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        SIGNATURE
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 0))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
