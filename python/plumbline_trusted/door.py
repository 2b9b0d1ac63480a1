"""The door of every trusted program: one JSON request in, one JSON answer or one refusal out."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Json = dict[str, Any]
LIMIT_BYTES = 64 * 1024 * 1024
_MISSING = object()


class Refusal(Exception):
    """A known failure: a stable code, one sentence in both languages, and where it is."""

    def __init__(self, code: str, zh: str, en: str, at: str = "") -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en
        self.at = at

    def as_json(self) -> Json:
        message = {"zh": self.zh, "en": self.en}
        return {"error": {"code": self.code, "message": message, "at": self.at}}


def serve(answer: Callable[[Json], Json]) -> int:
    """Answers the request on standard input; 0 = answered, 3 = refused; bugs are raised."""
    try:
        line, code = encode(answer(read_request())), 0
    except Refusal as refusal:
        line, code = encode(refusal.as_json()), 3
    except OSError as error:
        line, code = encode(_file_refusal(error).as_json()), 3
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    return code


def read_request() -> Json:
    raw = sys.stdin.buffer.read(LIMIT_BYTES + 1)
    if len(raw) > LIMIT_BYTES:
        raise Refusal("E_REQUEST", "请求过大", "the request is too large", "stdin")
    value = decode(raw, "stdin")
    if not isinstance(value, dict):
        raise Refusal("E_REQUEST", "请求必须是 JSON 对象", "the request must be an object", "stdin")
    return value


def decode(raw: bytes | str, at: str) -> Any:
    """Parses strict JSON: UTF-8, no NaN, no Infinity."""
    try:
        return json.loads(raw, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        reason = str(error) or "nested too deeply"
        raise Refusal(
            "E_JSON", f"不是有效的 JSON：{reason}", f"not valid JSON: {reason}", at
        ) from error


def encode(value: Json) -> bytes:
    """One compact line; an answer with NaN or infinity is refused rather than sent."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise Refusal(
            "E_NOT_FINITE", "结果含有非有限数", "the answer holds a number that is not finite"
        ) from error
    return text.encode("utf-8", "backslashreplace") + b"\n"


def text(
    request: Mapping[str, Any], name: str, default: str | None = None, among: tuple[str, ...] = ()
) -> str:
    value = _take(request, name, default)
    if not isinstance(value, str) or (default is None and value == ""):
        raise wrong(name, "非空字符串", "a non-empty string")
    if among and value not in among:
        raise wrong(name, f"以下之一：{', '.join(among)}", f"one of {', '.join(among)}")
    return value


def integer(
    request: Mapping[str, Any],
    name: str,
    default: int | None = None,
    low: int = 0,
    high: int = 2**53,
) -> int:
    value = _take(request, name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise wrong(name, f"{low} 到 {high} 的整数", f"an integer from {low} to {high}")
    return value


def number(
    request: Mapping[str, Any], name: str, default: float | None, low: float, high: float
) -> float:
    value = _take(request, name, default)
    if not is_number(value) or not low <= value <= high:
        raise wrong(name, f"{low} 到 {high} 的数", f"a number from {low} to {high}")
    return float(value)


def mapping(request: Mapping[str, Any], name: str, default: Json | None = None) -> Json:
    value = _take(request, name, default)
    if not isinstance(value, dict):
        raise wrong(name, "对象", "an object")
    return value


def listing(request: Mapping[str, Any], name: str, default: list[Any] | None = None) -> list[Any]:
    value = _take(request, name, default)
    if not isinstance(value, list):
        raise wrong(name, "数组", "an array")
    return value


def flag(request: Mapping[str, Any], name: str, default: bool) -> bool:
    value = _take(request, name, default)
    if not isinstance(value, bool):
        raise wrong(name, "布尔值", "true or false")
    return value


def file(request: Mapping[str, Any], name: str) -> Path:
    path = Path(text(request, name))
    if not path.is_file():
        raise Refusal("E_FILE", f"文件不存在：{path}", f"no such file: {path}", str(path))
    return path


def folder(request: Mapping[str, Any], name: str) -> Path:
    path = Path(text(request, name))
    if not path.is_dir():
        raise Refusal("E_FILE", f"目录不存在：{path}", f"no such folder: {path}", str(path))
    return path


def is_number(value: Any) -> bool:
    """True for a finite int or float that is not a bool."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def wrong(name: str, zh: str, en: str) -> Refusal:
    return Refusal("E_REQUEST", f"字段 {name} 必须是{zh}", f"{name} must be {en}", name)


def _take(request: Mapping[str, Any], name: str, default: Any) -> Any:
    value = request.get(name, _MISSING)
    if value is not _MISSING:
        return value
    if default is None:
        raise Refusal("E_REQUEST", f"缺少字段 {name}", f"the field {name} is missing", name)
    return default


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not a JSON number")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(f"{digits} is out of range")
    return value


def _file_refusal(error: OSError) -> Refusal:
    where = str(error.filename or "")
    reason = error.strerror or error.__class__.__name__
    return Refusal(
        "E_FILE", f"无法读写 {where}：{reason}", f"cannot read or write {where}: {reason}", where
    )
