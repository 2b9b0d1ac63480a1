"""The training part as one line of points per series, and the error of a seasonal naive guess."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from plumbline_trusted.columns import Floats
from plumbline_trusted.context import Context
from plumbline_trusted.door import Refusal, is_number


def naive_scale(given: Context) -> Floats:
    """For each test row the mean absolute difference between points one season apart, over the
    training points of its series: what MASE divides by (Hyndman and Koehler 2006)."""
    season = given.season()
    scales = {name: _scale(line, season) for name, line in _lines(given).items()}
    names = given.values("series", given.inputs)
    bad = sorted({str(name) for name in names if not scales.get(str(name))})
    if bad:
        raise Refusal(
            "E_NOT_FINITE",
            f"训练部分给不出 MASE 的尺度：{', '.join(bad)}",
            f"the training part gives no scale for MASE: {', '.join(bad)}",
            "mase",
        )
    return np.array([scales[str(name)] for name in names])


def _lines(given: Context) -> dict[str, dict[int, float]]:
    """Series -> place in time -> value, from the windows of the training part."""
    step = given.step()
    lines: dict[str, dict[int, float]] = {}
    for row in given.train_rows:
        values = [*_numbers(row.get("history"), row), *_numbers(row.get("label", []), row)]
        start = place_of(str(row.get("start")), step, str(row.get("id")))
        line = lines.setdefault(str(row.get("series")), {})
        line.update({start + offset: value for offset, value in enumerate(values)})
    return lines


def _scale(line: dict[int, float], season: int) -> float:
    gaps = [abs(value - line[at - season]) for at, value in line.items() if at - season in line]
    return float(np.mean(gaps)) if gaps else 0.0


def place_of(day: str, step: str, at: str) -> int:
    """The running number of a date in its step, so that neighbours differ by one."""
    try:
        moment = datetime.fromisoformat(day)
    except ValueError as error:
        raise Refusal("E_ROW", "start 不是 ISO 日期", "start is not an ISO date", at) from error
    days = moment.toordinal()
    places = {
        "hour": days * 24 + moment.hour,
        "day": days,
        "weekday": (days - 1) // 7 * 5 + min((days - 1) % 7, 4),
        "week": days // 7,
        "month": moment.year * 12 + moment.month,
        "quarter": moment.year * 4 + (moment.month - 1) // 3,
        "year": moment.year,
    }
    if step not in places:
        raise Refusal("E_REQUEST", f"未知步长 {step}", f"unknown step {step}", "step")
    return places[step]


def _numbers(values: Any, row: Any) -> list[float]:
    if not isinstance(values, list) or not all(map(is_number, values)):
        raise Refusal("E_ROW", "历史必须是数列", "history must be numbers", str(row.get("id")))
    return [float(value) for value in values]
