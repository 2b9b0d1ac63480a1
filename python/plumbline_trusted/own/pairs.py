"""Two columns of texts, one the translation of the other: which is which, and in what languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plumbline_trusted.door import Json, Refusal
from plumbline_trusted.own import roles
from plumbline_trusted.own.facts import Column, Seen
from plumbline_trusted.own.refusals import LEAST_ROWS
from plumbline_trusted.own.table_file import one_spelling, records

FAMILIES = ("translation", "dialect-mt")
LONGEST = 120  # characters of a text at most; longer pairs are passed over
NAMES = (
    "source src en eng english yue cantonese dialect 原文 源文 英文 英语 粤语 粵語 广东话 方言",
    "target tgt zh chi chinese mandarin translation 译文 目标 中文 汉语 普通话 书面语",
)
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[a-z]", re.IGNORECASE)
CANTONESE = re.compile("[嘅咗唔冇佢喺啲哋嚟睇咁嗰乜嘢畀俾啱噉嚿攞搵揾諗]")
TO_ENGLISH = re.compile(
    r"(in)?to english|chinese.{0,9}english|中译英|(译|翻译)?成英", re.IGNORECASE
)
WORDS = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\sa-z\d]", re.IGNORECASE)
Reason = tuple[float, str, str]


def pairs_in(seen: Seen, request: str, family: str, file: str) -> Json | None:
    """Labels and languages where the data is pairs: that was asked for, or two columns say so."""
    able = [column for column in seen.columns if _is_side(column)]
    named = _named(able)
    if family not in FAMILIES and (named is None or family or len(seen.columns) != 2):
        return None
    found = named or _by_script(able, seen)
    if found is None:
        raise _no_pairs(able, file)
    source, target, reason = found
    languages = _languages(seen, source, target, request, file)
    least = min(source.distinct, target.distinct)
    if least < LEAST_ROWS:
        raise Refusal(
            "E_TOO_FEW",
            f"{file} 只有 {least} 对各不相同的句子；至少要 {LEAST_ROWS} 对",
            f"{file} has {least} different pairs; {LEAST_ROWS} are the least",
            file,
        )
    sides = [(source, target)] if reason[0] > 0.6 else [(source, target), (target, source)]
    return {"labels": [_label(seen, *side, reason) for side in sides], "language": languages}


def sizes(path: Path, form: Mapping[str, Any], source: str, target: str) -> Json:
    """Most words of a source, most characters of either side, among the pairs that are read."""
    place = [form["names"].index(name) for name in (source, target)]
    told = {"pairs": 0, "long": 0, "empty": 0, "source_words": 1, "target_words": 1, "chars": 1}
    for cells in records(path, form):
        said, meant = (one_spelling(cells[at]) for at in place)
        if not said or not meant:
            told["empty"] += 1
            continue
        if max(len(said), len(meant)) > LONGEST:
            told["long"] += 1
            continue
        told["pairs"] += 1
        told["source_words"] = max(told["source_words"], len(WORDS.findall(said)))
        told["target_words"] = max(told["target_words"], len(WORDS.findall(meant)))
        told["chars"] = max(told["chars"], len(said), len(meant))
    return told


def refuse_few_pairs(told: Json, file: str) -> None:
    """Too few pairs are left once empty and long ones are passed over."""
    if told["pairs"] >= LEAST_ROWS:
        return
    raise Refusal(
        "E_TOO_FEW",
        f"{file} 只剩 {told['pairs']} 对可用：{told['empty']} 对有一侧为空，{told['long']} 对超过"
        f" {LONGEST} 字；至少要 {LEAST_ROWS} 对，长文请先按句切开",
        f"{told['pairs']} pairs of {file} can be used: {told['empty']} lack a side, {told['long']}"
        f" exceed {LONGEST} characters; {LEAST_ROWS} are the least: cut long texts into sentences",
        file,
    )


def _is_side(column: Column) -> bool:
    several = column.distinct >= min(50, max(2, column.present // 2))
    return column.kind in ("text", "category") and several and not roles.hints(column.name, "id")


def _named(able: list[Column]) -> tuple[Column, Column, Reason] | None:
    sides = []
    for known in NAMES:
        words = known.split()
        fits = [c for c in able if set(roles.words_of(c.name)) & set(words)]
        if len(fits) != 1:
            return None
        sides.append(fits[0])
    if sides[0] is sides[1]:
        return None
    return sides[0], sides[1], (0.95, "列名说明了原文与译文", "the names tell source and target")


def _by_script(able: list[Column], seen: Seen) -> tuple[Column, Column, Reason] | None:
    if len(able) != 2:
        return None
    one, two = able
    scripts = [_script(_said(seen, column)) for column in able]
    if sorted(scripts) == ["han", "latin"]:
        source, target = (one, two) if scripts[0] == "latin" else (two, one)
        return source, target, (0.85, "英文一列作原文", "the English column is taken as source")
    marks = [len(CANTONESE.findall(_said(seen, column))) for column in able]
    source, target = (one, two) if marks[0] >= marks[1] else (two, one)
    if scripts == ["han", "han"] and max(marks) > 3 * min(marks):
        return source, target, (0.85, "粤语用字多的一列作原文", "one column is in Cantonese")
    return one, two, (0.5, "按列的次序猜测", "guessed by the order of the columns")


def _languages(seen: Seen, source: Column, target: Column, request: str, file: str) -> str:
    scripts = (_script(_said(seen, source)), _script(_said(seen, target)))
    if scripts == ("latin", "han") and not TO_ENGLISH.search(request):
        return "en-zh"
    if scripts == ("han", "han"):
        return "yue-zh"
    raise Refusal(
        "E_LANGUAGES",
        f"{source.name} → {target.name}：本版本只做英语译中文，以及粤语（方言）改写为书面语",
        f"{source.name} → {target.name}: this release translates English into Chinese, and a"
        " dialect (Cantonese) into written Chinese",
        f"{file}:{source.name}",
    )


def _said(seen: Seen, column: Column) -> str:
    place = seen.columns.index(column)
    return " ".join(cells[place] for cells in seen.sample)


def _script(said: str) -> str:
    """A Chinese character says as much as three letters."""
    han, latin = 3 * len(HAN.findall(said)), len(LATIN.findall(said))
    return "han" if han > latin else "latin" if latin else "other"


def _label(seen: Seen, source: Column, target: Column, reason: Reason) -> Json:
    sure, zh, en = reason
    held = roles.others(seen, target.name)
    for name, told in held.items():
        if told["role"] in ("input", "time") or name == source.name:
            held[name] = _role("left out", 0.8, "翻译只读原文一列", "a translator reads the source")
    held[source.name] = _role("text", sure, zh, en)
    return {
        "name": target.name,
        "target": "text",
        "confidence": sure,
        "reason": {"zh": zh, "en": en},
        "missing": target.missing,
        "roles": held,
        "leaks": [],
    }


def _role(role: str, sure: float, zh: str, en: str) -> Json:
    return {"role": role, "confidence": sure, "reason": {"zh": zh, "en": en}}


def _no_pairs(able: list[Column], file: str) -> Refusal:
    names = ", ".join(column.name for column in able) or "0"
    return Refusal(
        "E_PAIRS",
        f"分不清哪两列是原文与译文（文本列：{names}）；把列名改为 source 与 target（或 en 与 zh）",
        f"which two columns are source and translation? (texts: {names}); call them source and"
        " target, or en and zh",
        file,
    )
