"""Run inside a project's environment: execute a notebook and write the executed copy elsewhere.

argv: NOTEBOOK OUTPUT. The kernel starts in the notebook's own folder. A cell error is kept in the
copy and makes the exit code 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def main(source: str, target: str) -> int:
    notebook = nbformat.read(source, as_version=4)
    resources = {"metadata": {"path": str(Path(source).resolve().parent)}}
    client = NotebookClient(notebook, timeout=180, kernel_name="python3", resources=resources)
    code = 0
    try:
        client.execute()
    except CellExecutionError as error:
        print(error, file=sys.stderr)
        code = 1
    for cell in notebook.cells:
        cell.get("metadata", {}).pop("execution", None)
    notebook.metadata.pop("language_info", None)
    nbformat.write(notebook, target)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
