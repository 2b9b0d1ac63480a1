"""Texts as words and back: English words, Chinese characters, and the words of one side known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

PAD, UNKNOWN, END = 0, 1, 2
FIRST = 3  # the number of the first known word
ENGLISH = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\sa-z\d]", re.IGNORECASE)
CHINESE = re.compile(r"[a-z]+|\d+|[^\sa-z\d]", re.IGNORECASE)
# An unknown word is read as a known form of it: an ending, and what may stand in its place.
ENDINGS = (
    ("s", ("",)),
    ("", ("s",)),
    ("es", ("",)),
    ("ed", ("", "e")),
    ("ing", ("", "e", "ed")),
    ("", ("ed", "d", "ing")),
)
SHORTEST = 3  # letters that a word must keep when an ending is taken away


def english(text: str) -> list[str]:
    """Cut an English text into words, numbers and signs, as they are spelled."""
    return ENGLISH.findall(text)


def chinese(text: str) -> list[str]:
    """Cut a Chinese text into characters; Latin words and numbers stay whole."""
    return CHINESE.findall(text)


def joined(words: Iterable[str]) -> str:
    """Put words together: spaces stand between Latin words alone."""
    text = ""
    for word in words:
        apart = text and is_latin(text[-1]) and is_latin(word[0])
        text += f" {word}" if apart else word
    return text


def is_latin(character: str) -> bool:
    """Tell letters and digits of ASCII from all else."""
    return character.isascii() and character.isalnum()


def commonest(texts: Iterable[Sequence[str]], size: int) -> tuple[str, ...]:
    """Return the commonest words that the numbers below `size` have room for."""
    counts = Counter(word for words in texts for word in words)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return tuple(ranked[: size - FIRST])


def numbered(words: Sequence[str]) -> dict[str, int]:
    """Return the number of each known word."""
    return {word: place for place, word in enumerate(words, start=FIRST)}


def number_of(word: str, known: Mapping[str, int]) -> int:
    """Return the number of an English word, or of a form of it that is known."""
    return next((known[form] for form in forms_of(word.lower()) if form in known), UNKNOWN)


def forms_of(word: str) -> Iterator[str]:
    """The word itself, then the likeliest of its other forms."""
    yield word
    for ending, others in ENDINGS:
        stem = word.removesuffix(ending)
        if word.isalpha() and len(stem) >= SHORTEST and stem + ending == word:
            yield from (stem + other for other in others)
