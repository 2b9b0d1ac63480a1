"""Is what lies on disk exactly what the ledger says? Standard library only, without Plumbline.

python3 verify_ledger.py [PROJECT] [--head HASH]    exit 0 = yes, 6 = no, naming the first bad entry
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

LEDGER, HEAD, OBJECTS = ".plumbline/ledger.jsonl", ".plumbline/head", ".plumbline/objects"
ZERO, SHA = "0" * 64, re.compile(r"[0-9a-f]{64}")
LINE = re.compile(
    rb'\{"seq":\d+,"at":"[^"\\]+","type":"[a-z.]+"(?:,"stage":"[a-z0-9-]+")?,"data":\{.*\},'
    rb'"prev":"[0-9a-f]{64}","hash":"([0-9a-f]{64})"\}'
)
NEEDED = re.compile(rb'\{"object":"([0-9a-f]{64})"\}')
ANCHOR = re.compile(r"^Plumbline-Ledger: (\d{1,15}) ([0-9a-f]{64})$", re.MULTILINE)
GIT = "git -c core.fsmonitor=false -c safe.directory=* --git-dir .git --work-tree ."
QUIET = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
Entry = dict[str, Any]


def broken(kind: str, seq: int, at: str, why: str) -> NoReturn:
    print(f"BROKEN kind={kind} entry={seq} at={at}: {why}")
    sys.exit(6)


def read_line(seq: int, line: bytes, prev: str) -> Entry:
    found = LINE.fullmatch(line)
    if not found:
        broken("chain", seq, LEDGER, "not the form of a line / 不是账本的格式")
    if hashlib.sha256(line[:-75]).hexdigest() != found[1].decode():
        broken("chain", seq, LEDGER, "the line is not its hash / 内容与哈希不符")
    try:  # whole numbers only: int() refuses the others
        entry: Entry = json.loads(line, parse_float=int)
    except (ValueError, RecursionError):
        broken("chain", seq, LEDGER, "not the form of a line / 不是账本的格式")
    if entry["seq"] != seq or entry["prev"] != prev:
        broken("chain", seq, LEDGER, f"entry {entry['seq']} does not follow / 未接在上一行之后")
    return entry


def read_chain(root: Path) -> tuple[list[Entry], list[bytes]]:
    path, entries = root / LEDGER, list[Entry]()
    # What stands after the last line feed was never finished: a run was killed there.
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else [b""]
    for seq, line in enumerate(lines, 1):
        entries.append(read_line(seq, line, entries[-1]["hash"] if entries else ZERO))
    path, last = root / HEAD, len(entries)
    text = path.read_bytes() if path.exists() else b'{"seq":0,"hash":"%s"}\n' % ZERO.encode()
    head = re.fullmatch(rb'\{"seq":(0|[1-9]\d{0,14}),"hash":"([0-9a-f]{64})"\}\n', text)
    if not head:
        broken("chain", last, HEAD, "not the form of a head / 格式不对")
    seq = int(head[1])
    if seq > last or seq < last - 1:
        broken("chain", min(last + 1, seq + 2), HEAD, "the ledger ends elsewhere / 账本末尾不符")
    if head[2].decode() != (entries[seq - 1]["hash"] if seq else ZERO):
        broken("chain", seq, HEAD, "not the hash of its entry / 哈希与账本不符")
    return entries, lines


def sha256(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        return "symlink" if path.is_symlink() else "absent"
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            digest.update(chunk)
    return digest.hexdigest()


def git(root: Path, *args: str) -> list[str]:
    env = {"PATH": os.environ.get("PATH", ""), **QUIET}
    argv = [*GIT.split(), *args]
    try:
        done = subprocess.run(argv, cwd=root, env=env, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    return [os.fsdecode(part) for part in done.stdout.split(b"\0") if part]


def check_objects(root: Path, lines: list[bytes]) -> None:
    listed = git(root, "ls-tree", "-rz", "--name-only", "HEAD", f"{OBJECTS}/")
    names = {Path(x).name for x in listed} | {x.decode() for y in lines for x in NEEDED.findall(y)}
    files = {root / OBJECTS / name for name in names} | set((root / OBJECTS).rglob("*"))
    bad = []
    for file in (x for x in files if SHA.fullmatch(x.name) and sha256(x) != x.name):
        seqs = [seq for seq, line in enumerate(lines, 1) if file.name.encode() in line]
        bad.append((not seqs, [*seqs, -1][0], file.relative_to(root).as_posix()))
    for _, seq, at in sorted(bad):
        broken("object", seq, at, "missing, or not the bytes of its name / 缺失或内容与名称不符")


def check_anchors(root: Path, entries: list[Entry], published: str | None) -> None:
    hashes = {(entry["seq"], entry["hash"]) for entry in entries}
    if published is not None and published not in {sha for _, sha in hashes}:
        broken("anchor", -1, LEDGER, "the given head is not in the chain / 所给的 head 不在账本中")
    good, lost, commit = dict[str, bool](), list[tuple[int, str]](), ""
    for text in reversed(git(root, "log", "-z", "--topo-order", "--format=%H %P%n%B", "HEAD")):
        commit, *parents = text.split("\n", 1)[0].split()
        wrong = {int(seq) for seq, sha in ANCHOR.findall(text) if (int(seq), sha) not in hashes}
        lost += [(seq, commit) for seq in wrong]
        # A merge keeps one branch's ledger: one line of its parents must hold.
        good[commit] = not wrong and (not parents or any(good.get(x, True) for x in parents))
    if not good.get(commit, True):
        seq, commit = min(lost)
        broken("anchor", seq, f"git:{commit[:12]}", "not in the chain / 锚点不在账本中")


def check_artefacts(root: Path, entries: list[Entry]) -> None:
    records: dict[str, tuple[int, str, bool]] = {}
    for entry in (entry for entry in entries if entry["type"] in {"artefact", "edit"}):
        data, edit = entry["data"], entry["type"] == "edit"
        old = records.get(data["path"], (0, "", False))
        kept = old[2] if edit else data.get("kept") is True
        records[data["path"]] = (entry["seq"], data["to" if edit else "sha256"], kept)
    for tree in [path for path in records if path.endswith("/")]:
        seq, name, _ = records.pop(tree)
        manifest = root / OBJECTS / name
        for path, sha in json.loads(manifest.read_bytes() if manifest.is_file() else "{}").items():
            records.setdefault(path, (seq, sha, True))
    for path in sorted(records, key=lambda path: (records[path][0], path)):
        (seq, sha, kept), found = records[path], sha256(root / path)
        if found != sha and not (kept and found == "absent"):
            broken("artefact", seq, path, "not the file of the ledger / 文件与账本所记不符")
    for path in sorted(git(root, "ls-files", "-zco", "--exclude-per-directory=.gitignore")):
        ours = path in records or path.startswith(".plumbline/")
        if not ours and sha256(root / path) not in {"absent", "symlink"}:
            broken("artefact", -1, path, "no entry names this file / 账本中没有这个文件")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Check a project's ledger.")
    parser.add_argument("project", nargs="?", default=Path(), type=Path)
    parser.add_argument("--head", help="a head that an earlier run printed")
    given = parser.parse_args()
    entries, lines = read_chain(given.project)
    check_objects(given.project, lines)
    check_anchors(given.project, entries, given.head)
    check_artefacts(given.project, entries)
    print(f"OK entries={len(entries)} head={entries[-1]['hash'] if entries else ZERO}")
