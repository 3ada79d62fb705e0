"""Two databases, each served by a process of its own that waits to be asked: what is measured in turn in both.

What the disk and others on the machine take meanwhile falls on both alike, which it does not where a database is
measured early and late.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

SMALL = 10_000
"""Figures of the small one of two databases that are filled for a benchmark."""


def run(main: Callable[[int, str, str], None]) -> None:
    """Carry out a benchmark as the command line asks for it: [FIGURES [SMALL LARGE]], else two scratch folders."""
    figures = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as scratch:
        main(figures, *(sys.argv[2:4] or [str(Path(scratch) / name) for name in ("small", "large")]))


def least(module: str, figures: int, small: str, large: str, *, turns: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a module measures in the small and in the large database, by name: the least of several turns."""
    both = [opened(small, module, str(SMALL)), opened(large, module, str(figures))]
    rounds = [[json.loads(asked(process)) for process in both] for _turn in range(turns)]
    for process in both:
        process.communicate()
    first, second = (
        {name: min(one[name] for one in times) for name in times[0]} for times in zip(*rounds, strict=True)
    )
    return first, second


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
