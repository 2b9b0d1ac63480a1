"""One look at a person's data: what it is, its columns and roles, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from plumbline_trusted.door import Json, Refusal, text
from plumbline_trusted.own import pairs, roles, series, texts
from plumbline_trusted.own.facts import Seen, look
from plumbline_trusted.own.refusals import refuse_few_texts, refuse_unlearnable
from plumbline_trusted.own.sniff import sniff
from plumbline_trusted.own.table_file import TableError, records


def inspected(request: Json) -> Json:
    """{"path", "request"?, "family"?} -> the facts that the ledger keeps; no path is among them."""
    path = Path(text(request, "path"))
    family = text(request, "family", "")
    if not path.exists():
        raise Refusal("E_FILE", f"没有这个路径：{path.name}", f"no such path: {path.name}", "data")
    if path.is_dir():
        raise _folder(path)
    try:
        form = sniff(path)
        seen = look(form["names"], records(path, form))
    except TableError as error:
        raise Refusal(error.code, error.zh, error.en, error.at) from error
    if seen.rows == 0:
        raise Refusal("E_EMPTY", f"{path.name} 只有表头", f"{path.name} has no rows", path.name)
    columns = [roles.described(column) for column in seen.columns]
    told: Json = {
        "kind": "table",
        "file": path.name,
        **form,
        "rows": seen.rows,
        "duplicates": seen.duplicates,
        "duplicates_of": seen.duplicates_of,
        "columns": columns,
    }
    if (found := pairs.pairs_in(seen, text(request, "request", ""), family, path.name)) is not None:
        return _as_pairs({**told, **found}, path, form)
    try:
        found = series.series_in(seen, path, form, text(request, "request", ""), family)
    except TableError as error:
        raise Refusal(error.code, error.zh, error.en, error.at) from error
    if found is not None:
        return {**told, **found, "columns": series.as_read(columns, found["series"])}
    labels = roles.labels_of(seen, text(request, "request", ""), family)
    refuse_unlearnable(seen, labels, path.name, family, text(request, "request", ""))
    for label in labels:
        held = roles.others(seen, label["name"])
        inputs = [name for name, told in held.items() if told["role"] == "input"]
        label["roles"] = held
        label["leaks"] = roles.leaks(seen, label, inputs)
    told["labels"] = labels
    return _as_texts(told, seen, request) or told


def _as_pairs(told: Json, path: Path, form: Json) -> Json:
    """Pairs, with how long their texts are; too few that can be used are refused."""
    target = told["labels"][0]
    source = next(name for name, one in target["roles"].items() if one["role"] == "text")
    measured = pairs.sizes(path, form, source, target["name"])
    pairs.refuse_few_pairs(measured, path.name)
    return {**told, "kind": "pairs", "sizes": measured}


def _as_texts(told: Json, seen: Seen, request: Json) -> Json | None:
    """The same facts where a text is what a model reads: it was asked for, or is all there is."""
    asked = text(request, "family", "") == texts.FAMILY
    labels = [one for one in told["labels"] if one["target"] == "class"]
    if not labels or told["labels"][0]["target"] != "class":
        return None
    first = labels[0]
    inputs = [n for n, one in first["roles"].items() if one["role"] == "input"]
    found = texts.text_column(seen, first["name"], text(request, "request", ""))
    if found is None or not (asked or not inputs):
        return None
    refuse_few_texts(seen, found[0], told["file"])
    kept = [one for one in labels if one["name"] != found[0]]
    for one in kept:
        one["roles"], one["leaks"] = texts.as_texts(one["roles"], *found), []
    language = texts.language_of(seen, found[0])
    return {**told, "kind": "texts", "labels": kept, "language": language}


def _folder(path: Path) -> Refusal:
    return Refusal(
        "E_KIND",
        f"{path.name} 是文件夹；本版本的 --data 读单个文件（CSV、TSV、JSONL、JSON），"
        "图片文件夹与多个表格还不支持：多个表格请先合并成一个",
        f"{path.name} is a folder; --data of this release reads one file (CSV, TSV, JSONL, JSON),"
        " neither pictures nor several tables: join the tables into one file",
        path.name,
    )
