"""Human translations of MediaWiki's messages, paired by key between two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plumbline_trusted.archives import open_archive
from plumbline_trusted.door import Json, Refusal, decode, integer, text
from plumbline_trusted.loaders.common import (
    Licence,
    archive_source,
    needed,
    options_of,
    plain,
    stated_version,
)
from plumbline_trusted.table import Table

GPL = Licence(
    "GPL-2.0-or-later", r"doc/mediawiki/copyright$", "Files: * Copyright: 2001-2022, MediaWiki"
)
PAIRS = {
    "en-zh-hans": ("en", "zh-hans", "translation"),
    "yue-zh-hant": ("yue", "zh-hant", "dialect-mt"),
}
MARKUP = re.compile(r"[{}<>\[\]$]")
HAN = re.compile(r"[\u3400-\u9fff]")
# Written Cantonese alone uses these; option `marked` keeps the pairs whose source has one.
CANTONESE = re.compile("[嘅咗唔冇佢喺啲哋嚟睇咁嗰乜嘢畀俾啱噉嚿攞搵揾諗]")


def mediawiki_messages(source: Json) -> Table:
    """Messages without markup, at most `max_chars` on either side, in the order of file and key."""
    known = {"pair": "en-zh-hans", "max_chars": 60, "marked": False}
    options = options_of(source, known)
    one, two, task = PAIRS[text(options, "pair", among=tuple(PAIRS))]
    asked = text(source, "task", task)
    if asked not in ("translation", "dialect-mt"):
        raise Refusal(
            "E_REQUEST", "此数据只用于翻译", "this data is for translation", "source.task"
        )
    longest = integer(options, "max_chars", low=1, high=10_000)
    wanted = re.compile(rf"/i18n/(.*/)?({one}|{two})\.json$|doc/mediawiki/copyright$|^control$")
    members = open_archive(source).members(lambda path: wanted.search(path) is not None)
    data = needed(members, rf"/i18n/(.*/)?({one}|{two})\.json$")
    rows = [
        (plain(said), plain(meant), part)
        for said, meant, part in _pairs(data, one, two)
        if not MARKUP.search(said + meant)
    ]
    kept = [
        row
        for row in rows
        if _right(row[0], one, longest)
        and _right(row[1], two, longest)
        and (not options["marked"] or CANTONESE.search(row[0]))
    ]
    version = stated_version(members, "^control$", r"^Version: (\S+)")
    told = archive_source(source, version, data, GPL.stated_in(members))
    return Table(
        name=text(source, "name", f"mediawiki-{one}-{two}"),
        task=asked,
        source=told,
        licence=text(source, "licence", GPL.name),
        inputs=[row[0] for row in kept],
        labels=[row[1] for row in kept],
        columns=("text",),
        groups={"component": [(row[2],) for row in kept]},
    )


def _pairs(data: dict[str, bytes], one: str, two: str) -> Iterator[tuple[str, str, str]]:
    for path, content in sorted(data.items()):
        folder, _, name = path.rpartition("/")
        other = data.get(f"{folder}/{two}.json")
        if name != f"{one}.json" or other is None:
            continue
        said, meant = decode(content, path), decode(other, f"{folder}/{two}.json")
        for key, words in said.items():
            if isinstance(words, str) and isinstance(meant.get(key), str):
                yield words, meant[key], folder


def _right(words: str, language: str, longest: int) -> bool:
    """Short enough, and in its language: Chinese without one Han character is untranslated."""
    if not 0 < len(words) <= longest:
        return False
    return language == "en" or HAN.search(words) is not None
