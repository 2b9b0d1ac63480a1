"""The mini set: MediaWiki's messages, English beside simplified Chinese, split by component.

A component is a folder of messages: an extension, a skin, the programming interface, the core. None
has messages in two parts, so that what is measured is measured on software not seen in training.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from .messages import is_chinese, languages_of, messages_of, pairs_of
from .near import near_duplicates
from .split import Row, assign, render_description, render_parts, sha256, unique

LONGEST = 60


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; test labels are not among them."""
    sampling = data["sampling"]
    texts, source = messages_of(data["source"])
    found = [
        (Row(said, meant), folder)
        for said, meant, folder in pairs_of(texts, *languages_of(data["source"]))
        if 0 < len(said) <= LONGEST and is_chinese(meant, LONGEST)
    ]
    folders: dict[str, str] = {}
    for row, folder in found:
        folders.setdefault(row.key, folder)
    rows = unique(row for row, _ in found)
    leaders = near_duplicates([row.input for row in rows])
    rows = [row for place, row in enumerate(rows) if leaders[place] == place]
    held = [folders[row.key] for row in rows]
    parts = parts_of(held, sampling["seed"], sampling["fractions"])
    named = {row.key: parts[folder] for row, folder in zip(rows, held, strict=True)}
    drawn = assign(rows, sampling["seed"], named)
    groups = {folder: group_name(folder, sampling["seed"])[:12] for folder in parts}
    files = render_parts(
        drawn, lambda item: {"text": item.row.input, "group": groups[folders[item.row.key]]}
    )
    described = render_description(
        drawn,
        files,
        {**data, "source": source},
        columns=["text"],
        target="text",
        sampling={"method": "group", "group": sampling["group"], "near": True},
    )
    return {**files, "dataset.json": described}


def parts_of(held: Sequence[str], seed: int, fractions: dict[str, float]) -> dict[str, str]:
    """Whole groups in the order of their hash, to test and then val until each is nearest to its
    share."""
    sizes = Counter(held)
    filled = Counter[str]()
    parts: dict[str, str] = {}
    for name in sorted(sizes, key=lambda name: group_name(name, seed)):
        room = (
            part
            for part in ("test", "val")
            if filled[part] + sizes[name] / 2 <= len(held) * fractions[part]
        )
        parts[name] = next(room, "train")
        filled[parts[name]] += sizes[name]
    return parts


def group_name(name: str, seed: int) -> str:
    """The opaque name of a group; groups are drawn in the order of these names."""
    return sha256(f"{seed}:group:{name}")
