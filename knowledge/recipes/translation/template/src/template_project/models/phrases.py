"""Phrases that translate each other, read off the word alignments of both directions (Koehn 2003).

A link joins the place of a given word and that of a said one. A phrase pair is a run of words on
either side with no link from inside to outside; said words without a link may join at its ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Link = tuple[int, int]
Phrase = tuple[int, ...]
BELIEVED = 0.4  # the chance from which on a link counts
AROUND = [(one, two) for one in (-1, 0, 1) for two in (-1, 0, 1) if (one, two) != (0, 0)]


def linked(forth: Sequence[Sequence[float]], back: Sequence[Sequence[float]]) -> set[Link]:
    """Join both directions: what they agree on, grown by its neighbours, then by words still alone.

    `forth` has a row for each said word, `back` one for each given word.
    """
    one = {(_top(row), place) for place, row in enumerate(forth) if max(row) > BELIEVED}
    two = {(place, _top(row)) for place, row in enumerate(back) if max(row) > BELIEVED}
    links, rest = one & two, sorted(one ^ two)
    grown = True
    while grown:
        near = (link for link in rest if link not in links and _touches(link, links))
        found = next((link for link in near if any(_alone(link, links))), None)
        grown = found is not None
        links |= {found} if found else set()
    for link in rest:
        if all(_alone(link, links)):
            links.add(link)
    return links


def phrase_pairs(
    given: Sequence[int], said: Sequence[int], links: set[Link], widest: int, longest: int
) -> Iterator[tuple[Phrase, Phrase]]:
    """All pairs of at most so many given and said words that the links allow."""
    used = {place for _, place in links}
    for start in range(len(given)):
        for stop in range(start + 1, min(len(given), start + widest) + 1):
            inside = [place for own, place in links if start <= own < stop]
            if not inside:
                continue
            low, high = min(inside), max(inside) + 1
            if any(low <= place < high and not start <= own < stop for own, place in links):
                continue
            for first, last in _spans(low, high, len(said), used, longest):
                yield tuple(given[start:stop]), tuple(said[first:last])


def _spans(
    low: int, high: int, size: int, used: set[int], longest: int
) -> Iterator[tuple[int, int]]:
    """The span itself, and it with words without a link on either side."""
    first = low
    while first == low or (first >= 0 and first not in used):
        last = high
        while last == high or (last <= size and last - 1 not in used):
            if last - first <= longest:
                yield first, last
            last += 1
        first -= 1


def _top(row: Sequence[float]) -> int:
    return max(range(len(row)), key=row.__getitem__)


def _touches(link: Link, links: set[Link]) -> bool:
    return any((link[0] + one, link[1] + two) in links for one, two in AROUND)


def _alone(link: Link, links: set[Link]) -> list[bool]:
    """Whether the given word and whether the said word has no link yet."""
    return [all(link[side] != other[side] for other in links) for side in (0, 1)]
