"""A table whose one input is a text: which column it is, how sure that is, and its language."""

from __future__ import annotations

import re

from plumbline_trusted.door import Json
from plumbline_trusted.own.facts import Column, Seen
from plumbline_trusted.own.roles import Reason, hints, named_in

FAMILY = "text-classification"
SHORTEST = 5  # characters of a text on average, at the least
FEW = 20  # different texts, at the least
WRITTEN = 0.3  # share of a script's letters from which on it is the language's own
ENGLISH = re.compile(r"\b(the|and|to|of|a|in|is|it|you|for|that|this|not|i|with|was|on|are)\b")
SPACED = ("en", "other")
SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u3400-\u9fff]"),
}


def text_column(seen: Seen, label: str, request: str) -> tuple[str, Reason] | None:
    """The column of texts, if there is one: the named one, the only one, or the longest."""
    able = [one for one in seen.columns if one.name != label and _is_text(one, seen.rows)]
    if not able:
        return None
    wanted = named_in(request, able)
    if wanted:
        return wanted, (0.95, "需求里写了这一列", "the request names this column")
    named = [one for one in able if hints(one.name, "text")]
    if len(named) == 1:
        return named[0].name, (0.95, "列名常用作文本", "its name is a usual one for texts")
    if len(able) == 1:
        return able[0].name, (0.9, "只有这一列是文本", "no other column holds texts")
    longest = max(named or able, key=_spelled)
    return longest.name, (0.55, "文本列不止一个，它最长", "of several columns of texts the longest")


def as_texts(roles: dict[str, Json], column: str, reason: Reason) -> dict[str, Json]:
    """The roles of a table whose model reads one text: other inputs are left out and said so."""
    sure, zh, en = reason
    found: dict[str, Json] = {}
    for name, told in roles.items():
        found[name] = told
        if name == column:
            found[name] = _role("text", sure, zh, en)
        elif told["role"] == "input":
            found[name] = _role("left out", 0.8, "文本模型只读文本列", "the model reads one text")
    return found


def language_of(seen: Seen, column: str) -> str:
    """`zh`, `ja`, `ko`, `en`, or `other`, told from the letters and commonest words."""
    place = [one.name for one in seen.columns].index(column)
    said = " ".join(cells[place] for cells in seen.sample).casefold()
    letters = sum(character.isalpha() for character in said) or 1
    for name, pattern in SCRIPTS.items():
        if len(pattern.findall(said)) >= WRITTEN * letters:
            return name
    words = len(said.split()) or 1
    return "en" if len(ENGLISH.findall(said)) >= 0.1 * words else "other"


def _role(role: str, sure: float, zh: str, en: str) -> Json:
    return {"role": role, "confidence": sure, "reason": {"zh": zh, "en": en}}


def _is_text(column: Column, rows: int) -> bool:
    """Many different values, long enough, mostly no numbers; a column named as an id is none."""
    if column.kind == "text":
        return not hints(column.name, "id") or _spelled(column) > 60
    if column.kind != "category" or hints(column.name, "id") or hints(column.name, "group"):
        return False
    several = column.distinct >= FEW and (column.many or column.distinct > rows // 4)
    mostly = column.numbers < column.present // 4
    return several and mostly and _spelled(column) >= SHORTEST


def _spelled(column: Column) -> float:
    return column.letters / max(1, column.present - column.numbers)
