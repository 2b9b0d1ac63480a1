"""What each column is for: the label, an id, a group, a time, an input; with how sure and why."""

from __future__ import annotations

import re
from typing import Any

from plumbline_trusted.door import Json
from plumbline_trusted.own.facts import Column, Seen
from plumbline_trusted.own.table_file import is_missing, number, variants
from plumbline_trusted.probes.giveaway import giveaway_of

NAMES = {
    "label": "label target class y outcome category survived churn default species diagnosis "
    "price sentiment 标签 类别 目标 结果 是否 分类 价格 等级",
    "id": "id uuid guid key index no row rowid rownames 编号 序号 主键 身份证 流水号",
    "group": "group patient subject user customer household session person client document "
    "doc component 文档 部件 患者 病人 用户 "
    "客户 组 家庭 受试者 会话",
    "text": "text sentence review comment message content body title headline question utterance "
    "tweet description 文本 内容 评论 句子 正文 短信 标题 评价 留言 问题 描述",
    "value": "value y sales demand load count total amount quantity price passengers visits "
    "consumption close target 值 数值 销量 销售额 客流 负荷 用电量 用量 数量 金额 收盘价",
    "series": "series store shop item product station site city region symbol ticker code sensor "
    "meter unit 序列 门店 商品 产品 站 城市 地区 股票 代码 传感器 设备",
    "time": "date time datetime timestamp day month year 日期 时间 时刻 年月",
}
ASKS = re.compile(
    r"predict|classif|estimat|forecast|tell|decide|detect|判断|预测|估计|估算|分类|识别|判别|回归",
    re.IGNORECASE,
)
CLASSES_ONLY = ("tabular-classification", "text-classification")
MOST_CLASSES = 50
LEAST_OF_CLASS = 10
MOST_LABELS = 5
Reason = tuple[float, str, str]


def words_of(name: str) -> list[str]:
    """The words of a column name: snake, kebab and camel case parted."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[\s_\-.]+", parted.casefold()) if word]


def hints(name: str, role: str) -> bool:
    """Whether a column's name speaks for a role."""
    known = NAMES[role].split()
    words = words_of(name)
    return any((word in words) if word.isascii() else (word in name) for word in known)


def described(column: Column) -> Json:
    """One column as the product shows it and the ledger keeps it."""
    kind = column.kind
    told: Json = {"name": column.name, "kind": kind, "missing": column.missing}
    told["distinct"] = column.distinct
    told["many"] = column.many
    if kind == "number":
        told |= {"low": column.low, "high": column.high, "whole": column.whole == column.present}
    if kind == "date":
        told |= {"style": column.style, "ambiguous": column.ambiguous}
    if column.present and 0 < column.numbers < column.present:
        told["numbers"] = column.numbers
    return told


def labels_of(seen: Seen, request: str, family: str) -> list[Json]:
    """Columns that may be the label, the likeliest first, each with its classes or its range."""
    found: list[Json] = []
    wanted = named_in(request, seen.columns)
    for at, column in enumerate(seen.columns):
        facts = _as_label(column, family)
        if facts is None:
            continue
        sure, zh, en = _label_reason(column, at == len(seen.columns) - 1, wanted)
        found.append({**facts, "confidence": sure, "reason": {"zh": zh, "en": en}})
    found.sort(key=lambda one: -one["confidence"])
    return found[:MOST_LABELS]


def _as_label(column: Column, family: str) -> Json | None:
    """Its target kind under the family that was asked for; None where it can be no label."""
    kind = column.kind
    few = not column.many and 2 <= column.distinct <= MOST_CLASSES
    numeric = kind == "number" and column.distinct > 10
    if kind not in ("number", "category") or column.distinct < 2:
        return None
    if numeric and family not in CLASSES_ONLY:
        return {"name": column.name, "target": "number", **_range(column)}
    if few and family != "regression":
        return {"name": column.name, "target": "class", **_classes(column)}
    if kind == "number" and family == "regression":
        return {"name": column.name, "target": "number", **_range(column)}
    return None


def _range(column: Column) -> Json:
    return {"low": column.low, "high": column.high, "missing": column.missing}


def _classes(column: Column) -> Json:
    """Classes after spellings that differ in case alone became one; too rare ones stand apart."""
    counts = column.counted()
    same = variants(counts)
    merged: dict[str, int] = {}
    for name, rows in counts.items():
        merged[same.get(name, name)] = merged.get(same.get(name, name), 0) + rows
    rare = {name: rows for name, rows in merged.items() if rows < LEAST_OF_CLASS}
    kept = {name: rows for name, rows in sorted(merged.items()) if name not in rare}
    return {"classes": kept, "rare": rare, "labels": same, "missing": column.missing}


def named_in(request: str, columns: list[Column]) -> str:
    """The column that the request asks for: of those it names, the first after "predict"."""
    plain = f" {' '.join(words_of(request))} "
    asked = ASKS.search(plain)
    start = asked.start() if asked else 0
    best: tuple[bool, int, int] | None = None
    name = ""
    for column in columns:
        spoken = " ".join(words_of(column.name))
        if len(spoken) < 2:
            continue
        pattern = rf"(?<![a-z0-9]){re.escape(spoken)}(?![a-z0-9])"
        places = [found.start() for found in re.finditer(pattern, plain)]
        if not places:
            continue
        after = [place for place in places if place >= start]
        key = (bool(after), -min(after or places), len(spoken))
        if best is None or key > best:
            best, name = key, column.name
    return name


def _label_reason(column: Column, last: bool, wanted: str) -> Reason:
    if column.name == wanted:
        return 0.95, "需求里写了这一列", "the request names this column"
    doubt = 0.3 if wanted else 0.0
    if hints(column.name, "label"):
        return 0.85 - doubt, "列名常用作标签", "its name is a usual one for a label"
    if last:
        return 0.55 - doubt, "它是最后一列", "it is the last column"
    plain = column.kind == "category"
    sure = 0.3 if plain else 0.2
    return sure, "取值适合作标签，此外没有依据", "its values could be labels; nothing else says so"


def others(seen: Seen, label: str) -> dict[str, Json]:
    """Of every column but the label: its role, how sure, and why."""
    found: dict[str, Json] = {}
    timed = False
    for column in seen.columns:
        if column.name == label:
            continue
        role, (sure, zh, en) = _role(column, seen.rows, timed)
        timed = timed or role == "time"
        found[column.name] = {"role": role, "confidence": sure, "reason": {"zh": zh, "en": en}}
    return found


def role_of(column: Column, rows: int) -> str:
    """What a column is by itself."""
    return _role(column, rows, timed=False)[0]


def _role(column: Column, rows: int, timed: bool) -> tuple[str, Reason]:
    found = _unused(column, rows)
    if found is not None:
        return found
    if column.kind == "date":
        if timed:
            return "left out", (0.7, "已有一个时间列", "another column is the time already")
        sure = 0.9 if hints(column.name, "time") else 0.75
        return "time", (sure, "整列都是日期", "every value is a date")
    repeats = not column.many and column.distinct >= 8 and column.present >= 2 * column.distinct
    if repeats and (hints(column.name, "group") or hints(column.name, "id")):
        return "group", (0.75, "列名像一个对象，且同一值有多行", "it names whom rows are about")
    return "input", (0.9, "取值可作输入", "its values can be inputs")


def _unused(column: Column, rows: int) -> tuple[str, Reason] | None:
    """Ids, and what no table model can learn from."""
    kind = column.kind
    unlike = column.many or column.distinct >= 0.98 * column.present
    whole = kind != "number" or column.whole == column.present
    if unlike and whole and hints(column.name, "id"):
        return "id", (0.95, "列名是编号，且几乎各不相同", "its name is an id's and values differ")
    if unlike and kind == "number" and _counts_up(column, rows):
        return "id", (0.8, "逐行递增的编号", "it numbers the rows one by one")
    constant = not column.many and column.distinct == 1 and column.missing == 0
    spread = kind == "category" and (column.many or column.distinct > max(50, rows // 20))
    for holds, told in (
        (kind == "empty", (1.0, "整列没有值", "the column holds no value")),
        (constant, (1.0, "所有行取值相同", "every row has the same value")),
        (kind == "text", (0.8, "自由文本，表格模型不读", "free text, which a table model leaves")),
        (spread, (0.7, "取值太多，几乎各不相同", "too many different values")),
    ):
        if holds:
            return "left out", told
    return None


def _counts_up(column: Column, rows: int) -> bool:
    return (
        column.whole == column.present == rows
        and column.high - column.low == rows - 1
        and column.low in (0, 1)
        and (column.many or column.distinct == rows)
    )


def leaks(seen: Seen, label: Json, inputs: list[str]) -> list[str]:
    """Columns that give the answer away by themselves, as the honesty probe of t2 judges it."""
    place = {column.name: at for at, column in enumerate(seen.columns)}
    kinds = {column.name: column.kind for column in seen.columns}
    rows = [row for row in seen.sample if not is_missing(row[place[label["name"]]])]
    labels: list[Any] = [row[place[label["name"]]] for row in rows]
    if label["target"] == "number":
        labels = [number(one) for one in labels]
    else:
        labels = [label["labels"].get(one, one) for one in labels]
    found = []
    for name in inputs:
        cells = [row[place[name]] for row in rows]
        pairs = [(c, y) for c, y in zip(cells, labels, strict=True) if not is_missing(c)]
        values: list[Any] = [number(c) if kinds[name] == "number" else c for c, _ in pairs]
        if len(values) >= 20 and giveaway_of(values, [y for _, y in pairs]):
            found.append(name)
    return found
