"""Static facts: each fault in a small project is found at its line, and the good twin is clean."""

from __future__ import annotations

from pathlib import Path

import pytest
from a_project import inspect, place
from conftest import Run


def test_a_sound_project_shows_no_fault(run: Run, tmp_path: Path) -> None:
    inspect(tmp_path)

    code, facts = run("inspect_code.py", {"root": str(tmp_path), "package": "pack"})

    assert code == 0
    for name in (
        *("syntax_errors", "stubs", "placeholders", "swallowed", "secrets"),
        *("hard_coded", "early_exits", "unsafe"),
    ):
        assert facts[name] == [], name
    assert facts["docstrings"]["missing"] == []
    assert facts["imports"]["undeclared"] == facts["imports"]["unused"] == []
    assert facts["config"]["unused"] == facts["config"]["missing"] == []
    assert facts["tests"]["without_assert"] == facts["tests"]["skipped"] == []
    assert facts["tests"]["clauses"] == {"REQ-001": ["tests/test_it.py::test_it_adds"]}
    assert [command["missing_files"] for command in facts["commands"]] == [[], [], []]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("pass", "pass"),
        ("...", "..."),
        ("raise NotImplementedError", "NotImplementedError"),
        ("raise NotImplementedError('later')", "NotImplementedError"),
        ('"""Words."""', "docstring only"),
    ],
)
def test_a_function_without_a_body_is_a_stub(tmp_path: Path, body: str, kind: str) -> None:
    facts = inspect(tmp_path, {"src/pack/a.py": f"def work():\n    {body}\n"})

    assert facts["stubs"] == [{"path": "src/pack/a.py", "line": 1, "name": "work", "kind": kind}]


def test_abstract_methods_and_protocols_are_no_stubs(tmp_path: Path) -> None:
    code = (
        "from abc import abstractmethod\nfrom typing import Protocol\n\n\nclass P(Protocol):\n"
        "    def a(self): ...\n\n\nclass B:\n    @abstractmethod\n    def b(self): ...\n"
    )

    assert inspect(tmp_path, {"src/pack/a.py": code})["stubs"] == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "placeholder", "待实现", "Not implemented yet"])
def test_placeholder_words_count_in_comments_and_strings_only(tmp_path: Path, word: str) -> None:
    name = "placeholder = 1\n"
    facts = inspect(tmp_path, {"src/pack/a.py": f"{name}x = 1  # {word}: more\n"})

    assert [place(fact) for fact in facts["placeholders"]] == [("src/pack/a.py", 2)]


def test_swallowed_errors_are_found(tmp_path: Path) -> None:
    code = (
        "try:\n    a()\nexcept:\n    b()\ntry:\n    a()\nexcept Exception:\n    pass\n"
        "try:\n    a()\nexcept ValueError:\n    pass\n"
    )

    facts = inspect(tmp_path, {"src/pack/a.py": code})

    assert [(f["line"], f["kind"]) for f in facts["swallowed"]] == [(3, "bare"), (7, "silent")]


def test_imports_and_requirements_are_compared_both_ways(tmp_path: Path) -> None:
    code = (
        "import cv2\nimport os\nfrom PIL import Image\nfrom pack import options\n"
        "try:\n    import timm\nexcept ImportError:\n    timm = None\n"
    )
    more = {"src/pack/a.py": code, "requirements-gpu.txt": "-r requirements-cpu.txt\npandas\n"}

    facts = inspect(tmp_path, {**more, "service/requirements.txt": "opencv-python-headless\n"})

    found = facts["imports"]
    assert [(u["module"], u["guarded"]) for u in found["undeclared"]] == [
        ("PIL", False),
        ("timm", True),
    ]
    assert found["unused"] == ["pandas"]
    assert "torch" in found["requirements"]["requirements-gpu.txt"]


def test_imports_of_a_notebook_use_their_requirement(tmp_path: Path) -> None:
    cell = '{"cell_type":"code","source":["%matplotlib inline\\n","import matplotlib.pyplot"]}'
    more = {"scripts/n.ipynb": f'{{"cells":[{cell}]}}', "requirements-dev.txt": "matplotlib\n"}

    assert inspect(tmp_path, more)["imports"]["unused"] == []


def test_config_keys_are_compared_with_the_code_both_ways(tmp_path: Path) -> None:
    more = {
        "configs/data/mini.yaml": "rows: 3\nforgotten: {deep: 1}\nbroken: a\nbroken: b\n",
        "src/pack/a.py": "def f(cfg):\n    broken = cfg.data.rows\n    return cfg.data.columns\n",
    }

    config = inspect(tmp_path, more)["config"]

    assert {u["key"] for u in config["unused"]} == {"forgotten", "forgotten.deep", "broken"}
    assert config["missing"] == [{"path": "src/pack/a.py", "line": 3, "key": "data.columns"}]
    assert "given twice" in config["broken"][0]["message"]


TESTS = """import numpy as np
import pytest


def check(x):
    assert x


def test_nothing():
    print(1)


def test_trivial():
    assert True


def test_same():
    value = 1
    assert value == value


def test_helper():
    check(1)


def test_numpy():
    np.testing.assert_allclose(1, 1)


def test_raises():
    with pytest.raises(ValueError):
        int("x")


@pytest.mark.skip
def test_later():
    assert 1 == 2
"""


def test_tests_that_assert_nothing_or_are_skipped_are_named(tmp_path: Path) -> None:
    facts = inspect(tmp_path, {"tests/test_more.py": TESTS})["tests"]

    assert [test["name"] for test in facts["without_assert"]] == [
        *("test_nothing", "test_trivial", "test_same"),
    ]
    assert [(test["name"], test["kind"]) for test in facts["skipped"]] == [("test_later", "always")]


def test_commands_of_the_readme_are_checked_against_files_and_flags(tmp_path: Path) -> None:
    readme = (
        "```sh\n$ python scripts/train.py --epoch 3 nothing.here=1 --config configs/none.yaml\n"
        "done\n$ LANG=C debug-cpu/bin/python -m pack.serve | tee log\n```\n"
        "```python\npython scripts/not_shell.py\n```\n"
    )

    commands = inspect(tmp_path, {"README.md": readme})["commands"]

    assert [(c["line"], c["script"], c["exists"]) for c in commands] == [
        (2, "scripts/train.py", True),
        (4, "pack/serve.py", False),
        (4, "", True),
    ]
    assert commands[0]["unknown_flags"] == ["--epoch", "--config"]
    assert commands[0]["unknown_overrides"] == ["nothing.here"]
    assert commands[0]["missing_files"] == ["configs/none.yaml"]


def test_a_file_that_does_not_parse_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    facts = inspect(tmp_path, {"src/pack/a.py": "x = (\n"})

    assert [place(error) for error in facts["syntax_errors"]] == [("src/pack/a.py", 1)]
    assert len(facts["files"]) == 5


def test_environments_data_and_outputs_are_not_read(tmp_path: Path) -> None:
    more = {f"{name}/a.py": "eval('1')\n" for name in ("debug-cpu", ".git", "outputs", "venv")}

    assert inspect(tmp_path, more)["unsafe"] == []


def test_only_the_named_files_are_read(tmp_path: Path) -> None:
    facts = inspect(tmp_path, files=["scripts/train.py"])

    assert [file["path"] for file in facts["files"]] == ["scripts/train.py"]
