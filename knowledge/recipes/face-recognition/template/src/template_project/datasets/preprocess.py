"""From a record to the numbers a model sees: two pictures, decoded, sized, one upon the other."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils import ConfigError, InputError

Array = NDArray[np.float32]
FIELDS = ("path_a", "path_b")
MODES = {1: "L", 3: "RGB"}
MAX_PIXELS = 50_000_000


def input_shape(data: Any) -> tuple[int, ...]:
    """Return the declared shape of one input: the channels of both pictures, height, width."""
    return (2 * int(data.image.channels), int(data.image.height), int(data.image.width))


def synthetic_input(data: Any, n: int) -> Array:
    """Make up inputs as the model takes them, the same ones every time."""
    generator = np.random.default_rng(0)
    return generator.random((n, *input_shape(data)), dtype=np.float32)


@dataclass(frozen=True)
class Preprocess:
    """The declared picture. Nothing is fitted: the model takes each picture's own light away."""

    channels: int
    height: int
    width: int

    @classmethod
    def declared(cls, data: Any) -> Preprocess:
        """Take the shape from the data configuration."""
        channels = int(data.image.channels)
        if channels not in MODES:
            raise ConfigError(f"data.image.channels must be 1 or 3, got {channels}")
        return cls(channels, int(data.image.height), int(data.image.width))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Preprocess:
        """Read preprocess.json."""
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Return what preprocess.json holds."""
        return asdict(self)

    def fitted(
        self, inputs: Iterable[Array], records: Sequence[Mapping[str, Any]] = ()
    ) -> Preprocess:
        """Return the same: nothing is learnt from the training part."""
        return self

    def read(self, record: Mapping[str, Any], root: Path) -> Array:
        """Decode both pictures of a record, in the declared mode and size."""
        return np.concatenate([self._picture(record, field, root) for field in FIELDS])

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
        """Return the pair as it is: pixels count from 0 to 1."""
        return value

    def _picture(self, record: Mapping[str, Any], field: str, root: Path) -> Array:
        name = record.get(field)
        if not isinstance(name, str) or not name:
            raise InputError("expected the path of a picture", field=field)
        path = (root / name).resolve()
        if not path.is_relative_to(root.resolve()):
            raise InputError(f"{name} lies outside {root}", field=field)
        try:
            return self.decode(path.read_bytes())
        except OSError as error:
            raise InputError(f"{name} cannot be read: {error.strerror}", field=field) from error
        except ValueError as error:
            raise InputError(f"{name}: {error}", field=field) from error


def augment(value: Array, generator: np.random.Generator, data: Any) -> Array:
    """Disturb each view for itself: mirror, shift, contrast, a hidden square."""
    both = np.split(value, 2)
    return np.concatenate([_disturbed(view, generator, data.augment) for view in both])


def _disturbed(view: Array, generator: np.random.Generator, how: Any) -> Array:
    reach, hidden = int(how.shift), int(how.hide)
    if generator.random() < how.mirror:
        view = view[:, :, ::-1]
    if reach:
        down, right = generator.integers(0, 2 * reach + 1, size=2)
        padded = np.pad(view, ((0, 0), (reach, reach), (reach, reach)), mode="edge")
        view = padded[:, down : down + view.shape[1], right : right + view.shape[2]]
    middle = view.mean(dtype=np.float32)
    factor = np.float32(1 + how.contrast * (2 * generator.random() - 1))
    shown: Array = np.clip((view - middle) * factor + middle, 0, 1).astype(np.float32)
    if hidden:
        top, left = generator.integers(0, np.array(shown.shape[1:]) - hidden + 1)
        shown[:, top : top + hidden, left : left + hidden] = middle
    return shown
