"""How far ahead a series is forecast and from how much history: as the request says, else as the
spacing suggests, and never more than the points can prove."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plumbline_trusted.door import Json, Refusal

#: Step -> season, history, horizon.
USUAL = {
    "hour": (24, 168, 24),
    "day": (7, 56, 14),
    "weekday": (5, 40, 10),
    "week": (52, 104, 26),
    "month": (12, 36, 12),
    "quarter": (4, 16, 4),
    "year": (1, 20, 5),
}
HOURS = {
    "hour": 1.0,
    "day": 24.0,
    "weekday": 33.6,
    "week": 168.0,
    "month": 730.5,
    "quarter": 2191.5,
    "year": 8766.0,
}
UNITS = {
    "hour": "hours?|小时|钟头",
    "day": "days?|天|日",
    "week": "weeks?|周|星期",
    "month": "months?|月",
    "quarter": "quarters?|季度?",
    "year": "years?|年",
}
WORDS = {
    **{"半": 0.5, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8},
    **{"九": 9, "十": 10, "十二": 12, "half": 0.5, "half a": 0.5, "a": 1, "an": 1, "one": 1},
    **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "twelve": 12},
}
AMOUNT = r"(?P<n>\d+|" + "|".join(sorted(WORDS, key=len, reverse=True)) + r")?"
UNIT = "|".join(f"(?P<{name}>{words})" for name, words in UNITS.items())
AFTER = re.compile(
    rf"(?:未来|今后|接下来|往后|后|下|next|coming|following|ahead)\s*(?:的\s*)?{AMOUNT}\s*个?\s*(?:{UNIT})",
    re.IGNORECASE,
)
BEFORE = re.compile(
    rf"(?:过去|最近|前|past|last|previous)\s*(?:的\s*)?{AMOUNT}\s*个?\s*(?:{UNIT})", re.IGNORECASE
)
SHARES = (0.35, 0.1)  # of the points of a series for test and validation, as the recipe has them
LEAST_TESTS, LEAST_VALS, LEAST_TRAIN = 5, 1, 20
SHORTEST = 4


@dataclass(frozen=True)
class Wanted:
    """Points that a request asks for; nothing where it says nothing."""

    horizon: int = 0
    history: int = 0


def ahead(request: str, step: str) -> Wanted:
    """The horizon and the history that a request names, in steps of the series."""
    return Wanted(_steps(AFTER, request, step), _steps(BEFORE, request, step))


def _steps(pattern: re.Pattern[str], request: str, step: str) -> int:
    found = pattern.search(request)
    if found is None:
        return 0
    said = (found.group("n") or "1").casefold()
    amount = float(said) if said.isdigit() else WORDS[said]
    unit = next(name for name in UNITS if found.group(name))
    if unit == "day" and step == "weekday":
        return max(1, round(amount))  # days of trading
    return max(1, round(amount * HOURS[unit] / HOURS[step]))


def windows_of(sizes: list[int], step: str, wanted: Wanted, file: str) -> Json:
    """Season, history and horizon; what the request names stands or is refused, the rest gives way
    to short series by halves."""
    season, usual, far = USUAL[step]
    horizons = [wanted.horizon] if wanted.horizon else _halves(far, 1)
    histories = [wanted.history] if wanted.history else _histories(usual, season)
    for horizon in horizons:
        for history in histories:
            for cycle in (season, 1):
                counted = _counted(sizes, history, horizon, cycle)
                if cycle < history + horizon and _enough(counted):
                    return {
                        "season": cycle,
                        "history": history,
                        "horizon": horizon,
                        "least": _least(history, horizon, cycle),
                        "short": counted[4],
                        "asked": {
                            "horizon": wanted.horizon > 0,
                            "history": wanted.history > 0,
                        },
                    }
    need = _least(histories[-1], horizons[-1], 1)
    most = max(sizes, default=0)
    raise Refusal(
        "E_TOO_FEW",
        f"最长的序列只有 {most} 点：由 {histories[-1]} 点历史预测 {horizons[-1]} 点，"
        f"训练、验证与 {LEAST_TESTS} 个互不重叠的测试窗口放不下；一条序列约需 {_needed(need)} 点。"
        "给出更长的数据，或在需求里写更短的预测长度",
        f"the longest series has {most} points: {histories[-1]} points of history for"
        f" {horizons[-1]} ahead leave no room for training, validation and {LEAST_TESTS} test"
        f" windows that do not overlap; about {_needed(need)} points of one series are needed. Give"
        " more data, or ask for a shorter horizon",
        file,
    )


def _needed(least: int) -> int:
    return max(least, 40)


def _halves(most: int, least: int) -> list[int]:
    found = []
    while most >= least:
        found.append(most)
        most //= 2
    return found


def _histories(usual: int, season: int) -> list[int]:
    """Down to one season and a bit, then to the shortest that a model is built for."""
    return list(dict.fromkeys([usual, max(SHORTEST, 2 * season), max(SHORTEST, season + 1), 8, 4]))


def _counted(sizes: list[int], history: int, horizon: int, season: int) -> tuple[int, ...]:
    """Windows of test, validation and training over all series, their sum, and series too short."""
    least = _least(history, horizon, season)
    told = [_parts(size, history, horizon) for size in sizes if size >= least]
    test, val, train = (sum(one[at] for one in told) for at in range(3))
    return test, val, train, test + val + train, len(sizes) - len(told)


def _enough(counted: tuple[int, ...]) -> bool:
    test, val, train = counted[:3]
    return test >= LEAST_TESTS and val >= LEAST_VALS and train >= LEAST_TRAIN


def _parts(size: int, history: int, horizon: int) -> tuple[int, int, int]:
    """Windows of a series as the split cuts them: those of test and validation stand apart."""
    tests, vals = (int(size * share + 0.5) for share in SHARES)
    whole = history + horizon
    test = _apart(size, max(size - tests, whole - 1), horizon)
    top = min(size - tests, size - test * horizon)
    val = _apart(top, max(size - tests - vals, whole - 1), horizon)
    end = min(size - tests - vals, top - val * horizon)
    return test, val, max(0, end - whole + 1)


def _apart(top: int, above: int, horizon: int) -> int:
    """How many ends fit: `top` and others a horizon apart, all over `above`."""
    return 0 if top <= above else (top - 1 - above) // horizon + 1


def _least(history: int, horizon: int, season: int) -> int:
    """Points from which on a series has a window in each part, and two seasons to train on."""
    size = history + horizon
    while True:
        test, val, train = _parts(size, history, horizon)
        training = history + horizon + train - 1
        if test and val and train and training > season:
            return size
        size += 1
