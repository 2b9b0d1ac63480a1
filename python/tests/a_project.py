"""Makes a small sound project, with changes, and inspects it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import inspect_code

GOOD = {
    "requirements-cpu.txt": "torch==2.0  # model\nscikit-learn>=1\npyyaml\npytest\n",
    "configs/config.yaml": "seed: 42\ntrainer:\n  max_epochs: 3\n",
    "configs/model/cnn.yaml": "name: cnn\nwidth: 8\n",
    "README.md": (
        "# P\n```bash\n# train\npip install -r requirements-cpu.txt\n"
        "python scripts/train.py --epochs 1 \\\n  trainer.max_epochs=2 && pytest\n```\n"
    ),
    "src/pack/__init__.py": '"""A pack."""\n',
    "src/pack/options.py": (
        '"""Flags."""\n\n\ndef add(parser):\n    """Adds them."""\n'
        '    parser.add_argument("--epochs", type=int, help="how many")\n'
    ),
    "scripts/train.py": (
        '"""Trains."""\nimport argparse\nimport sys\n\nimport torch\nimport yaml\n'
        "from sklearn.svm import SVC\n\nfrom pack.options import add\n\n\n"
        'def main() -> int:\n    """Runs."""\n    parser = argparse.ArgumentParser()\n'
        "    add(parser)\n    cfg = yaml.safe_load('')\n"
        "    print(cfg.trainer.max_epochs, cfg.seed, cfg.model.name, cfg.model.width)\n"
        "    accuracy = torch.rand(1)\n    print(accuracy, SVC)\n    return 0\n\n\n"
        'if __name__ == "__main__":\n    sys.exit(main())\n'
    ),
    "tests/test_it.py": (
        "import pytest\n\n\n@pytest.mark.clause('REQ-001')\ndef test_it_adds():\n"
        "    assert 1 + 1 == 2\n"
    ),
}


def inspect(root: Path, more: dict[str, str] | None = None, **request: Any) -> dict[str, Any]:
    for path, text in {**GOOD, **(more or {})}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return inspect_code.answer({"root": str(root), "package": "pack", **request})


def place(fact: dict[str, Any]) -> tuple[str, int]:
    return fact["path"], fact["line"]
