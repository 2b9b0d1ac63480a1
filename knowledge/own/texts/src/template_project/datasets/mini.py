"""Texts of a person's own file without near duplicates, drawn and written; the file stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .near import near_duplicates
from .own_rows import group_names, parted, read_source
from .split import FILES, Drawn, Row, render_description, render_parts
from .table_file import Kept


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the set by its name; test labels are not among them."""
    sampling = data["sampling"]
    first: dict[str, Kept] = {}
    for one in read_source(data["source"]):
        first.setdefault(Row(one.values[0], one.label).key, one)
    kept = without_near(first)
    drawn = near_apart(parted(list(kept.values()), sampling, single=True))
    groups = group_names(kept, sampling["seed"], sampling["method"])

    def fields(item: Drawn) -> dict[str, Any]:
        said = {"text": item.row.input}
        return {**said, "group": groups[item.row.key]} if groups else said

    files = render_parts(drawn, fields)
    more = {name: sampling[name] for name in ("method", "group", "time") if name in sampling}
    kind = {} if "classes" in data else {"target": "text"}
    described = render_description(
        drawn, files, data, columns=["text"], sampling={"near": True, **more}, **kind
    )
    return {**files, "dataset.json": described}


def without_near(rows: Mapping[str, Kept]) -> dict[str, Kept]:
    """Of texts that are nearly the same, the first in the file's order stays."""
    leaders = near_duplicates([str(one.values[0]) for one in rows.values()])
    listed = enumerate(rows.items())
    return {key: one for place, (key, one) in listed if leaders[place] == place}


def near_apart(drawn: Mapping[str, list[Drawn]]) -> dict[str, list[Drawn]]:
    """Of texts that are nearly the same in two parts, those of the later part stay: which pairs
    are compared at all depends on their order, so the parts are compared once more as they lie."""
    order = list(FILES)
    flat = [(place, item) for place, part in enumerate(order) for item in drawn[part]]
    groups = near_duplicates([str(item.row.input) for _, item in flat])
    latest: dict[int, int] = {}
    for group, (place, _) in zip(groups, flat, strict=True):
        latest[group] = max(place, latest.get(group, place))
    kept: dict[str, list[Drawn]] = {part: [] for part in order}
    for group, (place, item) in zip(groups, flat, strict=True):
        if place == latest[group]:
            kept[order[place]].append(item)
    return kept
