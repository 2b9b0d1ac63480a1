"""PNG: what is written can be read, every filter and depth is read, damage is seen."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from plumbline_trusted.png_read import BadPng, Bytes, read_png
from plumbline_trusted.png_write import SIGNATURE, chunk, grey_png


def a_png(rows: bytes, width: int, height: int, depth: int = 8, colour: int = 0) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return SIGNATURE + body


def test_a_written_picture_has_fixed_bytes_and_reads_back() -> None:
    data = grey_png([0, 8, 16, 1], 2, 2, 16)

    assert data.hex() == (
        "89504e470d0a1a0a0000000d494844520000000200000002080000000057dd52f800000011494441"
        "547801010600f9ff00008000ff100414019075189eb40000000049454e44ae426082"
    )
    assert read_png(data).rows.tolist() == [[0, 128], [255, 16]]


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("step", [1, 3, 4])
def test_every_filter_is_undone(kind: int, step: int) -> None:
    draw = np.random.default_rng(kind)
    pixels = draw.integers(0, 256, (5, 6 * step), dtype=np.uint8)
    colour = {1: 0, 3: 2, 4: 6}[step]

    picture = read_png(a_png(filtered(pixels, kind, step), 6, 5, colour=colour))

    assert picture.rows.tolist() == pixels.tolist()


def filtered(pixels: Bytes, kind: int, step: int) -> bytes:
    """The encoder's side, written out from the standard's definitions."""
    out = bytearray()
    for y, line in enumerate(pixels.astype(int)):
        out.append(kind)
        for x, value in enumerate(line):
            left = line[x - step] if x >= step else 0
            up = int(pixels[y - 1][x]) if y else 0
            corner = int(pixels[y - 1][x - step]) if y and x >= step else 0
            near = sorted(
                [(abs(left + up - corner - v), i, v) for i, v in enumerate((left, up, corner))]
            )[0][2]
            guess = [0, left, up, (left + up) // 2, near][kind]
            out.append((value - guess) % 256)
    return bytes(out)


def test_one_bit_pictures_are_read() -> None:
    assert read_png(a_png(b"\x00\xa0", 3, 1, depth=1)).rows.tolist() == [[0xA0]]


@pytest.mark.parametrize("place", [0, 20, 45, -5])
def test_any_flipped_byte_is_seen(place: int) -> None:
    data = bytearray(grey_png(range(16), 4, 4, 16))
    data[place] ^= 1

    with pytest.raises(BadPng):
        read_png(bytes(data))


def test_a_torn_picture_and_a_bomb_are_refused() -> None:
    whole = grey_png(range(16), 4, 4, 16)
    bomb = a_png(b"\x00" * 100, 60_000, 60_000)

    for data in (whole[:-1], whole[:30], bomb, b"not a picture"):
        with pytest.raises(BadPng):
            read_png(data)
