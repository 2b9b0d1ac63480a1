"""Rows of a person's own table, read as a stream: the same file and the same choices give the same
rows on every machine. It imports nothing of its house: a project carries the same bytes."""

from __future__ import annotations

import csv
import hashlib
import heapq
import importlib
import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "nil", "-", "--", "?", "无", "缺失"})
GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
DATES = {
    "ymd": re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?(?:[T ].*)?"),
    "dmy": re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})(?:[T ].*)?"),
    "mdy": re.compile(r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4})(?:[T ].*)?"),
    "chinese": re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?.*"),
}
MOST_TEXT = 20_000  # characters of a text that are read
Cell = float | str | None


class TableError(Exception):
    """What is wrong with a file, in both languages, and where."""

    def __init__(self, code: str, zh: str, en: str, at: str = "") -> None:
        super().__init__(en)
        self.code, self.zh, self.en, self.at = code, zh, en, at


@dataclass(frozen=True)
class Kept:
    """One row: input values in the declared order, the label, and what the split goes by."""

    values: list[Cell]
    label: Any
    group: str
    time: str


def tidy(text: Any) -> str:
    """One spelling of a cell: no spaces around it, single ones inside."""
    return " ".join(str(text).split())


def is_missing(text: str) -> bool:
    """Tell whether a tidy cell stands for no value."""
    return text.casefold() in MISSING


def number(text: str) -> float | None:
    """Read a finite number; groups of thousands may be parted by commas."""
    plain = text.replace(",", "") if GROUPED.fullmatch(text) else text
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in plain else None


def day(text: str, style: str) -> str | None:
    """Read a date in one of the styles as ISO; a month stands for its first day."""
    found = DATES[style].fullmatch(text)
    if found is None:
        return None
    year, month, of_month = (int(found.group(part) or 1) for part in "ymd")
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        return None


def spelled(text: str, style: str) -> str | None:
    """A date as ISO with the time of day that follows it, so that texts sort as times do."""
    at = day(text, style)
    clock = re.search(r"[T ](\d{1,2}:\d{2}(?::\d{2})?)", text)
    return at if at is None or clock is None else f"{at}T{clock.group(1).zfill(5)}"


def records(path: Path, form: Mapping[str, Any]) -> Iterator[list[str]]:
    """Every row as tidy cells in the order of `names`; a row of another width is refused by line.

    `form`: {"format": csv|jsonl|json|parquet, "encoding", "delimiter", "quote", "header",
    "names"}.
    """
    names = list(form["names"])
    if form["format"] == "csv":
        yield from _delimited(path, form, len(names))
        return
    for row in _objects(path, form):
        yield ["" if row.get(name) is None else _whole(row[name]) for name in names]


def _whole(value: Any) -> str:
    """A tidy cell without halves of surrogate pairs, which JSON can spell and UTF-8 cannot."""
    return tidy(str(value).encode("utf-8", "replace").decode())


def _delimited(path: Path, form: Mapping[str, Any], width: int) -> Iterator[list[str]]:
    csv.field_size_limit(1 << 24)
    try:
        with path.open(encoding=form["encoding"], newline="") as stream:
            reader = csv.reader(
                stream, delimiter=form["delimiter"], quotechar=form.get("quote", '"')
            )
            if form["header"]:
                next(reader, None)
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != width:
                    raise TableError(
                        "E_ROW",
                        f"第 {reader.line_num} 行有 {len(cells)} 列，表头有 {width} 列",
                        f"line {reader.line_num} has {len(cells)} cells, the header {width}",
                        f"{path.name}:{reader.line_num}",
                    )
                yield [tidy(cell) for cell in cells]
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError(
            "E_FILE", f"读不下去：{error}", f"cannot be read on: {error}", path.name
        ) from error


def _objects(path: Path, form: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if form["format"] == "parquet":
        yield from _parquet(path)
    elif form["format"] == "json":
        yield from json.loads(path.read_text(encoding=form["encoding"]))
    else:
        with path.open(encoding=form["encoding"]) as stream:
            for count, line in enumerate(stream, start=1):
                if line.strip():
                    yield object_in(line, f"{path.name}:{count}")


def object_in(line: str, at: str) -> Mapping[str, Any]:
    """Read one line of a JSONL file."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise TableError("E_ROW", f"不是 JSON：{error}", f"not JSON: {error}", at) from error
    if not isinstance(row, dict):
        raise TableError("E_ROW", "每行须是 JSON 对象", "each line must be a JSON object", at)
    return row


def _parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise TableError(
            "E_PARQUET",
            "读 Parquet 需要 pyarrow；安装它，或把表格另存为 CSV",
            "Parquet is read by pyarrow: install it, or save the table as CSV",
            path.name,
        ) from error
    for batch in parquet.ParquetFile(path).iter_batches():
        yield from batch.to_pylist()


def table(path: Path, own: Mapping[str, Any]) -> list[Kept]:
    """The rows of a table as the choices in `own` make them; at most `cap`, chosen by their hash.

    `own`: the form of the file, "inputs": [{"name", "kind": number|category|text}], "label",
    "target": class|number|text, "classes", "labels": {spelling: class}, "group"?, "time"?,
    "style"?, "longest"?: characters of a text at most. Rows without a label, without a text, with a
    longer one, or of a class that was left out, are passed over; memory holds `cap` rows.
    """
    place = {name: at for at, name in enumerate(own["names"])}
    cap = int(own["cap"])
    held: list[tuple[int, int, Kept]] = []
    for index, cells in enumerate(records(path, own)):
        kept = _kept(cells, place, own)
        if kept is None:
            continue
        digest = hashlib.sha256(f"cap:{compact(kept.values)}".encode()).digest()
        key = -int.from_bytes(digest[:8], "big")
        if len(held) < cap:
            heapq.heappush(held, (key, -index, kept))
        elif (key, -index) > held[0][:2]:
            heapq.heapreplace(held, (key, -index, kept))
    return [kept for _, _, kept in sorted(held, key=lambda one: -one[1])]


def compact(value: Any) -> str:
    """The one spelling of a value that is hashed."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _kept(cells: Sequence[str], place: Mapping[str, int], own: Mapping[str, Any]) -> Kept | None:
    said = cells[place[own["label"]]]
    label = labelled(said, own)
    if label is None:
        return None
    group, at = own.get("group", ""), own.get("time", "")
    when = spelled(cells[place[at]], own["style"]) if at else ""
    if when is None:
        return None
    values = [value(cells[place[column["name"]]], column["kind"]) for column in own["inputs"]]
    kinds = [column["kind"] for column in own["inputs"]]
    if any(kind == "text" and cell is None for kind, cell in zip(kinds, values, strict=True)):
        return None
    longest = own.get("longest", 0)
    if longest and any(len(one) > longest for one in (*values, label) if isinstance(one, str)):
        return None
    return Kept(values, label, cells[place[group]] if group else "", when)


def one_spelling(cell: str) -> str:
    """A text with width folded and no signs that do not print, cut to what is read of it."""
    folded = unicodedata.normalize("NFKC", cell[:MOST_TEXT])
    return tidy("".join(c if c.isprintable() or c.isspace() else " " for c in folded))


def labelled(said: str, own: Mapping[str, Any]) -> Any:
    """The label of a cell, or None where the row has none that counts."""
    if own["target"] == "text":
        return one_spelling(said) or None
    if is_missing(said):
        return None
    if own["target"] == "number":
        return number(said)
    known = own["labels"].get(said, said)
    return known if known in own["classes"] else None


def value(cell: str, kind: str) -> Cell:
    """One input value: a number, a category as it is spelled, a text, or nothing."""
    if kind == "text":
        return one_spelling(cell) or None  # "none" and "?" are words of a text
    if is_missing(cell):
        return None
    return number(cell) if kind == "number" else cell


def variants(counts: Mapping[str, int]) -> dict[str, str]:
    """Spellings that differ in case alone, each with the most frequent one of its kind."""
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    first: dict[str, str] = {}
    for name in ranked:
        first.setdefault(name.casefold(), name)
    return {name: first[name.casefold()] for name in ranked if first[name.casefold()] != name}
