"""Looks at a person's own data before a project is made of it; it changes nothing.

Request: {"do": "inspect", "path": FILE, "request"?: the sentence, "family"?}. Answer: the form of
the file, its columns, and the columns that may be the label, each with roles and confidence.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from plumbline_trusted.door import Json, serve, text
from plumbline_trusted.own.inspect import inspected


def answer(request: Json) -> Json:
    text(request, "do", among=("inspect",))
    return inspected(request)


if __name__ == "__main__":
    sys.exit(serve(answer))
