"""Two databases, each served by a process of its own that waits to be asked: what is measured in turn in both.

What the disk and others on the machine take meanwhile falls on both alike, which it does not where a database is
measured early and late.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, cast


def opened(where: str, module: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of a benchmark for a database: `FOLDER`, or `FOLDER=postgres://...` for one of PostgreSQL."""
    folder, _, url = where.partition("=")
    places = {"DATA_DIR": str(Path(folder).resolve()), "DATABASE_URL": url}
    given = {name: value for name, value in os.environ.items() if name not in (*places, "PUBLIC_URL")}
    command = [sys.executable, "-m", module, "--here", *arguments]
    environment = {**given, **{name: value for name, value in places.items() if value}}
    return subprocess.Popen(command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def asked(process: subprocess.Popen[str]) -> str:
    """What the process prints when it is asked once more."""
    asking, answering = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
    asking.write("\n")
    asking.flush()
    return answering.readline()
