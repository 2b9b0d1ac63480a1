"""How sacreBLEU 2 cuts a text into words: `13a`, `zh` and `char`, with the same results."""

from __future__ import annotations

import re
from collections.abc import Callable

SPLITS = [
    (re.compile(r"([\{-\~\[-\` -\&\(-\+\:-\@\/])"), r" \1 "),
    (re.compile(r"([^0-9])([\.,])"), r"\1 \2 "),
    (re.compile(r"([\.,])([^0-9])"), r" \1 \2"),
    (re.compile(r"([0-9])(-)"), r"\1 \2 "),
]
# The ranges as sacreBLEU compares them: two of its bounds are written with five hex digits in a
# four-digit escape, so that they cover general punctuation and symbols instead of extension B.
HAN = [
    *((0x3400, 0x4DB5), (0x4E00, 0x9FA5), (0x9FA6, 0x9FBB), (0xF900, 0xFA2D), (0xFA30, 0xFA6A)),
    *((0xFA70, 0xFAD9), (0x2001, 0x2A6D), (0x2F81, 0x2FA1), (0xFF00, 0xFFEF), (0x2E80, 0x2EFF)),
    *((0x3000, 0x303F), (0x31C0, 0x31EF), (0x2F00, 0x2FDF), (0x2FF0, 0x2FFF), (0x3100, 0x312F)),
    *((0x31A0, 0x31BF), (0xFE10, 0xFE1F), (0xFE30, 0xFE4F), (0x2600, 0x26FF), (0x2700, 0x27BF)),
    *((0x3200, 0x32FF), (0x3300, 0x33FF)),
]
HAN_CHARACTER = re.compile("([" + "".join(f"{chr(a)}-{chr(b)}" for a, b in HAN) + "])")


def _western(line: str) -> list[str]:
    for pattern, put in SPLITS:
        line = pattern.sub(put, line)
    return line.split()


def _mteval(line: str) -> list[str]:
    line = line.replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for written, meant in (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        line = line.replace(written, meant)
    return _western(f" {line} ")


def _chinese(line: str) -> list[str]:
    """Each Chinese character is a word; what lies between is cut like `13a`."""
    return _western(HAN_CHARACTER.sub(r" \1 ", line.strip()))


def _characters(line: str) -> list[str]:
    return [character for character in line if not character.isspace()]


TOKENS: dict[str, Callable[[str], list[str]]] = {
    "zh": _chinese,
    "13a": _mteval,
    "char": _characters,
}


def words_of(line: str, tokens: str) -> list[str]:
    return TOKENS[tokens](line.rstrip())
