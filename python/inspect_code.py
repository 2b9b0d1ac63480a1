"""States what the text of a project's code shows; it imports and runs none of it.

Request: {"root": DIR, "package": NAME, "files"?: [PATH], "documents"?: ["README.md"]}; `files`
narrows the Python that is read to these paths, relative to the root.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from plumbline_trusted.door import Json, folder, listing, serve, text
from plumbline_trusted.static.configs import configs, known_keys
from plumbline_trusted.static.danger import secrets, unsafe
from plumbline_trusted.static.finish import docstrings, placeholders, stubs, swallowed
from plumbline_trusted.static.flags import flags
from plumbline_trusted.static.imports import imports
from plumbline_trusted.static.leaks import fit_before_split, reaches_labels
from plumbline_trusted.static.project import Project, body_of, read_project
from plumbline_trusted.static.readme import commands
from plumbline_trusted.static.suspicion import early_exits, hard_coded
from plumbline_trusted.static.tests import tests


def answer(request: Json) -> Json:
    only = [str(path) for path in listing(request, "files")] if "files" in request else None
    documents = [str(path) for path in listing(request, "documents", ["README.md"])]
    project = read_project(folder(request, "root"), text(request, "package"), only)
    known = flags(project)
    return {
        "files": _files(project),
        "syntax_errors": _syntax_errors(project),
        "stubs": stubs(project),
        "placeholders": placeholders(project),
        "swallowed": swallowed(project),
        "docstrings": docstrings(project),
        "imports": imports(project),
        "flags": known,
        "config": configs(project),
        "tests": tests(project),
        "commands": commands(project, documents, known, known_keys(project)),
        "secrets": secrets(project),
        "hard_coded": hard_coded(project),
        "early_exits": early_exits(project),
        "unsafe": unsafe(project),
        "fit_before_split": fit_before_split(project),
        "reaches_labels": reaches_labels(project),
    }


def _files(project: Project) -> list[Json]:
    return [
        {
            "path": source.path,
            "role": source.role,
            "lines": len(source.text.splitlines()),
            "empty": source.tree is not None and not body_of(source.tree),
        }
        for source in project.sources
    ]


def _syntax_errors(project: Project) -> list[Json]:
    return [
        {"path": source.path, "line": source.error_line, "message": source.error}
        for source in [*project.sources, *project.notebooks]
        if source.tree is None
    ]


if __name__ == "__main__":
    sys.exit(serve(answer))
