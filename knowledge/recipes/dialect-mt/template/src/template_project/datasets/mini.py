"""The mini set: human translations of MediaWiki's messages, Cantonese beside written Chinese."""

from __future__ import annotations

from typing import Any

from .messages import is_chinese, languages_of, messages_of, pairs_of
from .near import near_duplicates
from .split import Row, draw, render_description, render_parts, unique

LONGEST = 60


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; test labels are not among them."""
    sampling, fractions = data["sampling"], data["sampling"]["fractions"]
    texts, source = messages_of(data["source"])
    found = pairs_of(texts, *languages_of(source))
    rows = unique(Row(said, meant) for said, meant, _ in found if is_plain(said, meant))
    leaders = near_duplicates([row.input for row in rows])
    rows = [row for place, row in enumerate(rows) if leaders[place] == place]
    drawn = draw(rows, sampling["seed"], fractions["test"], fractions["val"], "none")
    files = render_parts(drawn, lambda item: {"text": item.row.input})
    described = render_description(
        drawn,
        files,
        {**data, "source": source},
        columns=["text"],
        target="text",
        sampling={"near": True},
    )
    return {**files, "dataset.json": described}


def is_plain(said: str, meant: str) -> bool:
    """Both sides short enough, and with a Chinese character."""
    return is_chinese(said, LONGEST) and is_chinese(meant, LONGEST)
