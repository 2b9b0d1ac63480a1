"""A PNG reader for the probes: checks every chunk, gives the pixels; any depth, not interlaced."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plumbline_trusted.png_write import SIGNATURE

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
LIMIT_PIXELS = 64_000_000
Bytes = NDArray[np.uint8]


class BadPng(ValueError):
    """The bytes are not a PNG picture that can be read whole."""


@dataclass(frozen=True)
class Picture:
    """A decoded picture; `rows` holds the unfiltered bytes, one array row per scan line."""

    width: int
    height: int
    depth: int
    colour: int
    rows: Bytes


def read_png(data: bytes) -> Picture:
    width, height, depth, colour, packed = _chunks(data)
    bits = depth * CHANNELS[colour]
    stride = (width * bits + 7) // 8
    raw = _inflate(packed, height * (stride + 1))
    table = np.frombuffer(raw, dtype=np.uint8).reshape(height, stride + 1)
    return Picture(width, height, depth, colour, _unfilter(table, max(1, bits // 8)))


def _chunks(data: bytes) -> tuple[int, int, int, int, bytes]:
    if not data.startswith(SIGNATURE):
        raise BadPng("no PNG signature")
    place, header, body, ended = len(SIGNATURE), b"", [], False
    while place < len(data) and not ended:
        if place + 12 > len(data):
            raise BadPng("torn chunk")
        (size,) = struct.unpack_from(">I", data, place)
        kind, chunk = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        place += 12 + size
        if place > len(data) or data[place - 4 : place] != struct.pack(
            ">I", zlib.crc32(kind + chunk)
        ):
            raise BadPng(f"torn or damaged chunk {kind!r}")
        if kind == b"IHDR":
            header = chunk
        elif kind == b"IDAT":
            body.append(chunk)
        ended = kind == b"IEND"
    if not ended or not body:
        raise BadPng("no picture data or no end")
    return (*_header(header), b"".join(body))


def _header(header: bytes) -> tuple[int, int, int, int]:
    if len(header) != 13:
        raise BadPng("no header")
    width, height, depth, colour, method, filtering, interlace = struct.unpack(">IIBBBBB", header)
    if depth not in DEPTHS.get(colour, ()) or method or filtering:
        raise BadPng("unknown colour type or depth")
    if interlace:
        raise BadPng("interlaced pictures are not read")
    if not 0 < width * height <= LIMIT_PIXELS:
        raise BadPng("no pixels, or too many")
    return width, height, depth, colour


def _inflate(packed: bytes, size: int) -> bytes:
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(packed, size + 1)
    except zlib.error as error:
        raise BadPng(f"cannot inflate: {error}") from error
    if len(raw) != size:
        raise BadPng("the pixel data has the wrong length")
    return raw


def _unfilter(table: Bytes, step: int) -> Bytes:
    out = np.zeros((table.shape[0], table.shape[1] - 1), dtype=np.uint8)
    above: Bytes = np.zeros(out.shape[1], dtype=np.uint8)
    for y, line in enumerate(table):
        above = out[y] = _line(int(line[0]), line[1:], above, step)
    return out


def _line(kind: int, line: Bytes, above: Bytes, step: int) -> Bytes:
    if kind == 0:
        return line
    if kind == 1:
        pad = -len(line) % step
        grid = np.pad(line, (0, pad)).reshape(-1, step)
        return np.cumsum(grid, axis=0, dtype=np.uint8).reshape(-1)[: len(line)]
    if kind == 2:
        return line + above
    if kind not in (3, 4):
        raise BadPng(f"unknown filter {kind}")
    done, up = bytearray(line.tobytes()), above.tobytes()
    for x in range(len(done)):
        left = done[x - step] if x >= step else 0
        corner = up[x - step] if x >= step else 0
        guess = (left + up[x]) >> 1 if kind == 3 else _paeth(left, up[x], corner)
        done[x] = (done[x] + guess) & 255
    return np.frombuffer(bytes(done), dtype=np.uint8)


def _paeth(left: int, up: int, corner: int) -> int:
    by_left, by_up, by_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner
