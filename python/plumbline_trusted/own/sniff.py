"""What a file is before its rows are read: its bytes, encoding, delimiter and header."""

from __future__ import annotations

import codecs
import csv
import hashlib
import importlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plumbline_trusted.door import Json
from plumbline_trusted.own.table_file import TableError, is_missing, number, object_in, tidy

BLOCK = 1 << 20
SHOWN_LINES = 60
MOST_JSON = 256 * 1024 * 1024
DELIMITERS = (",", "\t", ";", "|")
FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".parquet": "parquet"}
MAGIC = {b"PAR1": "parquet"}
UNREAD = {b"PK\x03\x04": "Excel / zip", b"\xd0\xcf\x11\xe0": "Excel", b"\x1f\x8b": "gzip"}


def sniff(path: Path) -> Json:
    """{"format", "encoding", "delimiter", "header", "names", "bytes", "sha256"} of one file."""
    size = path.stat().st_size
    if size == 0:
        raise TableError("E_EMPTY", "文件是空的", "the file is empty", path.name)
    head = _head(path)
    form = next((name for mark, name in MAGIC.items() if head.startswith(mark)), "")
    form = form or FORMATS.get(path.suffix.lower(), "csv")
    _refuse_binary(path, head, form)
    encoding, digest = _read_through(path, form == "parquet")
    told: Json = {
        "format": form,
        "encoding": encoding,
        "delimiter": "",
        "quote": "",
        "header": True,
    }
    told |= {"bytes": size, "sha256": digest}
    if form == "csv":
        return {**told, **_dialect(path, encoding)}
    return {**told, "names": _keys(path, form, encoding)}


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(64 * 1024)


def _refuse_binary(path: Path, head: bytes, form: str) -> None:
    known = next((name for mark, name in UNREAD.items() if head.startswith(mark)), "")
    if known or (form != "parquet" and b"\x00" in head):
        kind = known or "binary"
        raise TableError(
            "E_FORMAT",
            f"{path.name} 不是文本表格（{kind}）；另存为 UTF-8 的 CSV 再试",
            f"{path.name} is no text table ({kind}); save it as CSV in UTF-8 and try again",
            path.name,
        )


def _read_through(path: Path, binary: bool) -> tuple[str, str]:
    """Reads the file once in blocks: the first encoding that all of it fits, and its hash."""
    digest = hashlib.sha256()
    readers = {} if binary else {n: codecs.getincrementaldecoder(n)() for n in ("utf-8", "gb18030")}
    marked = False
    with path.open("rb") as stream:
        for count, block in enumerate(iter(lambda: stream.read(BLOCK), b"")):
            marked = marked or (count == 0 and block.startswith(codecs.BOM_UTF8))
            digest.update(block)
            for name in list(readers):
                try:
                    readers[name].decode(block)
                except UnicodeDecodeError:
                    del readers[name]
    for name, reader in list(readers.items()):
        try:
            reader.decode(b"", final=True)
        except UnicodeDecodeError:
            del readers[name]
    if binary:
        return "", digest.hexdigest()
    if not readers:
        raise TableError(
            "E_ENCODING",
            f"{path.name} 既不是 UTF-8 也不是 GB18030；用编辑器另存为 UTF-8 再试",
            f"{path.name} is neither UTF-8 nor GB18030; save it as UTF-8 and try again",
            path.name,
        )
    first = next(iter(readers))
    return ("utf-8-sig" if marked and first == "utf-8" else first), digest.hexdigest()


def _dialect(path: Path, encoding: str) -> Json:
    with path.open(encoding=encoding, newline="") as stream:
        text = "".join(line for _, line in zip(range(SHOWN_LINES), stream, strict=False))
    first = text.split("\n", 1)[0]
    quote = "'" if first.count("'") >= 4 and first.lstrip().startswith("'") else '"'
    best, rows = ",", _cells(text, ",", quote)
    for delimiter in DELIMITERS:
        found = _cells(text, delimiter, quote)
        if _fit(found) > _fit(rows):
            best, rows = delimiter, found
    if len(rows) < 2 or len(rows[0]) < 2:
        raise TableError(
            "E_FORMAT",
            f"{path.name} 不像表格：找不到列分隔符，或不足两行",
            f"{path.name} does not look like a table: no delimiter found, or fewer than two rows",
            path.name,
        )
    header = _is_header(rows[0])
    names = rows[0] if header else [f"column_{at + 1}" for at in range(len(rows[0]))]
    return {"delimiter": best, "quote": quote, "header": header, "names": unique(names)}


def _cells(text: str, delimiter: str, quote: str) -> list[list[str]]:
    try:
        return [
            row
            for row in csv.reader(io.StringIO(text), delimiter=delimiter, quotechar=quote)
            if row
        ]
    except csv.Error:
        return []


def _fit(rows: list[list[str]]) -> tuple[bool, int]:
    """Rows of one width speak for a delimiter, then how many cells it makes."""
    widths = {len(row) for row in rows}
    return (len(widths) == 1 and widths != {1}, max(widths, default=0))


def _is_header(row: list[str]) -> bool:
    """Names are texts and differ; the first may be empty, as an index column's is."""
    cells = [tidy(cell) for cell in row]
    named = [cell for cell in cells[1:] if cell]
    plain = all(number(cell) is None and not is_missing(cell) for cell in named)
    return len(named) == len(cells) - 1 and plain and number(cells[0]) is None


def unique(names: list[str]) -> list[str]:
    """Column names as they stand, tidy; a name that comes again gets a number."""
    found: list[str] = []
    for at, raw in enumerate(names):
        name = tidy(raw) or f"column_{at + 1}"
        again = sum(1 for one in found if one == name or one.startswith(f"{name}_"))
        found.append(f"{name}_{again + 1}" if name in found else name)
    return found


def _keys(path: Path, form: str, encoding: str) -> list[str]:
    if form == "parquet":
        return _parquet_names(path)
    rows: list[Mapping[str, Any]] = []
    if form == "json":
        rows = _whole(path, encoding)
    else:
        with path.open(encoding=encoding) as stream:
            lines = (line for line in stream if line.strip())
            for _, line in zip(range(SHOWN_LINES), lines, strict=False):
                rows.append(object_in(line, path.name))
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(str(key) for key in row))
    if not names:
        raise TableError("E_EMPTY", "文件里没有任何记录", "the file holds no record", path.name)
    return list(names)


def _whole(path: Path, encoding: str) -> list[Mapping[str, Any]]:
    if path.stat().st_size > MOST_JSON:
        raise TableError(
            "E_SIZE",
            "JSON 数组超过 256 MB，不能整份读入；请另存为 JSONL 或 CSV",
            "a JSON array over 256 MB cannot be read whole; save it as JSONL or CSV",
            path.name,
        )
    try:
        value = json.loads(path.read_text(encoding=encoding))
    except ValueError as error:
        raise TableError(
            "E_FORMAT", f"不是有效的 JSON：{error}", f"not valid JSON: {error}", path.name
        ) from error
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise TableError(
            "E_FORMAT",
            "JSON 须是记录的数组（每条一个对象）",
            "the JSON must be an array of records, one object each",
            path.name,
        )
    return value


def _parquet_names(path: Path) -> list[str]:
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        turned = f"pandas.read_parquet('{path.name}').to_csv('{path.stem}.csv', index=False)"
        command = f'python -c "import pandas; {turned}"'
        raise TableError(
            "E_PARQUET",
            f"{path.name} 是 Parquet，本产品的环境里没有读它的库（pyarrow）；"
            f"用装有 pandas 的 Python 转成 CSV 再试：{command}",
            f"{path.name} is Parquet, and the library that reads it (pyarrow) is not in the"
            f" product's environment; turn it into CSV by a Python that has pandas: {command}",
            path.name,
        ) from error
    return [str(name) for name in parquet.ParquetFile(path).schema_arrow.names]
