"""The configuration: groups, overrides, environment, and errors that name the nearest key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from conftest import clauses_of

from template_project.utils import ConfigError, InputError, write_atomic
from template_project.utils.config import load_config

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """The project's main file and trainer group beside two small groups of this test."""
    folder = tmp_path / "configs"
    shutil.copytree(ROOT / "configs" / "trainer", folder / "trainer")
    for group, text in (
        ("model", "learning_rate: 0.1\nwidths: [4]\nnum_classes: ${data.num_classes}\n"),
        ("data", "data_dir: data/x\nbatch_size: 8\nnum_workers: 0\nnum_classes: 3\n"),
    ):
        (folder / group).mkdir()
        for name in ("first", "second"):
            (folder / group / f"{name}.yaml").write_text(f"name: {name}\n{text}", encoding="utf-8")
    main = (ROOT / "configs" / "config.yaml").read_text(encoding="utf-8")
    lines = [
        f"{line.split(':')[0]}: first" if line.startswith(("model:", "data:")) else line
        for line in main.splitlines()
    ]
    (folder / "config.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "config.yaml"


def test_the_groups_are_merged_and_references_resolved(config_file: Path) -> None:
    config = load_config(config_file, environ={})

    assert config.model.name == "first"
    assert config.model.num_classes == 3
    assert config.trainer.max_epochs >= 1
    assert isinstance(config.seed, int)


def test_a_dotlist_chooses_groups_and_sets_values(config_file: Path) -> None:
    overrides = ["model=second", "trainer.max_epochs=3", "trainer.limit_train_batches=5"]

    config = load_config(config_file, overrides, environ={})

    assert config.model.name == "second"
    assert (config.trainer.max_epochs, config.trainer.limit_train_batches) == (3, 5)


def test_environment_variables_lose_against_overrides(config_file: Path) -> None:
    environ = {"BATCH_SIZE": "64", "LEARNING_RATE": "0.5"}

    config = load_config(config_file, ["data.batch_size=4"], environ)

    assert (config.data.batch_size, config.model.learning_rate) == (4, 0.5)


def test_a_data_folder_takes_the_place_of_a_data_name(config_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "second"
    folder.mkdir()

    config = load_config(config_file, [f"data={folder}"], environ={})

    assert (config.data.name, config.data.data_dir) == ("second", str(folder))


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("trainer.max_epoch=3", "did you mean 'trainer.max_epochs'"),
        ("model=secnd", "did you mean 'second'"),
        ("data=no/such/folder", "no data 'no/such/folder'"),
        ("trainer.max_epochs=many", "expects int"),
        ("trainer.max_epochs=true", "expects int"),
        ("trainer.max_epochs", "key=value"),
        ("trainer=default=x", "no trainer"),
    ],
)
def test_a_wrong_override_is_an_error_that_helps(
    config_file: Path, override: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        load_config(config_file, [override], environ={})

    assert caught.value.exit_code == 2


def test_a_missing_group_key_is_named(config_file: Path) -> None:
    text = config_file.read_text(encoding="utf-8").replace("trainer: default", "")
    config_file.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match="'trainer' is missing"):
        load_config(config_file, environ={})


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    write_atomic(path, "old")

    with pytest.raises(UnicodeEncodeError):
        write_atomic(path, "\ud800")

    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept.txt"]


def test_an_input_error_names_line_and_field() -> None:
    error = InputError("wrong", field="path").at_line(7)

    assert str(error) == "line 7, field 'path': wrong"
    assert error.exit_code == 3


def test_a_test_carries_the_clauses_of_its_file_and_its_own() -> None:
    clauses = {
        "tests/test_a.py": ["REQ-001", "SLA-001"],
        "tests/test_a.py::test_x": ["SLA-001", "CON-001"],
    }

    assert clauses_of("tests/test_a.py::test_x[cpu]", clauses) == ["REQ-001", "SLA-001", "CON-001"]
    assert clauses_of("tests/test_a.py::test_y", clauses) == ["REQ-001", "SLA-001"]
    assert clauses_of("tests/test_b.py::test_x", clauses) == []


def test_the_collected_tests_are_marked_as_clauses_yaml_says(
    request: pytest.FixtureRequest,
) -> None:
    path = ROOT / "tests" / "clauses.yaml"
    clauses = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}

    for item in request.session.items:
        marker = item.get_closest_marker("clause")
        assert list(marker.args if marker else ()) == clauses_of(item.nodeid, clauses)
