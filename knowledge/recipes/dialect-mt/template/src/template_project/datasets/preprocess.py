"""From a record to the numbers a model sees: one spelling, a code point a character, padded."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils import ConfigError, InputError
from .edits import SELF, vocabulary

Array = NDArray[np.int64]
PAD = 0


def input_shape(data: Any) -> tuple[int, ...]:
    """Return the declared shape of one input: so many characters."""
    return (int(data.length),)


def synthetic_input(data: Any, n: int) -> Array:
    """Make up inputs as the model takes them, the same ones every time."""
    generator = np.random.default_rng(0)
    return generator.integers(0x4E00, 0x9FA5, (n, *input_shape(data)), dtype=np.int64)


def one_spelling(text: str) -> str:
    """Fold width, spaces and signs that do not print; the script stays as it is."""
    folded = unicodedata.normalize("NFKC", text)
    shown = "".join(c if c.isprintable() or c.isspace() else " " for c in folded)
    return " ".join(shown.split())


def text_of(value: Array) -> str:
    """Return the text that a raw input holds."""
    return "".join(map(chr, value.tolist()))


@dataclass(frozen=True)
class Preprocess:
    """The length of a text, and the edits that the training part knows."""

    length: int
    tags: int
    least: int
    edits: tuple[str, ...] = (SELF,)

    @classmethod
    def declared(cls, data: Any) -> Preprocess:
        """Take sizes from the data configuration; no edit is known yet but leaving alone."""
        length, tags, least = int(data.length), int(data.tags), int(data.least)
        if length < 1 or tags < 2 or least < 1:
            raise ConfigError("data.length, data.tags and data.least must be at least 1, 2 and 1")
        return cls(length, tags, least)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Preprocess:
        """Read preprocess.json."""
        return cls(**{**values, "edits": tuple(values["edits"])})

    def to_dict(self) -> dict[str, Any]:
        """Return what preprocess.json holds."""
        return {**asdict(self), "edits": list(self.edits)}

    def fitted(self, inputs: Iterable[Array], records: Sequence[Mapping[str, Any]]) -> Preprocess:
        """Learn the commonest edits of the training pairs."""
        targets = (one_spelling(str(record["label"])) for record in records)
        pairs = [(text_of(value), said) for value, said in zip(inputs, targets, strict=True)]
        return replace(self, edits=vocabulary(pairs, self.tags, self.least))

    def read(self, record: Mapping[str, Any], root: Path) -> Array:
        """Read the text of a record; `root` is for families whose inputs are files."""
        return self.points(record.get("text"))

    def points(self, text: Any) -> Array:
        """Return the code points of a text in its one spelling."""
        if not isinstance(text, str):
            raise InputError("expected a text", field="text")
        folded = one_spelling(text)
        if not folded:
            raise InputError("the text is empty", field="text")
        return np.array([ord(character) for character in folded], dtype=np.int64)

    def apply(self, value: Array) -> Array:
        """Cut a text to the declared length, or pad it; what is cut off stays as it was said."""
        padded = np.full(self.length, PAD, dtype=np.int64)
        padded[: len(value[: self.length])] = value[: self.length]
        return padded


def augment(value: Array, generator: np.random.Generator, data: Any) -> Array:
    """Return the text as it is: a changed source would need another target."""
    return value
