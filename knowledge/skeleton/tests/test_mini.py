"""Drawing the split, rebuilding the mini set, downloading, and the notebook over the data."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from template_project.datasets.mini import render
from template_project.datasets.split import Row, count_labels, draw
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
    assert count_labels(drawn["test"]) == {"a": 12, "b": 6}
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


def test_the_mini_set_is_rebuilt_and_checked_against_its_description(tmp_path: Path) -> None:
    data = plain(load_group("data", "mini", ROOT / "configs/config.yaml"))
    try:
        files = render(data)
    except CommandError as error:
        pytest.skip(f"the source of the data is not readable here: {error}")

    report = download.make_mini(data, tmp_path)
    assert (report["verified"], download.make_mini(data, tmp_path)["verified"]) == (False, True)
    sample = (ROOT / "data/sample/sample.jsonl").read_bytes()
    assert files["train.jsonl"].startswith(sample)
    assert b'"label"' not in files["test_inputs.jsonl"]

    described = json.loads((tmp_path / "dataset.json").read_text(encoding="utf-8"))
    described["files"]["val.jsonl"] = "0" * 64
    (tmp_path / "dataset.json").write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(CommandError, match="differs"):
        download.make_mini(data, tmp_path)


CONTENT = b"0123456789" * 1000


class Hub(http.server.BaseHTTPRequestHandler):
    """A stand-in hub with one file that has a hash."""

    damaged = False

    def do_GET(self) -> None:
        if "/api/" in self.path:
            oid = hashlib.sha256(CONTENT).hexdigest()
            entry = {"type": "file", "path": "a.bin", "size": len(CONTENT), "lfs": {"oid": oid}}
            self._send(200, json.dumps([entry]).encode())
            return
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        self._send(206 if start else 200, (b"x" * 10000 if Hub.damaged else CONTENT)[start:])

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve the stand-in hub on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(Hub, "damaged", False)
    yield
    server.shutdown()
    server.server_close()


FULL = {"hubs": {"hf": {"id": "some/set"}}, "licence": "MIT"}


def test_a_download_goes_on_where_it_stopped(hub: None, tmp_path: Path) -> None:
    (tmp_path / "a.bin.part").write_bytes(CONTENT[:4000])

    report = download.fetch_full(FULL, tmp_path)

    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert report["bytes"] == len(CONTENT)


def test_a_damaged_download_is_refused_and_removed(
    hub: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Hub, "damaged", True)

    with pytest.raises(CommandError, match="hash differs"):
        download.fetch_full(FULL, tmp_path)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("hf", "named"), [({}, r"hubs\.hf\.id"), ({"id": "some/set"}, r"hubs\.hf\.endpoint")]
)
def test_the_full_set_names_what_is_not_configured(
    hf: dict[str, str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)

    with pytest.raises(ConfigError, match=named):
        download.fetch_full({**FULL, "hubs": {"hf": hf}}, tmp_path)


def test_a_download_says_what_training_still_needs(
    hub: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    download.fetch_full(FULL, tmp_path)
    assert "training reads train.jsonl" in capsys.readouterr().err

    (tmp_path / "train.jsonl").touch()
    download.fetch_full(FULL, tmp_path)
    assert "training reads train.jsonl" not in capsys.readouterr().err


def test_the_full_set_is_drawn_or_downloaded_as_its_configuration_says(
    hub: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = plain(load_group("data", "full", ROOT / "configs/config.yaml"))
    try:
        assert download.main(["--full", "--output", str(tmp_path)]) == 0
    except CommandError as error:
        pytest.skip(f"the source of the data is not readable here: {error}")

    assert json.loads(capsys.readouterr().out)["full"] == str(tmp_path)
    assert (tmp_path / ("train.jsonl" if data.get("source") else "a.bin")).exists()


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
