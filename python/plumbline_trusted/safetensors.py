"""Reads and rewrites safetensors by hand: u64 header length, JSON header, little-endian data."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plumbline_trusted.door import Json, Refusal, decode

WIDTH = {
    **dict.fromkeys(("F64", "I64", "U64"), 8),
    **dict.fromkeys(("F32", "I32", "U32"), 4),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 2),
    **dict.fromkeys(("I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2"), 1),
}
FLOATS = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}
BF16_TOP = 3.3895313892515355e38
LIMIT_HEADER = 100_000_000
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Tensor:
    """Where one tensor lies: `start` and `stop` count bytes from the start of the data."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    stop: int

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def is_float(self) -> bool:
        return self.dtype in FLOATS or self.dtype == "BF16"


@dataclass(frozen=True)
class Weights:
    """A whole file: the tensors in file order, the header bytes, the data."""

    tensors: tuple[Tensor, ...]
    head: bytes
    data: bytes

    def numbers(self, tensor: Tensor) -> Numbers:
        """The values of a float tensor, flat, as 64-bit floats."""
        raw = self.data[tensor.start : tensor.stop]
        if tensor.dtype == "BF16":
            wide = np.frombuffer(raw, dtype="<u2").astype(np.uint32) << 16
            return wide.view(np.float32).astype(np.float64)
        return np.frombuffer(raw, dtype=FLOATS[tensor.dtype]).astype(np.float64)


def packed(values: Numbers, dtype: str) -> bytes:
    """Values as the bytes of a float type, kept inside its range; BF16 rounds to nearest even."""
    if dtype == "BF16":
        wide = np.clip(values, -BF16_TOP, BF16_TOP).astype("<f4").view(np.uint32).astype(np.uint64)
        return ((wide + 0x7FFF + ((wide >> 16) & 1)) >> 16).astype("<u2").tobytes()
    top = np.finfo(FLOATS[dtype]).max
    return np.clip(values, -top, top).astype(FLOATS[dtype]).tobytes()


def read_weights(path: Path) -> Weights:
    """Parses a file and checks that its tensors fill the data exactly, once, with right sizes."""
    raw = path.read_bytes()
    if len(raw) < 8:
        raise _bad(path, "文件过短", "the file is too short")
    (size,) = struct.unpack("<Q", raw[:8])
    if size > min(LIMIT_HEADER, len(raw) - 8):
        raise _bad(path, "头部长度超出文件", "the header is longer than the file")
    header = decode(raw[8 : 8 + size], path.name)
    if not isinstance(header, dict):
        raise _bad(path, "头部不是对象", "the header is not an object")
    tensors = [_tensor(path, n, entry) for n, entry in header.items() if n != "__metadata__"]
    tensors.sort(key=lambda tensor: (tensor.start, tensor.stop))
    place = 0
    for tensor in tensors:
        if tensor.start != place:
            raise _bad(path, "张量之间有空隙或重叠", "gap or overlap between tensors", tensor.name)
        place = tensor.stop
    if place != len(raw) - 8 - size:
        raise _bad(path, "数据长度与头部不符", "the data is not as long as the header says")
    return Weights(tuple(tensors), raw[: 8 + size], raw[8 + size :])


def weight_files(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*.safetensors") if path.is_file())
    if not found:
        raise Refusal(
            "E_NO_WEIGHTS",
            "目录中没有 safetensors 权重",
            "the folder holds no safetensors weights",
            str(folder),
        )
    return found


def _tensor(path: Path, name: str, entry: Any) -> Tensor:
    fields: Json = entry if isinstance(entry, dict) else {}
    dtype, shape, place = fields.get("dtype"), fields.get("shape"), fields.get("data_offsets")
    whole = (
        isinstance(dtype, str)
        and dtype in WIDTH
        and isinstance(shape, list)
        and all(type(n) is int and n >= 0 for n in shape)
        and isinstance(place, list)
        and len(place) == 2
        and all(type(n) is int and n >= 0 for n in place)
    )
    if not whole or not shape_fits(str(dtype), shape or [], place or [0, 0]):
        raise _bad(path, "张量的类型、形状或位置有误", "wrong dtype, shape or offsets", name)
    return Tensor(name, str(dtype), tuple(shape or ()), *(place or (0, 0)))


def shape_fits(dtype: str, shape: list[int], place: list[int]) -> bool:
    return math.prod(shape) * WIDTH[dtype] == place[1] - place[0]


def _bad(path: Path, zh: str, en: str, name: str = "") -> Refusal:
    at = f"{path.name}:{name}" if name else path.name
    return Refusal("E_WEIGHTS", f"权重文件损坏：{zh}", f"the weights are damaged: {en}", at)
