"""`make bench`: fill a scratch database on each engine and print what publishing and reading cost, as ratios.

Times on a shared machine say little; each ratio compares two ways measured in turn, in one process, over the same rows.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import postgres


def main() -> int:
    """Measure on the engines asked for; exit status of the first measurement that failed."""
    arguments = _arguments()
    status = 0
    for engine in ("sqlite", "postgresql") if arguments.engine == "both" else (arguments.engine,):
        print(f"\n## {engine}, {arguments.figures:,} figures", flush=True)
        if engine == "sqlite":
            status = status or _measure(arguments, {})
        else:
            with postgres.server(os.environ) as url:
                status = status or _measure(arguments, {"DATABASE_URL": url})
    return status


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--figures", type=int, default=10_000, help="how many figures to fill the database with")
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--published", type=int, default=50_000, help="how many of them to publish; the others are copies (multiply.py)"
    )
    parser.add_argument("--rounds", type=int, default=30, help="how often each read is timed")
    parser.add_argument("--keep", type=Path, help="folder that keeps what was filled for the next time")
    return parser.parse_args()


@contextmanager
def _data_dir(keep: Path | None) -> Iterator[str]:
    """A folder for the embedded database and notes: the one to keep, or one that goes at the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield str(keep.resolve())
        return
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder:
        yield folder


def _measure(arguments: argparse.Namespace, environment: dict[str, str]) -> int:
    with _data_dir(arguments.keep) as data_dir:
        numbers = (arguments.figures, min(arguments.published, arguments.figures), arguments.rounds)
        command = [sys.executable, "-m", "benchmarks.measure", *map(str, numbers)]
        given = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PUBLIC_URL")}
        return subprocess.run(command, env={**given, "DATA_DIR": data_dir, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
