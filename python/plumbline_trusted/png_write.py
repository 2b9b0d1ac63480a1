"""A PNG writer whose bytes are the same everywhere: 8 bits, grey or coloured, no filter, stored."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def grey_png(values: Sequence[int], height: int, width: int, top: int) -> bytes:
    """Row-major values 0..top become pixels floor(v * 255 / top + 0.5)."""
    return png(bytes(int(value * 255 / top + 0.5) for value in values), height, width, 1)


def png(pixels: bytes, height: int, width: int, channels: int) -> bytes:
    """Grey pixels row by row, or those of 3 channels, inmost."""
    line = width * channels
    rows = b"".join(b"\x00" + pixels[y * line : (y + 1) * line] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 0, 0, 0, 0)
    return (
        SIGNATURE
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 0))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
