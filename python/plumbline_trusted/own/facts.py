"""What a stream of rows shows of each column: kinds, ranges, counts; memory stays bounded."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from plumbline_trusted.own.table_file import DATES, compact, day, is_missing, number

MOST_VALUES = 2000
MOST_HASHES = 1_000_000
SAMPLE = 4000
LONG_TEXT = 40


@dataclass
class Column:
    """One column while its cells pass by; `counts` is emptied when it would grow too large."""

    name: str
    rows: int = 0
    missing: int = 0
    numbers: int = 0
    whole: int = 0
    low: float = float("inf")
    high: float = float("-inf")
    letters: int = 0
    spaced: int = 0
    dated: int = 0
    dates: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DATES, 0))
    counts: Counter[str] = field(default_factory=Counter)
    many: bool = False

    def take(self, cell: str) -> None:
        self.rows += 1
        if is_missing(cell):
            self.missing += 1
            return
        value = number(cell)
        if value is not None:
            self.numbers += 1
            self.whole += value == int(value)
            self.low, self.high = min(self.low, value), max(self.high, value)
        else:
            self.letters += len(cell)
            fits = [style for style in DATES if day(cell, style) is not None]
            self.dated += bool(fits)
            for style in fits:
                self.dates[style] += 1
        if not self.many:
            self.counts[cell] += 1
            self.many = len(self.counts) > MOST_VALUES

    @property
    def present(self) -> int:
        return self.rows - self.missing

    @property
    def style(self) -> str:
        """The date style that every value fits; year first, then day, then month."""
        fits = [style for style, count in self.dates.items() if count == self.present > 0]
        return fits[0] if fits else ""

    @property
    def ambiguous(self) -> bool:
        """Every date could be read with day and month exchanged."""
        return self.dates["dmy"] == self.dates["mdy"] == self.present > 0

    @property
    def kind(self) -> str:
        """`empty`, `number`, `date`, `category` or `text`."""
        if self.present == 0:
            return "empty"
        if self.numbers == self.present:
            return "number"
        if self.style:
            return "date"
        texts = self.present - self.numbers
        spelled = self.letters / texts
        distinct = len(self.counts)
        return "text" if self.many or (spelled > LONG_TEXT and distinct > 20) else "category"

    @property
    def distinct(self) -> int:
        """How many values; one more than the most that are counted where there are more."""
        return len(self.counts)

    def counted(self) -> dict[str, int]:
        """The values and their rows, where they could all be counted."""
        return {} if self.many else dict(self.counts)


@dataclass
class Seen:
    """The whole stream: columns, rows, repeats, and a sample of rows chosen by their hash."""

    columns: list[Column]
    rows: int = 0
    duplicates: int = 0
    duplicates_of: int = 0
    sample: list[list[str]] = field(default_factory=list)


def look(names: Sequence[str], rows: Iterable[list[str]]) -> Seen:
    """One pass over the rows."""
    seen = Seen([Column(name) for name in names])
    hashes: set[int] = set()
    held: list[tuple[int, int, list[str]]] = []
    for index, cells in enumerate(rows):
        for column, cell in zip(seen.columns, cells, strict=True):
            column.take(cell)
        seen.rows += 1
        key = int.from_bytes(hashlib.sha256(compact(cells).encode()).digest()[:8], "big")
        if len(hashes) < MOST_HASHES:
            seen.duplicates_of += 1
            seen.duplicates += key in hashes
            hashes.add(key)
        if len(held) < SAMPLE:
            heapq.heappush(held, (-key, index, cells))
        elif -key > held[0][0]:
            heapq.heapreplace(held, (-key, index, cells))
    seen.sample = [cells for _, _, cells in sorted(held, key=lambda one: one[1])]
    return seen
