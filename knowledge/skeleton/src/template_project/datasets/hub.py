"""A full data set from one hub: its files with sizes and hashes, fetched whole or not at all.

Hugging Face and ModelScope are spoken to by their REST, with the standard library alone. The token
of a hub goes to that hub and to no host that it redirects to.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from ..utils import CommandError, ConfigError

BLOCK = 1 << 20
ATTEMPTS = 5
LONGEST_WAIT = 330.0  # seconds; the hubs count requests over five minutes
TIMEOUT = 60.0


class Hub(NamedTuple):
    """One hub: its key in the configuration and its variables."""

    title: str
    key: str
    endpoint: str
    token: str
    branch: str


HUBS = {
    "huggingface": Hub("Hugging Face", "hf", "HF_ENDPOINT", "HF_TOKEN", "main"),
    "modelscope": Hub("ModelScope", "ms", "MODELSCOPE_ENDPOINT", "MODELSCOPE_API_TOKEN", "master"),
}


class RemoteFile(NamedTuple):
    """A file as the hub promises it; `kind` of hash: sha256, sha1 (of the git blob) or none."""

    path: str
    size: int
    kind: str
    value: str
    url: str


class RemoteSet(NamedTuple):
    """What a hub holds of a data set."""

    id: str
    revision: str
    licence: str
    page: str
    files: list[RemoteFile]


def choose(data: Mapping[str, Any], wanted: str) -> tuple[str, RemoteSet]:
    """Ask the wanted hub; with `auto` the first that is configured and answers."""
    listers = {"huggingface": list_huggingface, "modelscope": list_modelscope}
    failures: list[CommandError] = []
    for name in HUBS if wanted == "auto" else [wanted]:
        try:
            return name, listers[name](HUBS[name], *address(HUBS[name], data))
        except CommandError as error:
            failures.append(error)
    unset = all(isinstance(error, ConfigError) for error in failures)
    kind = ConfigError if unset else CommandError
    raise kind("; ".join(map(str, failures)))


def address(hub: Hub, data: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return endpoint, id and revision of the set on one hub."""
    source = (data.get("hubs") or {}).get(hub.key) or {}
    endpoint = (os.environ.get(hub.endpoint) or source.get("endpoint") or "").rstrip("/")
    if not source.get("id"):
        raise ConfigError(f"configs/data/full.yaml names no data set: set hubs.{hub.key}.id")
    if not endpoint:
        raise ConfigError(
            f"no hub address: set {hub.endpoint}, or hubs.{hub.key}.endpoint of the data file"
        )
    if urllib.parse.urlsplit(endpoint).scheme not in ("http", "https"):
        raise ConfigError(f"{hub.endpoint} must be an http or https address, got '{endpoint}'")
    return endpoint, str(source["id"]), str(source.get("revision") or hub.branch)


def list_huggingface(hub: Hub, endpoint: str, name: str, revision: str) -> RemoteSet:
    """List a set by its commit, so that a change during the download cannot mix two states."""
    api = f"{endpoint}/api/datasets/{name}"
    about, _ = ask(hub, f"{api}/revision/{quote(revision)}", name)
    card = about.get("cardData") or {}
    commit = about.get("sha") or revision
    files: list[RemoteFile] = []
    page: str | None = f"{api}/tree/{quote(commit)}?recursive=true"
    while page:
        entries, page = ask(hub, page, name)
        for entry in entries:
            if entry["type"] != "file":
                continue
            lfs, path = entry.get("lfs") or {}, entry["path"]
            kind, value = ("sha256", lfs["oid"]) if lfs else ("sha1", entry.get("oid") or "")
            url = f"{endpoint}/datasets/{name}/resolve/{quote(commit)}/{quote(path, '/')}"
            size = lfs.get("size", entry.get("size", 0))
            files.append(RemoteFile(path, size, kind if value else "", value, url))
    return RemoteSet(name, commit, words(card.get("license")), f"{endpoint}/datasets/{name}", files)


def list_modelscope(hub: Hub, endpoint: str, name: str, revision: str) -> RemoteSet:
    """List a set of ModelScope: OpenAPI for the description, the older API for the files."""
    about, _ = ask(hub, f"{endpoint}/openapi/v1/datasets/{name}", name)
    files: list[RemoteFile] = []
    base, size = f"{endpoint}/api/v1/datasets/{name}/repo", 200
    for number in range(1, 10_000):
        query = f"Revision={quote(revision)}&Recursive=True&PageNumber={number}&PageSize={size}"
        answer, _ = ask(hub, f"{base}/tree?{query}", name)
        if answer.get("Success") is False:
            raise CommandError(f"{hub.title}: {name}: {answer.get('Message')}")
        entries = (answer.get("Data") or {}).get("Files") or []
        for entry in entries:
            if entry["Type"] == "tree":
                continue
            path, value = entry["Path"], entry.get("Sha256") or ""
            url = f"{base}?Revision={quote(revision)}&FilePath={quote(path)}"
            kind = "sha256" if value else ""
            files.append(RemoteFile(path, entry.get("Size") or 0, kind, value, url))
        if len(entries) < size:
            break
    licence = words((about.get("data") or {}).get("license"))
    return RemoteSet(name, revision, licence, f"{endpoint}/datasets/{name}", files)


def ask(hub: Hub, url: str, name: str) -> tuple[Any, str | None]:
    """Return one JSON answer and the address of the next page, if there is one."""
    with open_url(hub, url, name=name) as response:
        try:
            answer = json.load(response)
        except (ValueError, http.client.HTTPException, OSError) as error:
            raise CommandError(f"{hub.title} gave no usable answer for {name}: {error}") from error
        link = re.search(r'<([^>]+)>\s*;\s*rel="?next', response.headers.get("Link") or "")
    return answer, urllib.parse.urljoin(url, link[1]) if link else None


def inside(folder: Path, file: RemoteFile) -> Path:
    """Return the place of a file; a name that leaves the folder is refused."""
    parts = PurePosixPath(file.path).parts
    odd = not parts or file.path.startswith("/") or ".." in parts or "\\" in file.path
    target = (folder / file.path).resolve()
    if odd or not target.is_relative_to(folder.resolve()):
        raise CommandError(f"the hub names a file outside the folder: {file.path}")
    return target


def is_whole(file: RemoteFile, path: Path) -> bool:
    """Tell whether a file is what the hub promises."""
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    digest = hashlib.sha256() if file.kind != "sha1" else hashlib.sha1(usedforsecurity=False)
    if file.kind == "sha1":
        digest.update(f"blob {file.size}\0".encode())
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(BLOCK), b""):
            digest.update(block)
    return not file.kind or digest.hexdigest() == file.value.lower()


def fetch(hub: Hub, file: RemoteFile, target: Path) -> None:
    """Fetch one file, going on where an earlier try stopped; it has its name only when whole."""
    part = target.with_name(f".{target.name}.{file.value[:12]}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    if not file.kind:
        part.unlink(missing_ok=True)  # without a hash a part cannot be trusted
    idle = 0
    while idle < ATTEMPTS:
        before = part.stat().st_size if part.exists() else 0
        after = file.size if before == file.size and before else pour(hub, file, part, before)
        if after >= file.size:
            break
        idle = 0 if after > before else idle + 1
        if not file.kind:
            part.unlink(missing_ok=True)
    else:
        raise CommandError(f"{target.name}: the line broke again and again; run it once more")
    if not is_whole(file, part):
        found = part.stat().st_size
        part.unlink()
        raise CommandError(f"{target.name}: size or hash differs from the hub's ({found} bytes)")
    part.replace(target)


def pour(hub: Hub, file: RemoteFile, part: Path, start: int) -> int:
    """Add to a part what one request brings; return its size then."""
    if start > file.size:
        start = 0
    with open_url(hub, file.url, start, file.path) as response:
        resumed = start > 0 and response.status == 206
        with part.open("ab" if resumed else "wb") as stream:
            try:
                for block in iter(lambda: response.read(BLOCK), b""):
                    stream.write(block)
                    if stream.tell() > file.size:
                        break
            except (http.client.HTTPException, TimeoutError, ConnectionError):
                pass  # a cut line: the next request goes on here
    return part.stat().st_size


class SameHost(urllib.request.HTTPRedirectHandler):
    """Follow redirects; the token stays with the hub, and https never turns into http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Copy what was not for the hub alone, and that too where the address is the hub's."""
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if old.scheme == "https" and new.scheme != "https":
            raise urllib.error.URLError(f"refused a redirect from https to {new.scheme}")
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None and (old.scheme, old.netloc) == (new.scheme, new.netloc):
            for key, value in req.unredirected_hdrs.items():
                if key != "Host":
                    request.add_unredirected_header(key, value)
        return request


def open_url(hub: Hub, url: str, start: int = 0, name: str = "") -> Any:
    """Open an address; busy and broken servers are tried again, waiting as long as they ask."""
    headers = {"User-Agent": "template-project"}
    request = urllib.request.Request(url, headers=headers)
    if start:
        request.add_header("Range", f"bytes={start}-")
    if token := os.environ.get(hub.token):
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    opener = urllib.request.build_opener(SameHost)
    failure = ""
    for attempt in range(ATTEMPTS):
        wait = float(min(2**attempt, 30))
        try:
            return opener.open(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            failure = f"HTTP {error.code}"
            if error.code not in (408, 429) and error.code < 500:
                raise refusal(hub, name, error) from error
            wait = asked_wait(error.headers, wait)
        except (OSError, http.client.HTTPException, ValueError) as error:
            failure = str(error)
        if attempt == ATTEMPTS - 1 or wait > LONGEST_WAIT:
            break
        pause(wait)
    raise CommandError(f"cannot fetch {name} from {hub.title}: {failure}")


def refusal(hub: Hub, name: str, error: urllib.error.HTTPError) -> CommandError:
    """Put what the hub refused into words."""
    code = error.headers.get("X-Error-Code") or ""
    if code == "RepoNotFound" or error.code == 404:
        return CommandError(f"{hub.title} has no {name}: check hubs.{hub.key} of the data file")
    if code == "GatedRepo" or error.code in (401, 403):
        return CommandError(
            f"{hub.title} does not give {name} to everyone: accept its terms on its page,"
            f" then set {hub.token} to a token of that account"
        )
    return CommandError(f"cannot fetch {name} from {hub.title}: HTTP {error.code}")


def asked_wait(headers: Any, usual: float) -> float:
    """Return the seconds that a busy server asks to wait: Retry-After, or t= of RateLimit."""
    after = (headers.get("Retry-After") or "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", after):
        return float(after)
    if after:
        try:
            return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
        except (TypeError, ValueError):
            return usual
    windows = re.findall(r"(?:^|[;,\s])t=(\d+)", headers.get("RateLimit") or "")
    return max(map(float, windows)) if windows else usual


def pause(seconds: float) -> None:
    """Wait; tests replace it."""
    time.sleep(seconds)


def quote(text: str, safe: str = "") -> str:
    """Write text into an address."""
    return urllib.parse.quote(text, safe=safe)


def words(value: Any) -> str:
    """Join what may be one word, several or none."""
    found = value if isinstance(value, list) else [value]
    return ", ".join(str(one) for one in found if one)
