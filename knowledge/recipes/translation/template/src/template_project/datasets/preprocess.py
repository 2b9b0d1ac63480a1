"""From a record to the numbers a model sees: words known from the training part, padded."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils import ConfigError, InputError
from .pieces import source_pieces, target_pieces, text_of_pieces
from .words import (
    END,
    FIRST,
    PAD,
    UNKNOWN,
    chinese,
    commonest,
    english,
    joined,
    number_of,
    numbered,
)

Array = NDArray[np.int64]


def input_shape(data: Any) -> tuple[int, ...]:
    """Return the declared shape of one input: so many words."""
    return (int(data.length),)


def synthetic_input(data: Any, n: int) -> Array:
    """Make up inputs as the model takes them, the same ones every time."""
    generator = np.random.default_rng(0)
    return generator.integers(FIRST, data.source_words, (n, *input_shape(data)), dtype=np.int64)


def one_spelling(text: str) -> str:
    """Fold width, spaces and signs that do not print; letters keep their case."""
    folded = unicodedata.normalize("NFKC", text)
    shown = "".join(c if c.isprintable() or c.isspace() else " " for c in folded)
    return " ".join(shown.split())


def text_of(value: Array) -> str:
    """Return the text that a raw input holds."""
    return "".join(map(chr, value.tolist()))


@dataclass(frozen=True)
class Preprocess:
    """How many words a text may have on either side, and the words that the training part knows.

    A model that comes with a tokenizer of its own names it; then no word is learnt here.
    """

    length: int
    said: int
    source_words: int
    target_words: int
    tokenizer: str | None = None
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()

    @classmethod
    def declared(cls, data: Any) -> Preprocess:
        """Take sizes from the data configuration; no word is known yet."""
        length, said = int(data.length), int(data.said)
        source_words, target_words = int(data.source_words), int(data.target_words)
        if min(length, said) < 1 or min(source_words, target_words) <= FIRST:
            raise ConfigError(
                "data.length and data.said must be at least 1, "
                f"data.source_words and data.target_words more than {FIRST}"
            )
        return cls(length, said, source_words, target_words, data.tokenizer)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Preprocess:
        """Read preprocess.json."""
        known = {side: tuple(values[side]) for side in ("source", "target")}
        return cls(**{**values, **known})

    def to_dict(self) -> dict[str, Any]:
        """Return what preprocess.json holds."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, "source": list(self.source), "target": list(self.target)}

    def fitted(self, inputs: Iterable[Array], records: Sequence[Mapping[str, Any]]) -> Preprocess:
        """Learn the commonest words of both sides of the training pairs."""
        if self.tokenizer:
            return self
        given = (english(text_of(value).lower()) for value in inputs)
        said = (chinese(one_spelling(str(record["label"]))) for record in records)
        return replace(
            self,
            source=commonest(given, self.source_words),
            target=commonest(said, self.target_words),
        )

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
        """Number the words of a text, cut to the declared length or padded."""
        text = text_of(value)
        if self.tokenizer:
            return _padded(source_pieces(self.tokenizer, text), self.length)
        return _padded([number_of(word, self._source) for word in english(text)], self.length)

    def wanted(self, source: str, target: str) -> Array:
        """Number the words of a translation and its end; a word that no training text knows but the
        source holds has the number of its place there, above all known ones."""
        if self.tokenizer:
            return _padded(target_pieces(self.tokenizer, target), self.said)
        words = chinese(target)
        held = {word: place for place, word in enumerate(english(source)[: self.length])}
        copies = {word: self.target_words + place for word, place in held.items()}
        numbers = [self._target.get(word, copies.get(word, UNKNOWN)) for word in words]
        return _padded([*numbers[: self.said - 1], END], self.said)

    def answer(self, source: str, numbers: Sequence[int]) -> str:
        """Put an answer together. What lies beyond the declared length stays as it was given."""
        if self.tokenizer:
            return text_of_pieces(self.tokenizer, numbers)
        given = english(source)
        said = [self._word(number, given) for number in _until_end(numbers)]
        return joined([word for word in said if word] + given[self.length :])

    def _word(self, number: int, given: Sequence[str]) -> str:
        place = number - self.target_words
        if place >= 0:
            return given[place] if place < len(given) else ""
        place = number - FIRST
        return self.target[place] if 0 <= place < len(self.target) else ""

    @cached_property
    def _source(self) -> dict[str, int]:
        return numbered(self.source)

    @cached_property
    def _target(self) -> dict[str, int]:
        return numbered(self.target)


def augment(value: Array, generator: np.random.Generator, data: Any) -> Array:
    """Return the text as it is: a changed source would need another target."""
    return value


def _padded(numbers: Sequence[int], length: int) -> Array:
    padded = np.full(length, PAD, dtype=np.int64)
    padded[: len(numbers[:length])] = numbers[:length]
    return padded


def _until_end(numbers: Sequence[int]) -> list[int]:
    ends = [place for place, number in enumerate(numbers) if number in (PAD, END)]
    return list(numbers[: ends[0]] if ends else numbers)
