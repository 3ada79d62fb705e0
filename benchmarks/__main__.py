"""`make bench`: fill a scratch database on each engine and print what publishing and reading cost, as ratios.

Times on a shared machine say little; each ratio compares two ways measured in turn, in one process, over the same rows.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

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
    parser.add_argument("--rounds", type=int, default=30, help="how often each read is timed")
    return parser.parse_args()


def _measure(arguments: argparse.Namespace, environment: dict[str, str]) -> int:
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as data_dir:
        command = [sys.executable, "-m", "benchmarks.measure", str(arguments.figures), str(arguments.rounds)]
        given = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PUBLIC_URL")}
        return subprocess.run(command, env={**given, "DATA_DIR": data_dir, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
