"""Downloads one package into the cache with the registry's own client; nothing else here does.

Request: {"provider": "pypi" | "npm" | "debian", "package", "version"?, "cache": DIR, "sha256"?,
"link"?: DIR, "platform"?, "python"?, "offline"?, "timeout_seconds"?}. Answer: {"archive": FILE,
"bytes", "sha256", "version", "from_cache", "seconds", …}. data.py finds the file in its `cache` or
beside its `sealed` folder, whichever root was named here as `cache` or `link`.

A file that is in the cache whole is taken from there. A download lands in a folder of its own and
is moved in one step when its checksum holds, so that a run cut short leaves nothing half. `python`
and `platform` choose one wheel, the same on every machine: only its data files are read.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).resolve().parent))

from plumbline_trusted.cache import RECORD, held, place_of
from plumbline_trusted.door import Json, Refusal, flag, integer, serve, text
from plumbline_trusted.records import sha256_file

NAME = re.compile(r"(@[a-z0-9][\w.-]*/)?[A-Za-z0-9][\w.+-]*")
LEAST_FREE = 300 * 1024 * 1024
NO_PACKAGE = re.compile(
    r"no matching distribution|could not find a version|\bE404\b|ETARGET|unable to locate package|"
    r"can't find a source|version .* was not found|no packages found",
    re.IGNORECASE,
)
NO_NETWORK = re.compile(
    r"connection|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONN|resolv|network|timed out|unable to connect|"
    r"failed to fetch|certificate|proxy",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wanted:
    """One package, as asked for; `folder` is its place in the cache."""

    provider: str
    package: str
    version: str
    sha256: str
    python: str
    platform: str
    seconds: int
    folder: Path


def answer(request: Json) -> Json:
    start = time.monotonic()
    wanted = _wanted(request)
    known = held(wanted.folder, wanted.sha256)
    if known is None:
        if flag(request, "offline", False):
            raise Refusal(
                "E_OFFLINE",
                f"离线模式，缓存中没有 {wanted.package}",
                f"offline, and {wanted.package} is not in the cache",
                wanted.package,
            )
        _refuse_full_disk(wanted.folder)
        known = {**_fetched(wanted), "from_cache": False}
    if "link" in request:
        _linked(wanted, known, Path(text(request, "link")))
    seconds = round(time.monotonic() - start, 3)
    archive = str(wanted.folder / known["file"])
    told = {"provider": wanted.provider, "package": wanted.package, "archive": archive}
    return {**told, "from_cache": True, **known, "seconds": seconds}


def _linked(wanted: Wanted, known: Json, root: Path) -> None:
    """The same file under another root: a hard link, or a copy where the disk is another."""
    folder = place_of(root, wanted.provider, wanted.package, wanted.version)
    if held(folder, str(known["sha256"])) is not None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in (str(known["file"]), RECORD):
        (folder / name).unlink(missing_ok=True)
        try:
            os.link(wanted.folder / name, folder / name)
        except OSError:
            shutil.copyfile(wanted.folder / name, folder / name)


def _wanted(request: Json) -> Wanted:
    provider = text(request, "provider", among=tuple(CLIENTS))
    package, version = text(request, "package"), text(request, "version", "")
    if not NAME.fullmatch(package) or not re.fullmatch(r"[\w.+:~-]*", version):
        raise Refusal(
            "E_REQUEST", "包名或版本不合法", "no valid package name or version", "package"
        )
    digest = text(request, "sha256", "")
    if digest and not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise Refusal(
            "E_REQUEST", "sha256 须为 64 位十六进制", "sha256 has 64 hex digits", "sha256"
        )
    return Wanted(
        provider,
        package,
        version,
        digest,
        text(request, "python", ""),
        text(request, "platform", ""),
        integer(request, "timeout_seconds", 600, low=1, high=7200),
        place_of(Path(text(request, "cache")), provider, package, version),
    )


def _fetched(wanted: Wanted) -> Json:
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=wanted.folder) as part:
        CLIENTS[wanted.provider](wanted, Path(part))
        files = [path for path in Path(part).iterdir() if path.suffix in SUFFIXES]
        if len(files) != 1:
            raise Refusal(
                "E_FETCH",
                f"客户端没有留下唯一的归档：{wanted.package}",
                f"the client left no single archive of {wanted.package}",
                wanted.package,
            )
        digest = sha256_file(files[0])
        if wanted.sha256 and digest != wanted.sha256:
            raise _checksum(wanted, digest)
        told: Json = {
            "file": files[0].name,
            "version": _version(wanted, files[0].name),
            "bytes": files[0].stat().st_size,
            "sha256": digest,
        }
        record = Path(part) / RECORD
        record.write_text(json.dumps(told), encoding="utf-8")
        files[0].replace(wanted.folder / files[0].name)
        record.replace(wanted.folder / RECORD)
    return told


def _version(wanted: Wanted, name: str) -> str:
    """The version in the file's name: NAME-1.2-…whl, NAME-1.2.tar.gz, name_1%3a1.2_all.deb."""
    if wanted.provider == "debian":
        return unquote(name).split("_")[1]
    found = re.search(r"-(\d[^-]*?)(?:-[^/]*\.whl|\.tar\.gz|\.tgz|\.zip)$", name)
    return found.group(1) if found else wanted.version


def _pypi(wanted: Wanted, part: Path) -> None:
    """Wheels alone, which run nothing. A source archive is taken only under a checksum: pip asks
    its build script for metadata, so no unknown bytes may come this far."""
    pinned = f"{wanted.package}=={wanted.version}" if wanted.version else wanted.package
    command = [*_pip(), "download", "--no-deps", "--disable-pip-version-check", "-d", str(part)]
    if wanted.python or wanted.platform:
        command += ["--python-version", wanted.python or "3.11", "--implementation", "cp"]
        command += ["--platform", wanted.platform or "manylinux_2_28_x86_64"]
    if not wanted.sha256 or wanted.python or wanted.platform:
        command += ["--only-binary", ":all:"]
    if not wanted.sha256:
        _run([*command, pinned], wanted, part)
        return
    if not wanted.version:
        raise Refusal("E_REQUEST", "有校验和时须写明版本", "a checksum needs a version", "version")
    asked = part / "asked.txt"
    asked.write_text(f"{pinned} --hash=sha256:{wanted.sha256}\n", encoding="utf-8")
    _run([*command, "--require-hashes", "-r", str(asked)], wanted, part)


def _pip() -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    return [_program("pip3", "pip")]


def _npm(wanted: Wanted, part: Path) -> None:
    pinned = f"{wanted.package}@{wanted.version}" if wanted.version else wanted.package
    options = ["--silent", "--ignore-scripts", "--pack-destination", str(part)]
    _run([_program("npm"), "pack", pinned, *options], wanted, part)


def _debian(wanted: Wanted, part: Path) -> None:
    pinned = f"{wanted.package}={wanted.version}" if wanted.version else wanted.package
    _run([_program("apt-get"), "-q", "download", pinned], wanted, part)


def _program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise Refusal(
        "E_CLIENT_GONE",
        f"本机没有 {names[0]}",
        f"{names[0]} is not on this machine",
        names[0],
    )


def _run(command: list[str], wanted: Wanted, part: Path) -> None:
    process = subprocess.Popen(
        command,
        cwd=part,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said = process.communicate(timeout=wanted.seconds)[0].decode("utf-8", "replace")
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Refusal(
            "E_TIMEOUT",
            f"{wanted.seconds} 秒内没有下载完 {wanted.package}",
            f"{wanted.package} did not arrive within {wanted.seconds} s",
            wanted.package,
        ) from error
    if process.returncode != 0:
        raise _failed(wanted, said)


def _failed(wanted: Wanted, said: str) -> Refusal:
    tail = " ".join(said.split())[-300:]
    if "DO NOT MATCH THE HASHES" in said:
        return _checksum(wanted, "")
    if NO_PACKAGE.search(said) and not re.search("resolution|ENOTFOUND|EAI_AGAIN", said):
        hint, also = HINTS.get(wanted.provider, ("", ""))
        return Refusal(
            "E_NO_PACKAGE",
            f"没有此包或版本：{wanted.package} {wanted.version}{hint}。{tail}",
            f"no such package or version: {wanted.package} {wanted.version}{also}. {tail}",
            wanted.package,
        )
    if NO_NETWORK.search(said):
        return Refusal("E_NETWORK", f"无法连接：{tail}", f"no connection: {tail}", wanted.package)
    return Refusal("E_FETCH", f"下载失败：{tail}", f"the download failed: {tail}", wanted.package)


def _checksum(wanted: Wanted, found: str) -> Refusal:
    return Refusal(
        "E_CHECKSUM",
        f"{wanted.package} 的校验和不符，文件未保留：{found}",
        f"{wanted.package} has another checksum and was not kept: {found}",
        wanted.package,
    )


def _refuse_full_disk(folder: Path) -> None:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < LEAST_FREE:
        raise Refusal(
            "E_DISK", f"磁盘空间不足：剩 {free} 字节", f"only {free} bytes are free", str(there)
        )


HINTS = {
    "debian": ("；请先 apt-get update", "; try `apt-get update` first"),
    "pypi": ("；只有源码包时须给出 sha256", "; a source archive is taken under a sha256 alone"),
}
SUFFIXES = (".whl", ".gz", ".zip", ".bz2", ".tgz", ".deb")
CLIENTS: dict[str, Callable[[Wanted, Path], None]] = {
    "pypi": _pypi,
    "npm": _npm,
    "debian": _debian,
}


if __name__ == "__main__":
    sys.exit(serve(answer))
