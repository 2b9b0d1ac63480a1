"""A table of series: which column is the date, which are values, which name a series, what spacing,
and how far ahead can be forecast."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plumbline_trusted.door import Json, Refusal
from plumbline_trusted.loaders.series import windows
from plumbline_trusted.own import roles
from plumbline_trusted.own.facts import Column, Seen
from plumbline_trusted.own.lengths import (
    LEAST_TESTS,
    LEAST_TRAIN,
    VALIDATION,
    Wanted,
    ahead,
    windows_of,
)
from plumbline_trusted.own.series_file import lines
from plumbline_trusted.own.spacing import Rows, Spaced, read_rows, spaced, styles_of
from plumbline_trusted.own.table_file import TableError
from plumbline_trusted.sampling import read_sampling
from plumbline_trusted.split import draw_split
from plumbline_trusted.table import Table

FAMILY = "time-series-forecasting"
MOST_SERIES = 2000
ALL = "*"
MINI = 5000  # points of the mini set at most
Reason = tuple[float, str, str]


def series_in(seen: Seen, path: Path, form: Json, request: str, family: str) -> Json | None:
    """The facts of series where they were asked for, or where a table can be nothing else."""
    if family not in ("", FAMILY) or _asks_class(seen, request):
        return None
    asked = family == FAMILY
    when = _time_column(seen, request)
    values = [] if when is None else _values(seen, when)
    if when is None or not values:
        if asked:
            raise _not_series(seen, when, path.name)
        return None
    others = [one for one in seen.columns if one is not when and one not in values]
    if not asked and (len(values) > 1 or len(others) > 1):
        return None
    able = [one.name for one in [*others, *values] if _names_series(one, seen)]
    try:
        rows = read_rows(path, form, when, [one.name for one in values], able)
        found = spaced(rows, path.name)
    except (TableError, Refusal):
        if asked:
            raise
        return None
    most = 0
    while True:
        wanted = ahead(request, found.step, most)
        told = _told(seen, (when, values), (rows, found), wanted, path.name)
        try:
            return {**told, "series": _counted(path, form, told)}
        except Refusal:
            most = told["series"]["horizon"] // 2
            if told["series"]["asked"]["horizon"] or most == 0:
                raise


def _told(
    seen: Seen,
    columns: tuple[Column, list[Column]],
    read: tuple[Rows, Spaced],
    wanted: Wanted,
    file: str,
) -> Json:
    (when, values), (rows, found) = columns, read
    left = [one for one in values if one.name not in found.key]
    step = found.step
    limit = max(MINI // len(found.sizes), 300)
    sizes = windows_of([min(size, limit) for size in found.sizes.values()], step, wanted, file)
    labels = [_label(seen, when, one, _sure(one, left, wanted.request), found) for one in left]
    if len(left) > 1:
        every = (0.3, "每个数值列各作一条序列", "every column of numbers is a series of its own")
        labels.append(_label(seen, when, None, every, found))
    labels.sort(key=lambda one: -one["confidence"])
    series = {
        **sizes,
        "step": step,
        "style": found.style,
        "time": when.name,
        "key": list(found.key),
        "count": len(found.sizes),
        "points": sum(found.sizes.values()),
        "gaps": found.gaps,
        "undated": rows.undated,
    }
    return {"kind": "series", "labels": labels, "series": series}


def _counted(path: Path, form: Json, told: Json) -> Json:
    """Windows of the column that is forecast first, cut as the split will cut them; and how many
    series are too short, or stand still."""
    series, label = told["series"], told["labels"][0]["name"]
    columns = [one["name"] for one in told["labels"] if label in (ALL, one["name"])]
    inputs = [{"name": name} for name in columns if name != ALL]
    how = {"time": series["time"], "style": series["style"], "cap": MINI, "series": series}
    held = lines(path, {**form, **how, "inputs": inputs})
    lengths = (series["history"], series["horizon"])
    empty = Table(path.name, FAMILY, {}, "", [], [])
    cut = windows(held, series["step"], series["season"], lengths, empty)
    shares = {"train": 0.9 - series["tests"], "val": VALIDATION, "test": series["tests"]}
    sampling = {"fractions": shares, "method": "time", "stratify": "none"}
    asked = read_sampling({"sampling": sampling})
    parts = draw_split(cut, asked).parts if cut.windows else {}
    tests, train = (len(parts.get(part, [])) for part in ("test", "train"))
    if tests < LEAST_TESTS or train < LEAST_TRAIN:
        raise Refusal(
            "E_GAPS",
            f"缺失的点太多：目标全部已知的窗口在测试部分只有 {tests} 个（至少 {LEAST_TESTS}），"
            f"训练部分 {train} 个（至少 {LEAST_TRAIN}）；目标点不会被填补，"
            "请补齐数据、换更粗的间隔或更短的预测长度",
            f"too many points are missing: {tests} test windows ({LEAST_TESTS} are the least) and"
            f" {train} of training ({LEAST_TRAIN}) have all their targets; these are never filled"
            " in: complete the data, take a coarser step or a shorter horizon",
            path.name,
        )
    short = series["count"] * len(inputs) - len(held)
    rows = sum(map(len, parts.values()))
    return {**series, "windows": rows, "short": max(0, short)}


def _label(seen: Seen, when: Column, column: Column | None, reason: Reason, found: Spaced) -> Json:
    """One column of values, or all of them, as what is forecast."""
    sure, zh, en = reason
    held: dict[str, Json] = {}
    for one in seen.columns:
        if one is column:
            continue
        if one is when:
            role = ("time", 0.95, "整列都是日期，间隔规则", "every value is a date, evenly spaced")
        elif one.name in found.key:
            role = ("series", 0.9, "它区分各条序列", "it tells the series apart")
        elif column is None and one.name in found.values:
            role = ("input", 0.9, "一条序列的值", "the values of a series")
        else:
            role = ("left out", 0.8, "预测只用序列自己的过去", "a forecast reads its own past")
        held[one.name] = _role(*role)
    name = ALL if column is None else column.name
    bounds = [one for one in seen.columns if one is column or column is None]
    numbers = [one for one in bounds if one.name in found.values]
    return {
        "name": name,
        "target": "series",
        "confidence": sure,
        "reason": {"zh": zh, "en": en},
        "missing": sum(one.missing for one in numbers),
        "low": min(one.low for one in numbers),
        "high": max(one.high for one in numbers),
        "roles": held,
        "leaks": [],
    }


def _role(role: str, sure: float, zh: str, en: str) -> Json:
    return {"role": role, "confidence": sure, "reason": {"zh": zh, "en": en}}


def _sure(column: Column, values: list[Column], request: str) -> Reason:
    wanted = roles.named_in(request, values)
    if column.name == wanted:
        return 0.95, "需求里写了这一列", "the request names this column"
    if len(values) == 1:
        return 0.9, "只有这一列是数值", "no other column holds numbers"
    doubt = 0.3 if wanted else 0.0
    if roles.hints(column.name, "value"):
        return 0.8 - doubt, "列名常用作要预测的值", "its name is a usual one for what is forecast"
    return 0.4 - doubt, "数值列不止一个", "one of several columns of numbers"


def _asks_class(seen: Seen, request: str) -> bool:
    """The request names a column of classes to predict: then dates are only the split."""
    wanted = roles.named_in(request, seen.columns)
    return any(
        one.name == wanted and one.kind == "category" and not one.many and one.distinct <= 10
        for one in seen.columns
    )


def _time_column(seen: Seen, request: str) -> Column | None:
    able = [one for one in seen.columns if one.missing < one.rows // 10 and _is_time(one)]
    wanted = roles.named_in(request, able)
    able.sort(key=lambda one: (one.name != wanted, not roles.hints(one.name, "time")))
    return able[0] if able else None


def _is_time(column: Column) -> bool:
    if column.kind == "date":
        return True
    whole = column.kind == "number" and column.whole == column.present
    return whole and roles.hints(column.name, "time") and bool(styles_of(column))


def _values(seen: Seen, when: Column) -> list[Column]:
    return [
        one
        for one in seen.columns
        if one is not when
        and one.kind == "number"
        and one.distinct > 2
        and roles.role_of(one, seen.rows) != "id"
    ]


def _names_series(column: Column, seen: Seen) -> bool:
    """Few values that come again, none missing: a name, or a whole number called like one."""
    few = not column.many and column.missing == 0 and 2 * column.distinct <= seen.rows
    if column.kind == "number":
        named = any(roles.hints(column.name, role) for role in ("id", "group", "series"))
        return few and named and column.whole == column.present
    return few and column.kind in ("category", "text") and column.distinct <= MOST_SERIES


def _not_series(seen: Seen, when: Column | None, file: str) -> Refusal:
    mixed = next((one for one in seen.columns if _mixes(one)), None)
    if when is None and mixed is not None:
        return _mixed(mixed, file)
    if when is None:
        return Refusal(
            "E_NO_DATE",
            f"{file} 里没有日期列（写成 2024-03-01、2024年3月1日、1/3/2024、20240301 或年份），"
            "预测时间序列需要它",
            f"no column of {file} holds dates (2024-03-01, 1/3/2024, 20240301 or years), which"
            " forecasting a series needs",
            file,
        )
    return Refusal(
        "E_NO_VALUES",
        f"{file} 除日期列 {when.name} 外没有数值列；有非数字的单元格时，该列不算数值",
        f"beside the dates in {when.name} no column of {file} holds numbers alone",
        f"{file}:{when.name}",
    )


def _mixes(column: Column) -> bool:
    """Every value is a date in some style, and no style fits them all."""
    texts = column.present - column.numbers
    return column.kind != "date" and texts > 0 and column.dated == texts == column.present


def _mixed(column: Column, file: str) -> Refusal:
    counts = {name: count for name, count in column.dates.items() if count}
    told = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    return Refusal(
        "E_DATES",
        f"日期列 {column.name} 混用多种写法（{told}；ymd 年月日，dmy 日月年，mdy 月日年），"
        "同一天因此有歧义；请统一写成 2024-03-01 再运行",
        f"the dates in {column.name} are written in several ways ({told}; y year, m month, d day)"
        " and cannot be told apart: write them all as 2024-03-01 and run again",
        f"{file}:{column.name}",
    )


def as_read(columns: list[Json], series: Mapping[str, Any]) -> list[Json]:
    """The columns as the spacing settled them: one reading of the dates, and no doubt about it."""
    return [
        {**one, "kind": "date", "style": series["style"], "ambiguous": False}
        if one["name"] == series["time"]
        else one
        for one in columns
    ]
