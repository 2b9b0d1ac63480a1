"""The rows of a person's own table, drawn and written as files; the table stays where it lies."""

from __future__ import annotations

from typing import Any

from .own_rows import group_names, parted, read_source
from .split import Drawn, Row, render_description, render_parts


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the set by its name; test labels are not among them."""
    kept = read_source(data["source"])
    sampling, columns = data["sampling"], data["columns"]
    named = {Row(one.values, one.label).key: one for one in reversed(kept)}
    groups = group_names(named, sampling["seed"], sampling["method"])
    drawn = parted(kept, sampling)

    def fields(item: Drawn) -> dict[str, Any]:
        told: dict[str, Any] = {"features": dict(zip(columns, item.row.input, strict=True))}
        return {**told, "group": groups[item.row.key]} if groups else told

    files = render_parts(drawn, fields)
    described = render_description(drawn, files, data, columns=columns)
    return {**files, "dataset.json": described}
