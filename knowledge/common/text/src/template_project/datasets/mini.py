"""The mini set: texts of one package, thinned, without near duplicates, drawn and written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from ..utils import CommandError
from .archive import read_members
from .near import near_duplicates
from .parts import parted
from .source import DATA, LICENCE, VERSION, WANTED, rows_of
from .split import Drawn, Row, render_description, render_parts, sha256, unique


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; test labels are not among them."""
    source, sampling = data["source"], data["sampling"]
    members = read_members(source, WANTED)
    read = {path: content for path, content in members.items() if re.search(DATA, path)}
    rows = thinned(rows_of(read, source["options"]), source.get("limit"))
    rows = without_near(unique(rows))
    drawn, groups = parted(rows, sampling)

    def fields(item: Drawn) -> dict[str, Any]:
        said = {"text": item.row.input}
        return {**said, "group": groups[item.row.key]} if groups else said

    files = render_parts(drawn, fields)
    described = render_description(
        drawn,
        files,
        {**data, "source": told(source, members, read)},
        columns=["text"],
        sampling={"near": True} | {k: sampling[k] for k in ("method", "group") if k in sampling},
    )
    return {**files, "dataset.json": described}


def thinned(rows: list[Row], limit: int | None) -> list[Row]:
    """At most `limit` different rows, each class thinned alike, chosen by the hash of inputs."""
    if limit is None or limit >= len(rows):
        return rows
    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        first.setdefault(sha256(f"limit:{_compact(row)}"), place)
    strata: dict[str, list[int]] = {}
    for _, place in sorted(first.items()):
        strata.setdefault(str(rows[place].label), []).append(place)
    chosen: list[int] = []
    for places in strata.values():
        chosen += places[: max(1, len(places) * limit // len(first))]
    return [rows[place] for place in sorted(chosen)]


def without_near(rows: list[Row]) -> list[Row]:
    """Of texts that are nearly the same, the first in source order stays."""
    leaders = near_duplicates([str(row.input) for row in rows])
    return [row for place, row in enumerate(rows) if leaders[place] == place]


def told(
    source: Mapping[str, Any], members: Mapping[str, bytes], read: Mapping[str, bytes]
) -> dict[str, Any]:
    """Tell where the rows come from: package, version, the hash of what was read, its licence."""
    digest = "".join(hashlib.sha256(content).hexdigest() + "\n" for content in read.values())
    file, says = LICENCE
    stated = [
        path
        for path, content in members.items()
        if re.search(file, path) and says in re.sub(r"\s+", " ", content.decode("utf-8", "replace"))
    ]
    if not stated:
        raise CommandError(f"the package does not state its licence: {file} should say '{says}'")
    answer = {key: source[key] for key in ("provider", "package", "loader", "options")}
    answer |= {
        "version": stated_version(members),
        "data_sha256": sha256(digest),
        "licence": {"name": source["licence"], "file": stated[0], "says": says},
    }
    return answer | ({"limit": source["limit"]} if "limit" in source else {})


def stated_version(members: Mapping[str, bytes]) -> str:
    """Return the version that the package's own metadata gives."""
    file, pattern = VERSION
    for path, content in members.items():
        found = re.search(pattern, content.decode("utf-8", "replace"), re.MULTILINE)
        if found and re.search(file, path):
            return found[1]
    raise CommandError("the package states no version")


def _compact(row: Row) -> str:
    from .records import compact

    return compact(row.input)
