"""Parts by origin: no mailing list and no sender is in two of them."""

from __future__ import annotations

import email
import json
from collections import Counter

import pytest

from template_project.datasets.parts import parted, parts_by_group
from template_project.datasets.source import Mail, origin_of, rows_of
from template_project.datasets.split import unique

FRACTIONS = {"train": 0.7, "val": 0.1, "test": 0.2}
SAMPLING = {"seed": 3, "fractions": FRACTIONS, "method": "group", "group": "origin"}


def mail(number: int, headers: str) -> bytes:
    raw = f"Subject: the mail {number}\n{headers}\n\nabout the matter of day {number}"
    return json.dumps({"text": raw}).encode()


def mails() -> dict[str, bytes]:
    """A hundred mails of twenty senders, and half as many of one mailing list."""
    named = {f"easy-ham-1/{at}": f"From: S <S{at % 20}@x.org>" for at in range(100)}
    listed = {f"spam-1/{at}": f"From: s{at}@y.org\nList-Id: L <l.y.org>" for at in range(50)}
    return {
        path: mail(number, headers)
        for number, (path, headers) in enumerate({**named, **listed}.items())
    }


def test_no_origin_is_in_two_parts_and_no_mail_is_lost() -> None:
    rows = unique(rows_of(mails(), {}))

    drawn, groups = parted(rows, SAMPLING)

    held = [{groups[item.row.key] for item in items} for items in drawn.values()]
    assert sum(map(len, held)) == len(set.union(*held)) == 21
    assert sum(map(len, drawn.values())) == 150
    assert min(map(len, drawn.values())) > 0


def test_a_group_too_large_for_a_part_is_for_training() -> None:
    parts = parts_by_group(Counter({"list": 90, **{str(at): 1 for at in range(30)}}), 1, FRACTIONS)

    assert parts["list"] == "train"
    assert Counter(parts.values())["test"] == 24


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ("From: A <A@x.org>\nList-Id: All of us <All.x.org>", "all.x.org"),
        ("From: A B <A.b+c@X.org>", "a.b+c@x.org"),
        ("From: nobody", "spam-1/7"),
        ("List-Id: no brackets\nFrom: <a@x.org>", "a@x.org"),
    ],
)
def test_the_list_goes_before_the_sender(headers: str, origin: str) -> None:
    message = email.message_from_string(f"{headers}\n\nhello")

    assert origin_of(message, "spam-1/7") == origin


def test_what_a_mail_says_does_not_tell_its_origin() -> None:
    (row,) = rows_of({"data/spam-1/1": mail(1, "From: <a@x.org>")}, {})

    assert row == Mail("the mail 1 about the matter of day 1", "spam", "a@x.org")
