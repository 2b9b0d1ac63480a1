"""From a record to the numbers a model sees: one spelling, cut into characters or words, padded.

Nothing is fitted: a character stands for its code point and a word for the hash of its letters, so
that no text is unknown, and training and service cannot disagree about a vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils import ConfigError, InputError

Array = NDArray[np.int64]
UNITS = ("char", "word")
PAD = 0
# a Chinese or Japanese character is a word of its own: these scripts write no spaces
WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]|[^\W\u3040-\u9fff]+|[^\w\s]")
HASHES = 2**31 - 2


def input_shape(data: Any) -> tuple[int, ...]:
    """Return the declared shape of one input: so many characters or words."""
    return (int(data.text.length),)


def synthetic_input(data: Any, n: int) -> Array:
    """Make up inputs as the model takes them, the same ones every time."""
    generator = np.random.default_rng(0)
    first, last = (0x4E00, 0x9FA5) if data.text.unit == "char" else (1, HASHES)
    return generator.integers(first, last, (n, *input_shape(data)), dtype=np.int64)


def one_spelling(text: str) -> str:
    """Fold width, case and spaces, which say nothing of a text's class."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class Preprocess:
    """How a text is cut, and the length it is cut or padded to."""

    unit: str
    length: int

    @classmethod
    def declared(cls, data: Any) -> Preprocess:
        """Take unit and length from the data configuration."""
        unit, length = str(data.text.unit), int(data.text.length)
        if unit not in UNITS:
            raise ConfigError(f"data.text.unit must be one of {', '.join(UNITS)}, got '{unit}'")
        if length < 1:
            raise ConfigError(f"data.text.length must be at least 1, got {length}")
        return cls(unit, length)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Preprocess:
        """Read preprocess.json."""
        return cls(str(values["unit"]), int(values["length"]))

    def to_dict(self) -> dict[str, Any]:
        """Return what preprocess.json holds."""
        return asdict(self)

    def fitted(
        self, inputs: Iterable[Array], records: Sequence[Mapping[str, Any]] = ()
    ) -> Preprocess:
        """Return the same: nothing is learnt from the training part."""
        return self

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
        """Cut a text into its units and pad it to the declared length."""
        if self.unit == "char":
            numbers = value[: self.length]
        else:
            words = WORD.findall("".join(map(chr, value)))[: self.length]
            numbers = np.array([number_of(word) for word in words], dtype=np.int64)
        padded = np.full(self.length, PAD, dtype=np.int64)
        padded[: len(numbers)] = numbers
        return padded


def number_of(word: str) -> int:
    """Return a word's number from 1 on: a checksum, the same on every machine."""
    return 1 + zlib.crc32(word.encode("utf-8", "replace")) % HASHES


def augment(value: Array, generator: np.random.Generator, data: Any) -> Array:
    """Leave out a share of the characters, as hurried typists do; zero turns it off."""
    share = float(data.augment.drop)
    if share == 0:
        return value
    kept = value[generator.random(len(value)) >= share]
    return kept if len(kept) else value
