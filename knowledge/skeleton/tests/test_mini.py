"""Drawing the split, rebuilding the mini set, downloading, and the notebook over the data."""

from __future__ import annotations

import hashlib
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from template_project.datasets import hub as hubs
from template_project.datasets.mini import render
from template_project.datasets.split import (
    Row,
    assign,
    draw,
    label_facts,
    render_parts,
)
from template_project.utils import CommandError, ConfigError
from template_project.utils.config import load_group, plain

import scripts.download as download

ROOT = Path(__file__).resolve().parents[1]
ROWS = [Row((float(number), 0.5), "ab"[number % 3 == 0]) for number in range(90)]


def test_the_split_is_stratified_and_complete() -> None:
    drawn = draw(ROWS, seed=42, test_fraction=0.2, val_fraction=0.1)

    assert {part: len(items) for part, items in drawn.items()} == {
        "train": 63,
        "val": 9,
        "test": 18,
    }
    assert label_facts(drawn["test"], classes=True) == {"classes": {"a": 12, "b": 6}}
    assert len({item.id for items in drawn.values() for item in items}) == len(ROWS)


def test_equal_inputs_are_kept_once_so_no_split_shares_one() -> None:
    drawn = draw([*ROWS, *ROWS], seed=42, test_fraction=0.2, val_fraction=0.1)

    keys = [item.row.key for items in drawn.values() for item in items]
    assert len(keys) == len(set(keys)) == len(ROWS)


def test_the_draw_follows_the_published_formula() -> None:
    row = Row((1, 2), "a")
    key = hashlib.sha256(b"[1,2]").hexdigest()

    drawn = draw([row], seed=7, test_fraction=0.2, val_fraction=0.1)

    assert drawn["train"][0].id == hashlib.sha256(f"7:id:{key}".encode()).hexdigest()[:16]


def test_another_seed_draws_other_rows() -> None:
    first, second = (draw(ROWS, seed, 0.2, 0.1)["test"] for seed in (1, 2))

    assert {item.row.key for item in first} != {item.row.key for item in second}


def test_numbers_are_stratified_by_fifths() -> None:
    rows = [Row({"text": str(number)}, number / 2) for number in range(50)]

    drawn = draw(rows, 1, 0.2, 0.1)

    fifths = [int(item.row.label // 5) for item in drawn["test"]]
    assert {fifth: fifths.count(fifth) for fifth in fifths} == dict.fromkeys(range(5), 2)
    told = label_facts(drawn["test"], classes=False)["target"]
    assert told["low"] <= told["mean"] <= told["high"]


def test_rows_of_any_type_are_drawn_without_strata() -> None:
    rows = [Row({"text": str(number)}, [number / 2]) for number in range(30)]

    drawn = draw(rows, 1, 0.2, 0.1, stratify="none")

    assert {part: len(items) for part, items in drawn.items()} == {"train": 21, "val": 3, "test": 6}
    assert label_facts(drawn["train"], classes=False) == {"classes": {}}
    files = render_parts(drawn, lambda item: dict(item.row.input))
    first = json.loads(files["train.jsonl"].splitlines()[0])
    assert first == {"id": drawn["train"][0].id, "text": first["text"], "label": first["label"]}
    assert isinstance(first["label"], list)
    assert b"label" not in files["test_inputs.jsonl"]


def test_parts_can_be_named_by_hand_and_the_rest_is_dropped() -> None:
    rows = [Row([number], "x") for number in range(5)]
    parts = {row.key: part for row, part in zip(rows, ("test", "val", "train"), strict=False)}

    drawn = assign(rows, 1, parts)

    found = {part: [item.row.input for item in items] for part, items in drawn.items()}
    assert found == {"test": [[0]], "val": [[1]], "train": [[2]]}


def test_the_mini_set_is_rebuilt_and_checked_against_its_description(tmp_path: Path) -> None:
    data = plain(load_group("data", "mini", ROOT / "configs/config.yaml"))
    try:
        files = render(data)
    except CommandError as error:
        pytest.skip(f"the source of the data is not readable here: {error}")

    report = download.make_mini(data, tmp_path)
    assert (report["verified"], download.make_mini(data, tmp_path)["verified"]) == (False, True)
    told = json.loads((tmp_path / "croissant.json").read_text(encoding="utf-8"))
    hashes = {one["contentUrl"]: one["sha256"] for one in told["distribution"] if "sha256" in one}
    assert hashes["train.jsonl"] == hashlib.sha256(files["train.jsonl"]).hexdigest()
    sample = (ROOT / "data/sample/sample.jsonl").read_bytes()
    assert files["train.jsonl"].startswith(sample)
    assert b'"label"' not in files["test_inputs.jsonl"]

    described = json.loads((tmp_path / "dataset.json").read_text(encoding="utf-8"))
    described["files"]["val.jsonl"] = "0" * 64
    (tmp_path / "dataset.json").write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(CommandError, match="differs"):
        download.make_mini(data, tmp_path)


CONTENT = b"0123456789" * 1000
SMALL = b"a,b\n"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
TOKENS = {"huggingface": "HF_TOKEN", "modelscope": "MODELSCOPE_API_TOKEN"}


class StandIn(http.server.BaseHTTPRequestHandler):
    """Both hubs' REST on one address, and a storage host on another; faults are ordered before."""

    faults: ClassVar[list[tuple[str, str]]] = []  # part of the address, what goes wrong
    seen: ClassVar[list[tuple[str, str, str]]] = []  # host, address, authorization
    storage = ""

    def do_GET(self) -> None:
        authorization = self.headers.get("Authorization") or ""
        StandIn.seen.append((self.headers["Host"], self.path, authorization))
        due = next((one for one in StandIn.faults if one[0] in self.path), None)
        if due:
            StandIn.faults.remove(due)
        fault = due[1] if due else ""
        if fault.isdigit():
            self._send(int(fault), b"<html>", {"Retry-After": "7"} if fault == "429" else {})
        elif fault == "gated":
            self._send(403, b"", {"X-Error-Code": "GatedRepo"})
        elif "missing" in self.path:
            self._send(401, b"", {"X-Error-Code": "RepoNotFound"})
        elif "/lfs/" in self.path:
            self._file(CONTENT, fault)
        elif "/resolve/" in self.path or "FilePath=" in self.path:
            if "a.bin" in self.path:
                self._send(302, b"", {"Location": f"{StandIn.storage}/lfs/a?signature=1"})
            else:
                self._file(SMALL, fault)
        else:
            self._json()

    def _json(self) -> None:
        path = self.path
        if "/openapi/" in path:
            self._send(200, json.dumps({"data": {"license": "mit"}}).encode())
        elif "/repo/tree" in path:
            pairs = (("a.bin", CONTENT), ("b.csv", SMALL))
            files = [
                {"Path": f"data/{name}", "Type": "blob", "Size": len(content)}
                | {"Sha256": hashlib.sha256(content).hexdigest()}
                for name, content in pairs
            ]
            folder = {"Path": "data", "Type": "tree"}
            self._send(200, json.dumps({"Data": {"Files": [folder, *files]}}).encode())
        elif "/tree/" not in path:
            self._send(200, json.dumps({"sha": "5a", "cardData": {"license": "mit"}}).encode())
        elif "cursor" not in path:
            entry = {"type": "file", "path": "data/a.bin", "size": 134, "oid": "0" * 40}
            entry["lfs"] = {"oid": SHA256, "size": len(CONTENT)}
            link = {"Link": f'<{path}&cursor=2>; rel="next"'}
            self._send(200, json.dumps([entry]).encode(), link)
        else:
            oid = hashlib.sha1(f"blob {len(SMALL)}\0".encode() + SMALL).hexdigest()
            entry = {"type": "file", "path": "data/b.csv", "size": len(SMALL), "oid": oid}
            self._send(200, json.dumps([entry]).encode())

    def _file(self, content: bytes, fault: str) -> None:
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        if fault == "wrong":
            content = b"x" * len(content)
        body = content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault == "cut" else body)
        self.close_connection = True

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Serve both stand-in hubs on this machine; give the waits that are only written down."""
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), StandIn) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    api, storage = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    for name in ("HF_ENDPOINT", "MODELSCOPE_ENDPOINT"):
        monkeypatch.setenv(name, api)
    for name in TOKENS.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(StandIn, "storage", storage)
    monkeypatch.setattr(StandIn, "faults", [])
    monkeypatch.setattr(StandIn, "seen", [])
    waited: list[float] = []
    monkeypatch.setattr(hubs, "pause", waited.append)
    yield waited
    for server in servers:
        server.shutdown()
        server.server_close()


FULL = {
    "hubs": {"hf": {"id": "some/set"}, "ms": {"id": "some/set"}},
    "licence": "MIT",
}
EACH_HUB = pytest.mark.parametrize("name", list(TOKENS))


def whole(folder: Path) -> bool:
    """Tell whether the folder holds both files whole and nothing half."""
    names = sorted(path.name for path in folder.rglob("*") if path.is_file())
    contents = [(folder / "data" / name).read_bytes() for name in ("a.bin", "b.csv")]
    return names == [download.NOTE, "a.bin", "b.csv"] and contents == [CONTENT, SMALL]


@EACH_HUB
def test_either_hub_alone_gives_the_full_set(name: str, waits: list[float], tmp_path: Path) -> None:
    full = {**FULL, "hubs": {key: FULL["hubs"][key] for key in (hubs.HUBS[name].key,)}}

    report = download.fetch_full(full, tmp_path, name)
    again = download.fetch_full(full, tmp_path, "auto")

    assert whole(tmp_path)
    assert (report["hub"], report["bytes"], report["fetched"]) == (name, 10_004, 2)
    assert (again["hub"], again["fetched"]) == (name, 0)


@EACH_HUB
def test_a_download_goes_on_where_it_stopped(name: str, waits: list[float], tmp_path: Path) -> None:
    part = tmp_path / "data" / f".a.bin.{SHA256[:12]}.part"
    part.parent.mkdir()
    part.write_bytes(CONTENT[:4000])
    StandIn.faults += [("/lfs/", "cut"), ("/lfs/", "cut")]

    download.fetch_full(FULL, tmp_path, name)

    assert whole(tmp_path)
    assert len([one for one in StandIn.seen if "/lfs/" in one[1]]) == 3


@EACH_HUB
def test_a_line_that_breaks_for_ever_leaves_no_half_file(
    name: str, waits: list[float], tmp_path: Path
) -> None:
    StandIn.faults += [("/lfs/", "cut")] * 40

    with pytest.raises(CommandError, match="again and again"):
        download.fetch_full(FULL, tmp_path, name)

    assert not (tmp_path / "data/a.bin").exists()


@EACH_HUB
def test_a_damaged_download_is_refused_and_removed(
    name: str, waits: list[float], tmp_path: Path
) -> None:
    StandIn.faults += [("/lfs/", "wrong")]

    with pytest.raises(CommandError, match="hash differs"):
        download.fetch_full(FULL, tmp_path, name)

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [download.NOTE]


@EACH_HUB
def test_busy_and_broken_servers_are_waited_for(
    name: str, waits: list[float], tmp_path: Path
) -> None:
    StandIn.faults += [("some/set", "429"), ("some/set", "503"), ("/lfs/", "500")]

    download.fetch_full(FULL, tmp_path, name)

    assert whole(tmp_path)
    assert waits == [7.0, 2.0, 1.0]


@EACH_HUB
def test_a_server_that_stays_broken_is_given_up(
    name: str, waits: list[float], tmp_path: Path
) -> None:
    StandIn.faults += [("some/set", "503")] * 40

    with pytest.raises(CommandError, match="HTTP 503"):
        download.fetch_full(FULL, tmp_path, name)

    assert waits == [1.0, 2.0, 4.0, 8.0]


@EACH_HUB
def test_the_token_goes_to_the_hub_alone(
    name: str, waits: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKENS[name], "hush")

    download.fetch_full(FULL, tmp_path, name)

    sent = {"/lfs/" in path: authorization for _, path, authorization in StandIn.seen}
    assert sent == {False: "Bearer hush", True: ""}


@EACH_HUB
def test_a_gated_set_names_what_opens_it(name: str, waits: list[float], tmp_path: Path) -> None:
    StandIn.faults += [("some/set", "gated")]

    with pytest.raises(CommandError, match=TOKENS[name]):
        download.fetch_full(FULL, tmp_path, name)

    assert not list(tmp_path.iterdir())


def test_auto_takes_the_next_hub_where_the_first_has_no_such_set(
    waits: list[float], tmp_path: Path
) -> None:
    full = {**FULL, "hubs": {"hf": {"id": "some/missing"}, "ms": {"id": "some/set"}}}

    assert download.fetch_full(full, tmp_path)["hub"] == "modelscope"
    with pytest.raises(CommandError, match="has no some/missing"):
        download.fetch_full(full, tmp_path, "huggingface")


def test_a_dry_run_lists_files_and_sizes_and_writes_nothing(
    waits: list[float], tmp_path: Path
) -> None:
    report = download.fetch_full(FULL, tmp_path / "new", dry_run=True)

    assert report["files"] == {"data/a.bin": 10_000, "data/b.csv": 4}
    assert not (tmp_path / "new").exists()


def test_the_licence_is_noted_and_a_difference_is_named(
    waits: list[float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    download.fetch_full({**FULL, "licence": "CC-BY-4.0"}, tmp_path)

    note = (tmp_path / download.NOTE).read_text(encoding="utf-8")
    assert "licence: CC-BY-4.0" in note and "the two differ" in note
    assert note in capsys.readouterr().err


def test_too_little_disk_is_told_before_anything_is_fetched(
    waits: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = shutil._ntuple_diskusage(40_000, 10_000, 30_011)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: left)

    with pytest.raises(CommandError, match="30012 bytes of free disk are needed, 30011 are left"):
        download.fetch_full(FULL, tmp_path)

    assert not any("/lfs/" in path for _, path, _ in StandIn.seen)


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "a\\x"])
def test_a_file_outside_the_folder_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="outside the folder"):
        hubs.inside(tmp_path, hubs.RemoteFile(path, 1, "", "", ""))


@pytest.mark.parametrize("name", list(TOKENS))
@pytest.mark.parametrize("source", [{}, {"id": "some/set"}])
def test_the_full_set_names_what_is_not_configured(
    name: str, source: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = hubs.HUBS[name]
    monkeypatch.delenv(hub.endpoint, raising=False)
    named = rf"hubs\.{hub.key}\.{'endpoint' if source else 'id'}"

    with pytest.raises(ConfigError, match=named):
        download.fetch_full({**FULL, "hubs": {hub.key: source}}, tmp_path, name)


def test_a_download_says_what_training_still_needs(
    waits: list[float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    download.fetch_full(FULL, tmp_path)
    assert "training reads train.jsonl" in capsys.readouterr().err

    (tmp_path / "train.jsonl").touch()
    download.fetch_full(FULL, tmp_path)
    assert "training reads train.jsonl" not in capsys.readouterr().err


def test_the_full_set_is_drawn_or_downloaded_as_its_configuration_says(
    waits: list[float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = plain(load_group("data", "full", ROOT / "configs/config.yaml"))
    try:
        assert download.main(["--full", "--output", str(tmp_path)]) == 0
    except CommandError as error:
        pytest.skip(f"the source of the data is not readable here: {error}")

    assert json.loads(capsys.readouterr().out)["full"] == str(tmp_path)
    assert (tmp_path / ("train.jsonl" if data.get("source") else "data/a.bin")).exists()


def test_the_notebook_draws_the_data(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    monkeypatch.setenv("DATA_DIR", str(data_dir))
    notebook = json.loads((ROOT / "scripts/visualize_mini.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    figures: list[int] = []
    monkeypatch.setattr(pyplot, "show", lambda: figures.append(pyplot.get_fignums()[-1]))

    names: dict[str, Any] = {}
    for cell in cells:
        exec("".join(cell["source"]), names)

    assert len(figures) >= 3
    pyplot.close("all")
