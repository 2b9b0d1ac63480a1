"""Run inside a project's environment: the project's type checker with the project's settings.

What the checker already knows of the environment's libraries is copied to a folder of this run alone, so the
project's code is all that has to be read.
"""

from __future__ import annotations

import os
import runpy
import shutil
import sys
import tempfile

#: Made with the environment, from its libraries alone.
KNOWN = os.path.join(sys.prefix, "types-cache")


def main() -> None:
    cache = os.path.join(tempfile.mkdtemp(), "types")
    if os.path.isdir(KNOWN):
        # The environment is read-only; the copy must not be.
        shutil.copytree(KNOWN, cache, copy_function=shutil.copyfile)
        for folder, _, _ in os.walk(cache):
            os.chmod(folder, 0o755)
    sys.argv = ["mypy", "--cache-dir", cache]
    runpy.run_module("mypy", run_name="__main__")


if __name__ == "__main__":
    main()
