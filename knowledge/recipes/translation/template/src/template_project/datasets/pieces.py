"""The word pieces of a pretrained translator: its own tokenizer, of an optional package.

Piece numbers are moved up by one, for 0 is padding here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ..utils import CommandError, ConfigError


@lru_cache(maxsize=2)
def tokenizer_of(name: str) -> Any:
    """Return the tokenizer of that name, from the cache of the hub or from the hub itself."""
    try:
        import transformers
    except ImportError as error:
        raise ConfigError(
            f"tokenizer '{name}' needs the package 'transformers', which is not installed"
        ) from error
    try:
        return transformers.AutoTokenizer.from_pretrained(name)
    except Exception as error:  # hubs and networks raise many classes
        raise CommandError(f"cannot load the tokenizer '{name}': {error}") from error


def source_pieces(name: str, text: str) -> list[int]:
    """Cut a text of the language that is translated from; its end mark is the last."""
    return [int(piece) + 1 for piece in tokenizer_of(name)(text).input_ids]


def target_pieces(name: str, text: str) -> list[int]:
    """Cut a text of the language that is translated into; its end mark is the last."""
    return [int(piece) + 1 for piece in tokenizer_of(name)(text_target=text).input_ids]


def text_of_pieces(name: str, pieces: Iterable[int]) -> str:
    """Put an answer's pieces together, without padding and marks."""
    numbers = [piece - 1 for piece in pieces if piece > 0]
    return str(tokenizer_of(name).decode(numbers, skip_special_tokens=True)).strip()
