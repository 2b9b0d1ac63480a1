"""Where the texts lie in the package: the mails of the SpamAssassin corpus, one file each."""

from __future__ import annotations

import email
import email.policy
import html
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

from ..utils import CommandError
from .split import Row

DATA = r"^package/data/(easy-ham|hard-ham|spam)-\d/.*\.json$"
LICENCE = (
    r"^package/LICENSE$",
    "Open Data Commons Public Domain Dedication & License 1.0 (PDDL 1.0), while the database "
    "contents are licensed under Creative Commons Zero v1.0 Universal (CC0 1.0)",
)
VERSION = (r"package\.json$", r'"version": "([^"]+)"')
WANTED = rf"{DATA}|^package/(LICENSE|package\.json)$"
LIST = re.compile(r"<([^<>\s]+)>\s*$")
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Mail(Row):
    """A mail with the mailing list that brought it, else its sender."""

    origin: str


def rows_of(files: Mapping[str, bytes], options: Mapping[str, Any]) -> list[Row]:
    """Return subject and body of each mail: the headers tell how the heaps were collected."""
    shortest, longest = options.get("min_chars", 5), options.get("max_chars", 2000)
    rows: list[Row] = []
    for path, content in files.items():
        try:
            raw = str(json.loads(content)["text"])
            message = email.message_from_string(raw, policy=email.policy.compat32)
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{path} is no mail: {error}") from error
        said = plain(letter(message))[:longest]
        if len(said) >= shortest:
            label = "spam" if "/spam-" in path else "ham"
            rows.append(Mail(said, label, origin_of(message, path)))
    return rows


def origin_of(message: Message, path: str) -> str:
    """Return the mailing list that brought a mail, else its sender, else the mail's own name."""
    listed = LIST.search(str(message.get("List-Id", "")))
    sender = ADDRESS.search(str(message.get("From", "")))
    return listed[1].lower() if listed else sender[0].lower() if sender else path


def letter(message: Message) -> str:
    """Return subject and text parts of a mail, one below the other."""
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message.get("Subject", "")), *map(_body, parts)])


def plain(words: str) -> str:
    """Return one spelling of a text: NFKC, single spaces, no control characters."""
    folded = unicodedata.normalize("NFKC", words)
    shown = "".join(c if c.isprintable() or c.isspace() else " " for c in folded)
    return " ".join(shown.split())


def _body(part: Message) -> str:
    packed = part.get_payload(decode=True)
    if not isinstance(packed, bytes):
        return ""
    words = packed.decode(_charset(part), "replace")
    if part.get_content_subtype() != "html":
        return words
    return html.unescape(TAGS.sub(" ", words))


def _charset(part: Message) -> str:
    named = part.get_content_charset("utf-8")
    try:
        "".encode(named)
    except (LookupError, UnicodeError):
        return "latin-1"
    return named
