"""One look at a person's data: what it is, its columns and roles, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from plumbline_trusted.door import Json, Refusal, text
from plumbline_trusted.own import roles
from plumbline_trusted.own.facts import look
from plumbline_trusted.own.refusals import refuse_unlearnable
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
    labels = roles.labels_of(seen, text(request, "request", ""), family)
    refuse_unlearnable(seen, labels, path.name, family, text(request, "request", ""))
    columns = [roles.described(column) for column in seen.columns]
    for label in labels:
        held = roles.others(seen, label["name"])
        inputs = [name for name, told in held.items() if told["role"] == "input"]
        label["roles"] = held
        label["leaks"] = roles.leaks(seen, label, inputs)
    return {
        "kind": "table",
        "file": path.name,
        **form,
        "rows": seen.rows,
        "duplicates": seen.duplicates,
        "duplicates_of": seen.duplicates_of,
        "columns": columns,
        "labels": labels,
    }


def _folder(path: Path) -> Refusal:
    return Refusal(
        "E_KIND",
        f"{path.name} 是文件夹；本版本的 --data 读单个表格文件（CSV、TSV、JSONL、JSON、Parquet）",
        f"{path.name} is a folder; --data of this release reads one table file (CSV, TSV, JSONL,"
        " JSON, Parquet)",
        path.name,
    )
