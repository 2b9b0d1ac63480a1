"""What every loader needs: options, the provenance of a table, and the licence it stands under."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from plumbline_trusted.door import Json, Refusal, mapping, text
from plumbline_trusted.records import sha256


@dataclass(frozen=True)
class Licence:
    """A licence's name, and the file of the package whose words say so."""

    name: str
    file: str
    says: str

    def stated_in(self, members: dict[str, bytes]) -> Json:
        """Where the package says so; a package that no longer does is refused."""
        for path, data in members.items():
            words = re.sub(r"\s+", " ", data.decode("utf-8", "replace"))
            if re.search(self.file, path) and self.says in words:
                return {"name": self.name, "file": path, "says": self.says}
        raise Refusal(
            "E_LICENCE",
            f"软件包没有写明许可：{self.file} 中应有「{self.says}」",
            f"the package does not state its licence: {self.file} should say '{self.says}'",
            "source.licence",
        )


def options_of(source: Json, known: dict[str, Any]) -> Json:
    """The source's options over their usual values; an unknown one is refused."""
    given = mapping(source, "options", {})
    unknown = sorted(set(given) - set(known))
    if unknown:
        listed = ", ".join(known) or "none"
        raise Refusal(
            "E_REQUEST",
            f"未知选项 {', '.join(unknown)}；可用：{listed}",
            f"unknown option {', '.join(unknown)}; known: {listed}",
            "source.options",
        )
    return {**known, **given}


def archive_source(source: Json, version: str, data: dict[str, bytes], licence: Json) -> Json:
    """What dataset.json says of an archive: nothing of it names this machine.

    `data_sha256` covers the files that were read, so that it holds for every build of a package.
    """
    digest = sha256("".join(f"{sha256(content)}\n" for _, content in sorted(data.items())))
    return {
        "provider": text(source, "provider"),
        "package": text(source, "package"),
        "version": version,
        "loader": text(source, "loader"),
        "options": mapping(source, "options", {}),
        "data_sha256": digest,
        "licence": licence,
    }


def stated_version(members: dict[str, bytes], file: str, pattern: str) -> str:
    """The version that the package's own metadata file gives."""
    for path, data in members.items():
        found = re.search(pattern, data.decode("utf-8", "replace"), re.MULTILINE)
        if found and re.search(file, path):
            return found.group(1)
    raise Refusal("E_ARCHIVE", "软件包没有写明版本", "the package states no version", "source")


def needed(members: dict[str, bytes], pattern: str) -> dict[str, bytes]:
    """The members that hold the data; a package without them is refused."""
    found = {path: data for path, data in members.items() if re.search(pattern, path)}
    if not found:
        raise Refusal(
            "E_ARCHIVE",
            f"软件包中没有所需的文件：{pattern}",
            f"the package has no file like {pattern}",
            "source.archive",
        )
    return found


def column_name(name: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", name.lower()).strip("_")


def plain(words: str) -> str:
    """One spelling of a text: NFKC, single spaces, no control characters."""
    folded = unicodedata.normalize("NFKC", words)
    shown = "".join(c if c.isprintable() or c.isspace() else " " for c in folded)
    return " ".join(shown.split())
