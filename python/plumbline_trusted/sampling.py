"""What the split is drawn from and what comes out: the sampling asked for, rows, parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from plumbline_trusted.door import Json, Refusal, flag, integer, mapping, number, text

PARTS = ("train", "val", "test")
Method = Literal["stratified", "group", "time"]


@dataclass(frozen=True)
class Sampling:
    """How rows are drawn; `stratify` is `label`, or `none` for one stratum.

    `group` and `time` name the field that a split by groups or by time goes by. `train_labels`
    is `all`, `none` (the training rows carry no label), or one label that training rows must have.
    """

    seed: int
    fractions: dict[str, float]
    stratify: str
    dedupe: bool
    sample_rows: int
    method: Method = "stratified"
    group: str = ""
    time: str = ""
    train_labels: str = "all"
    balance: bool = False
    near: bool = False
    stride: int = 1
    eval_stride: int = 0


@dataclass(frozen=True)
class Row:
    """One kept source row: its index in the source, the hash of its input, its public id."""

    index: int
    key: str
    id: str
    label: Any


@dataclass(frozen=True)
class Split:
    """The three parts, each in the order of its ids, and what was taken away and why."""

    parts: dict[str, list[Row]]
    source_rows: int
    duplicates_removed: int
    label_conflicts: int
    dropped: dict[str, int] = field(default_factory=dict)


def read_sampling(request: Json) -> Sampling:
    given = mapping(request, "sampling", {})
    shares = mapping(given, "fractions", {"train": 0.7, "val": 0.1, "test": 0.2})
    fractions = {part: number(shares, part, None, 0, 1) for part in PARTS}
    if abs(sum(fractions.values()) - 1) > 1e-9 or set(shares) != set(PARTS):
        raise Refusal(
            "E_REQUEST",
            "fractions 必须恰为 train、val、test 且和为 1",
            "fractions must be exactly train, val and test and sum to 1",
            "sampling.fractions",
        )
    method = text(given, "method", "stratified", among=("stratified", "group", "time"))
    return Sampling(
        seed=integer(given, "seed", 42),
        fractions=fractions,
        stratify=text(given, "stratify", "label", among=("label", "none")),
        dedupe=flag(given, "dedupe", True),
        sample_rows=integer(given, "sample_rows", 64, low=1, high=64),
        method=method,  # type: ignore[arg-type]
        group=text(given, "group", ""),
        time=text(given, "time", ""),
        train_labels=text(given, "train_labels", "all"),
        balance=flag(given, "balance", False),
        near=flag(given, "near_duplicates", False),
        stride=integer(given, "stride", 1, low=1),
        eval_stride=integer(given, "eval_stride", 0),
    )
