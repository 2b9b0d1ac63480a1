"""From a record to the numbers a model sees: decode, size, augment, standardise."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils import InputError

Array = NDArray[np.float32]
MODES = {1: "L", 3: "RGB"}
MAX_PIXELS = 50_000_000


def input_shape(data: Any) -> tuple[int, ...]:
    """Return the declared shape of one input: channels, height, width."""
    return (int(data.image.channels), int(data.image.height), int(data.image.width))


def synthetic_input(data: Any, n: int) -> Array:
    """Make up inputs as the model takes them, the same ones every time."""
    generator = np.random.default_rng(0)
    return generator.standard_normal((n, *input_shape(data))).astype(np.float32)


@dataclass(frozen=True)
class Preprocess:
    """The declared picture and the statistics of the training part; pixels count from 0 to 1."""

    channels: int
    height: int
    width: int
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @classmethod
    def declared(cls, data: Any) -> Preprocess:
        """Take the shape from the data configuration; standardisation does nothing yet."""
        channels, height, width = input_shape(data)
        return cls(channels, height, width, (0.0,) * channels, (1.0,) * channels)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Preprocess:
        """Read preprocess.json."""
        return cls(**{**values, "mean": tuple(values["mean"]), "std": tuple(values["std"])})

    def to_dict(self) -> dict[str, Any]:
        """Return what preprocess.json holds."""
        return asdict(self)

    def fitted(
        self, inputs: Iterable[Array], records: Sequence[Mapping[str, Any]] = ()
    ) -> Preprocess:
        """Measure mean and deviation of each channel."""
        count, total, squares = 0, np.zeros(self.channels), np.zeros(self.channels)
        for value in inputs:
            pixels = value.reshape(self.channels, -1).astype(np.float64)
            count += pixels.shape[1]
            total += pixels.sum(axis=1)
            squares += (pixels**2).sum(axis=1)
        mean = total / count
        std = np.sqrt(np.maximum(squares / count - mean**2, 1e-12))
        return replace(self, mean=tuple(mean.tolist()), std=tuple(std.tolist()))

    def read(self, record: Mapping[str, Any], root: Path) -> Array:
        """Decode the picture that a record names, in the declared mode and size."""
        name = record.get("path")
        if not isinstance(name, str) or not name:
            raise InputError("expected the path of a picture", field="path")
        path = (root / name).resolve()
        if not path.is_relative_to(root.resolve()):
            raise InputError(f"{name} lies outside {root}", field="path")
        try:
            return self.decode(path.read_bytes())
        except OSError as error:
            raise InputError(f"{name} cannot be read: {error.strerror}", field="path") from error
        except ValueError as error:
            raise InputError(f"{name}: {error}", field="path") from error

    def decode(self, content: bytes) -> Array:
        """Decode the bytes of a picture; a `ValueError` says why they are none."""
        from PIL import Image

        try:
            with Image.open(io.BytesIO(content)) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise ValueError(f"more than {MAX_PIXELS} pixels")
                picture = opened.convert(MODES[self.channels])
        except OSError as error:
            raise ValueError("not a picture that can be decoded") from error
        except Image.DecompressionBombError as error:
            raise ValueError(str(error)) from error
        if picture.size != (self.width, self.height):
            picture = picture.resize((self.width, self.height), Image.Resampling.BILINEAR)
        pixels = np.asarray(picture, dtype=np.float32) / np.float32(255)
        shaped = pixels.reshape(self.height, self.width, self.channels)
        return np.ascontiguousarray(shaped.transpose(2, 0, 1))

    def apply(self, value: Array) -> Array:
        """Standardise one picture."""
        mean = np.array(self.mean, dtype=np.float32).reshape(-1, 1, 1)
        std = np.array(self.std, dtype=np.float32).reshape(-1, 1, 1)
        standard: Array = (value - mean) / std
        return standard


def augment(value: Array, generator: np.random.Generator, data: Any) -> Array:
    """Shift a picture by a few pixels; what moves in is background (zero)."""
    reach = int(data.augment.shift)
    if reach == 0 or generator.random() >= data.augment.probability:
        return value
    down, right = generator.integers(-reach, reach + 1, size=2)
    padded = np.pad(value, ((0, 0), (reach, reach), (reach, reach)))
    top, left = reach - down, reach - right
    return padded[:, top : top + value.shape[1], left : left + value.shape[2]].copy()
