"""Files inside a package archive, read without unpacking it and without running any of it.

Wheels and other zip files, .tar.gz, .tgz, .tar.xz and Debian packages are read in memory.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from plumbline_trusted.door import Json, Refusal, file, text
from plumbline_trusted.records import sha256_file

MEMBER_LIMIT = 64 * 1024 * 1024
TOTAL_LIMIT = 512 * 1024 * 1024
DEB = b"!<arch>\n"
Wanted = Callable[[str], bool]


@dataclass(frozen=True)
class Archive:
    """A fetched package: its file, and the hash of that file."""

    path: Path
    sha256: str

    def members(self, wanted: Wanted) -> dict[str, bytes]:
        """The files whose path inside the package is wanted, in the order of their paths."""
        found: dict[str, bytes] = {}
        total = 0
        try:
            for name, data in _read(self.path, wanted):
                total += len(data)
                if len(data) > MEMBER_LIMIT or total > TOTAL_LIMIT:
                    raise _bad(self.path, "过大", "too large")
                found[name] = data
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, ValueError) as error:
            raise _bad(self.path, f"已损坏：{error}", f"damaged: {error}") from error
        return dict(sorted(found.items()))


def open_archive(source: Json) -> Archive:
    """The archive that a source names; with a `sha256`, no other bytes are read."""
    path = file(source, "archive")
    digest = sha256_file(path)
    wanted = text(source, "sha256", "")
    if wanted and wanted != digest:
        raise Refusal(
            "E_CHECKSUM",
            f"校验和不符：{path.name} 为 {digest}，应为 {wanted}",
            f"{path.name} has the checksum {digest}, not {wanted}",
            "source.sha256",
        )
    return Archive(path, digest)


def _read(path: Path, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(path):
        yield from _zip(path, wanted)
        return
    with path.open("rb") as stream:
        head = stream.read(len(DEB))
    if head == DEB:
        for inner in _debian(path):
            yield from _tar(inner, wanted)
        return
    with tarfile.open(path, "r:*") as inner:
        yield from _tar(inner, wanted)


def _zip(path: Path, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as inner:
        for entry in inner.infolist():
            if not entry.is_dir() and wanted(entry.filename):
                if entry.file_size > MEMBER_LIMIT:
                    raise _bad(path, "内含文件过大", "a file in it is too large")
                yield entry.filename, inner.read(entry)


def _tar(inner: tarfile.TarFile, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    for entry in inner:
        name = entry.name.removeprefix("./")
        if not entry.isfile() or not wanted(name):
            continue
        if entry.size > MEMBER_LIMIT:
            raise ValueError(f"{name} is too large")
        stream = inner.extractfile(entry)
        if stream is not None:
            yield name, stream.read()


def _debian(path: Path) -> Iterator[tarfile.TarFile]:
    """A Debian package's control files and its file tree; what Python cannot inflate is left to
    dpkg-deb."""
    data = path.read_bytes()
    place = len(DEB)
    while place + 60 <= len(data):
        name = data[place : place + 16].decode("ascii", "replace").strip().rstrip("/")
        size = int(data[place + 48 : place + 58])
        body = data[place + 60 : place + 60 + size]
        place += 60 + size + size % 2
        part, _, packing = name.partition(".tar")
        if part not in ("control", "data"):
            continue
        if packing in ("", ".gz", ".xz", ".bz2"):
            unpacked = io.BytesIO(body)
        else:
            unpacked = io.BytesIO(_by_dpkg(path, part, name))
        with tarfile.open(fileobj=unpacked, mode="r:*") as inner:
            yield inner


def _by_dpkg(path: Path, part: str, name: str) -> bytes:
    program = shutil.which("dpkg-deb")
    if program is None:
        raise _bad(path, f"{name} 需要 dpkg-deb 才能读取", f"{name} needs dpkg-deb to be read")
    flag = "--fsys-tarfile" if part == "data" else "--ctrl-tarfile"
    command = [program, flag, str(path.resolve())]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip()[-200:]
        raise _bad(path, f"dpkg-deb 失败：{reason}", f"dpkg-deb failed: {reason}")
    return done.stdout


def _bad(path: Path, zh: str, en: str) -> Refusal:
    return Refusal(
        "E_ARCHIVE", f"归档 {path.name} {zh}", f"the archive {path.name} is {en}", "source"
    )
