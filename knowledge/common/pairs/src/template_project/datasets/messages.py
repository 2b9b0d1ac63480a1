"""Messages of MediaWiki, translated by people: paired by key between two languages.

The Debian package is read as data: its file lies in data/raw, or apt downloads it there without
root. Nothing of it is installed or run.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..utils import CommandError
from ..utils.config import project_path

RAW = "data/raw"
COPYRIGHT = "usr/share/doc/mediawiki/copyright"
SAYS = "Files: * Copyright: 2001-2022, MediaWiki"
MARKUP = re.compile(r"[{}<>\[\]$]")
HAN = re.compile(r"[\u3400-\u9fff]")
MAGIC = b"!<arch>\n"
SECONDS = 300


def messages_of(source: Mapping[str, Any]) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files of both languages, and the source with what they say of themselves."""
    members = read_package(str(source["package"]), str(source["version"]), languages_of(source))
    texts = {path: content for path, content in members.items() if path != COPYRIGHT}
    digest = "".join(f"{hashlib.sha256(content).hexdigest()}\n" for content in texts.values())
    licence = {"name": "GPL-2.0-or-later", "file": COPYRIGHT, "says": SAYS}
    told = {"data_sha256": hashlib.sha256(digest.encode()).hexdigest(), "licence": licence}
    return texts, {**source, **told}


def languages_of(source: Mapping[str, Any]) -> tuple[str, str]:
    """Cut the name of a pair: `en-zh-hans` is English and simplified Chinese."""
    one, _, two = str(source["options"]["pair"]).partition("-")
    return one, two


def pairs_of(texts: Mapping[str, bytes], one: str, two: str) -> Iterator[tuple[str, str, str]]:
    """Messages of one key in one folder and that folder, in the order of file and key."""
    for path, content in sorted(texts.items()):
        folder, _, name = path.rpartition("/")
        other = texts.get(f"{folder}/{two}.json")
        if name != f"{one}.json" or other is None:
            continue
        said, meant = json.loads(content), json.loads(other)
        for key, words in said.items():
            if isinstance(words, str) and isinstance(meant.get(key), str):
                if MARKUP.search(words + meant[key]):
                    continue
                yield plain(words), plain(meant[key]), folder


def is_chinese(words: str, longest: int) -> bool:
    """Short enough, and with a Chinese character: what has none is untranslated."""
    return 0 < len(words) <= longest and HAN.search(words) is not None


def plain(words: str) -> str:
    """One spelling of a text: NFKC, single spaces, no control characters."""
    folded = unicodedata.normalize("NFKC", words)
    shown = "".join(c if c.isprintable() or c.isspace() else " " for c in folded)
    return " ".join(shown.split())


def read_package(package: str, version: str, languages: tuple[str, str]) -> dict[str, bytes]:
    """Return the messages and the copyright file of the package, in the order of their paths."""
    data = re.compile(rf"/i18n/(.*/)?({'|'.join(languages)})\.json$")
    path = _held(package, version)
    if path is None:
        _download(package, version)
        path = _held(package, version)
    if path is None:
        raise CommandError(f"apt left no {package} {version} in {RAW}")
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(contents(path)), mode="r:*") as archive:
            for entry in archive:
                name = entry.name.removeprefix("./")
                stream = archive.extractfile(entry) if entry.isfile() else None
                if stream is not None and (name == COPYRIGHT or data.search(name)):
                    found[name] = stream.read()
    except (OSError, tarfile.TarError, EOFError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    stated = re.sub(r"\s+", " ", found.get(COPYRIGHT, b"").decode("utf-8", "replace"))
    if SAYS not in stated:
        raise CommandError(f"{COPYRIGHT} no longer says '{SAYS}'")
    return dict(sorted(found.items()))


def contents(path: Path) -> bytes:
    """Return the file tree of a Debian package: a tar archive within an ar archive."""
    content = path.read_bytes()
    if not content.startswith(MAGIC):
        raise ValueError("no Debian package")
    place = len(MAGIC)
    while place + 60 <= len(content):
        name = content[place : place + 16].decode("ascii", "replace").strip().rstrip("/")
        size = int(content[place + 48 : place + 58])
        if name.startswith("data.tar"):
            return content[place + 60 : place + 60 + size]
        place += 60 + size + size % 2
    raise ValueError("a Debian package without data")


def _held(package: str, version: str) -> Path | None:
    spelled = version.replace(":", "%3a")
    return next(iter(sorted(project_path(RAW).glob(f"{package}_{spelled}_*.deb"))), None)


def _download(package: str, version: str) -> None:
    folder, wanted = project_path(RAW), f"{package}={version}"
    advice = f"`apt-get download {wanted}` on a machine with network, into {RAW}, provides it"
    if shutil.which("apt-get") is None:
        raise CommandError(f"{wanted} is not here, and there is no apt-get: {advice}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["apt-get", "download", wanted],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CommandError(f"{wanted} is not here: {advice} ({error})") from error
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["apt-get failed"])[-1]
        raise CommandError(f"{wanted} is not here: {advice} ({reason})")
