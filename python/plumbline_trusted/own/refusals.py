"""What nothing can be learnt from is refused, with the reason."""

from __future__ import annotations

from plumbline_trusted.door import Json, Refusal
from plumbline_trusted.own.facts import Seen
from plumbline_trusted.own.roles import LEAST_OF_CLASS, MOST_CLASSES, hints, named_in

LEAST_ROWS = 100
SURE = 0.85


def refuse_unlearnable(
    seen: Seen, labels: list[Json], name: str, family: str, request: str
) -> None:
    """No column for a label, one class, or too few rows to seal a test part of."""
    constant = _constant_label(seen, request)
    if constant and not (labels and labels[0]["confidence"] >= SURE):
        raise Refusal(
            "E_ONE_CLASS",
            f"标签列 {constant} 只有一个取值，没有可学的东西；分类至少要两个类别",
            f"the label column {constant} has one value alone, there is nothing to learn;"
            " classification needs two",
            f"{name}:{constant}",
        )
    if not labels:
        raise _no_label(name, family)
    first = labels[0]
    if first["target"] == "class" and len(first["classes"]) < 2:
        raise Refusal(
            "E_ONE_CLASS",
            f"标签列 {first['name']} 只有一个类别达到 {LEAST_OF_CLASS} 行；分类至少要两个",
            f"the label column {first['name']} has one class of {LEAST_OF_CLASS} rows or more;"
            " classification needs two",
            f"{name}:{first['name']}",
        )
    known = seen.rows - first["missing"] - seen.duplicates
    if known < LEAST_ROWS:
        raise Refusal(
            "E_TOO_FEW",
            f"{name} 只有 {known} 行各不相同且带标签；至少要 {LEAST_ROWS} 行，"
            "否则密封的测试部分不足 20 行，什么也证明不了",
            f"{name} has {known} different rows with a label; {LEAST_ROWS} are the least: the"
            " sealed test part would hold fewer than 20 and prove nothing",
            name,
        )


def refuse_few_texts(seen: Seen, name: str, file: str) -> None:
    """Too few different texts, once those of no words are set aside."""
    column = next(one for one in seen.columns if one.name == name)
    known = column.distinct
    if known >= LEAST_ROWS:
        return
    raise Refusal(
        "E_TOO_FEW",
        f"文本列 {name} 只有 {known} 条各不相同且非空的文本；至少要 {LEAST_ROWS} 条",
        f"the column {name} has {known} different texts that are not empty; {LEAST_ROWS} are the"
        " least",
        f"{file}:{name}",
    )


def _constant_label(seen: Seen, request: str) -> str:
    """A column of one value that the request names, or whose own name says that it is the label."""
    wanted = named_in(request, seen.columns)
    for column in seen.columns:
        one = not column.many and column.distinct == 1
        if one and (column.name == wanted or (not wanted and hints(column.name, "label"))):
            return column.name
    return ""


def _no_label(name: str, family: str) -> Refusal:
    asked = {"regression": "一个数值列", "": "一个类别列或数值列"}.get(family, "一个类别列")
    wants = {"regression": "a column of numbers", "": "a column of classes or numbers"}
    return Refusal(
        "E_NO_LABEL",
        f"{name} 里没有可作标签的列：需要{asked}（2 到 {MOST_CLASSES} 个类别，或十个以上不同的数）",
        f"no column of {name} can be the label: {wants.get(family, 'a column of classes')} is"
        f" needed (2 to {MOST_CLASSES} classes, or more than ten different numbers)",
        name,
    )
