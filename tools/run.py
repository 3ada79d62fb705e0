"""`make run`: from a fresh clone to a served site; the second time in a few seconds.

What can be refused is refused before anything long: the port, then the data folder, then the database. The
last step is the server and a worker of background tasks; Ctrl-C ends both, and nothing stays behind.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools import environment, supervise
from tools.environment import ROOT
from tools.problem import Problem, exit_status

HOST = "127.0.0.1"


def main() -> int:
    """Check, install, prepare, serve."""
    port = wanted_port(os.environ)
    refuse_taken_port(port)
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    refuse_unwritable(data_dir)
    python = environment.ready(environment.RUNTIME)
    os.environ.update(PORT=str(port), DATA_DIR=str(data_dir))
    os.chdir(ROOT)
    prepared = subprocess.run([str(python), "-m", "tools.prepare"])
    if prepared.returncode:
        return prepared.returncode
    return serve(python)


def wanted_port(environ: Mapping[str, str]) -> int:
    """The port asked for by PORT, 8000 without it."""
    text = environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Problem(f'PORT must be a number from 1 to 65535, not "{text}": make run PORT=8000')
    return int(text)


def refuse_taken_port(port: int) -> None:
    """Raise a `Problem` when the server could not listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except PermissionError as error:
            raise Problem(f"Port {port} may not be used by this account: try make run PORT=8000") from error
        except OSError as error:
            raise Problem(
                f"Port {port} on {HOST} is taken: stop the program that uses it, "
                f"or choose another with make run PORT={port + 1 if port < 65535 else 8000}"
            ) from error


def refuse_unwritable(data_dir: Path) -> None:
    """Make the data folder if need be; raise a `Problem` when nothing can be written in it.

    It is its owner's alone: drafts, restricted figures and the secret live there.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as error:
        raise Problem(
            f"The data folder {data_dir} cannot be written to ({error.strerror}): "
            "change its owner, or choose another with make run DATA_DIR=/some/folder"
        ) from error


def serve(python: Path) -> int:
    """Serve, with a worker of background tasks beside the server, until somebody interrupts."""
    server = [str(python), "-m", "gunicorn", "--config", "tools/gunicorn_conf.py", "--no-control-socket"]
    worker = [str(python), "manage.py", "run_worker", "--verbosity=0"]
    return supervise.keep(server, worker)


if __name__ == "__main__":
    sys.exit(exit_status(main))
