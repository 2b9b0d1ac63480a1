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
VALIDATION = 0.1  # of the points of a series
TESTS = (0.35, 0.5)  # the recipe's share; the larger one where windows are few
LEAST_TESTS, LEAST_VALS, LEAST_TRAIN = 30, 1, 20
SHORTEST = 4


@dataclass(frozen=True)
class Wanted:
    """Points that a request asks for, 0 where it says nothing; else `most` ahead, 0 for the
    usual."""

    request: str
    horizon: int = 0
    history: int = 0
    most: int = 0


@dataclass(frozen=True)
class Cut:
    """Lengths of a window, the season, and the share of the points that is the test part."""

    history: int
    horizon: int
    season: int
    tests: float


def ahead(request: str, step: str, most: int = 0) -> Wanted:
    """The horizon and the history that a request names, in steps of the series."""
    return Wanted(request, _steps(AFTER, request, step), _steps(BEFORE, request, step), most)


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
    to short series."""
    season, usual, far = USUAL[step]
    histories = [wanted.history] if wanted.history else _histories(usual, season)
    horizons = (
        [wanted.horizon] if wanted.horizon else list(range(min(far, wanted.most or far), 0, -1))
    )
    for horizon in horizons:
        found = _fitting(sizes, horizon, histories, season)
        if found is not None:
            asked = {"horizon": wanted.horizon > 0, "history": wanted.history > 0}
            return {**found, "asked": asked}
    able = (at for at in range(horizons[-1], 0, -1) if _fitting(sizes, at, histories, season))
    raise _too_few(sizes, (histories[-1], horizons[-1]), next(able, 0), file)


def _fitting(sizes: list[int], horizon: int, histories: list[int], season: int) -> Json | None:
    """The first history under which every part has windows enough; None where there is none."""
    for tests in TESTS:
        for history in histories:
            for cycle in dict.fromkeys((season, 1)):
                cut = Cut(history, horizon, cycle, tests)
                if cycle < history + horizon and _enough(sizes, cut):
                    return {
                        "season": cycle,
                        "history": history,
                        "horizon": horizon,
                        "least": _least(cut),
                        "tests": tests,
                    }
    return None


def _too_few(sizes: list[int], asked: tuple[int, int], able: int, file: str) -> Refusal:
    history, horizon = asked
    most = max(sizes, default=0)
    return Refusal(
        "E_TOO_FEW",
        f"{len(sizes)} 条序列，最长 {most} 点：由 {history} 点历史预测 {horizon} 点，"
        f"放不下训练、验证与 {LEAST_TESTS} 个互不重叠的测试窗口，指标因此说明不了什么；"
        + (f"最多可预测 {able} 点，在需求里写明，" if able else "")
        + "或给出更长、更多的序列",
        f"{len(sizes)} series, the longest of {most} points: {history} points of history for"
        f" {horizon} ahead leave no room for training, validation and {LEAST_TESTS} test windows"
        " that do not overlap, so that no figure would say anything;"
        + (f" at most {able} can be forecast: ask for that, or" if able else "")
        + " give longer or more series",
        file,
    )


def _histories(usual: int, season: int) -> list[int]:
    """Down to one season and a bit, then to the shortest that a model is built for."""
    return list(dict.fromkeys([usual, max(SHORTEST, 2 * season), max(SHORTEST, season + 1), 8, 4]))


def _enough(sizes: list[int], cut: Cut) -> bool:
    """Windows of test, validation and training over all series that are long enough."""
    least = _least(cut)
    told = [_parts(size, cut) for size in sizes if size >= least]
    test, val, train = (sum(one[at] for one in told) for at in range(3))
    return test >= LEAST_TESTS and val >= LEAST_VALS and train >= LEAST_TRAIN


def _parts(size: int, cut: Cut) -> tuple[int, int, int]:
    """Windows of a series as the split cuts them: those of test and validation stand apart."""
    tests, vals = (int(size * share + 0.5) for share in (cut.tests, VALIDATION))
    whole = cut.history + cut.horizon
    test = _apart(size, max(size - tests, whole - 1), cut.horizon)
    top = min(size - tests, size - test * cut.horizon)
    val = _apart(top, max(size - tests - vals, whole - 1), cut.horizon)
    end = min(size - tests - vals, top - val * cut.horizon)
    return test, val, max(0, end - whole + 1)


def _apart(top: int, above: int, horizon: int) -> int:
    """How many ends fit: `top` and others a horizon apart, all over `above`."""
    return 0 if top <= above else (top - 1 - above) // horizon + 1


def _least(cut: Cut) -> int:
    """Points from which on a series has a window in each part, and two seasons to train on."""
    size = cut.history + cut.horizon
    while True:
        test, val, train = _parts(size, cut)
        training = cut.history + cut.horizon + train - 1
        if test and val and train and training > cut.season:
            return size
        size += 1
