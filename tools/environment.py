"""The virtual environment of the checkout: made once, installed again only when the pins changed.

`run` and `check` ask for it; it is `.venv` in the checkout. Every package is installed by hash.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tools.problem import Problem, exit_status

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
RUNTIME, DEVELOPMENT, POSTGRES = "requirements.txt", "requirements-dev.txt", "requirements-pg.txt"
# requirements-dev.txt repeats every pin of requirements.txt, so whoever has the first has the second.
CONTAINS = {DEVELOPMENT: (RUNTIME,)}


def ready(requirements: str) -> Path:
    """Path of a Python in which everything that `requirements` pins is installed."""
    python = VENV / "bin" / "python"
    if not _works(python):
        _create()
    if _installed().get(requirements) != _fingerprint(requirements):
        _install(python, requirements)
        _remember(requirements)
    return python


def _works(python: Path) -> bool:
    """False too for an environment whose base Python was removed or is too old by now."""
    question = [str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    return python.exists() and subprocess.run(question, capture_output=True).returncode == 0


def _create() -> None:
    print("Making a virtual environment in .venv ...", flush=True)
    uv = find_uv()
    if importlib.util.find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    elif uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]
    else:
        raise Problem(
            "This Python comes without its venv module, which the tracker needs to install its dependencies: "
            "add it (on Debian and Ubuntu: apt install python3-venv) and try again."
        )
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Problem(f"The virtual environment could not be made: {_last_line(done.stderr or done.stdout)}")


def _install(python: Path, requirements: str) -> None:
    print(f"Installing what {requirements} pins (once, and again when it changes) ...", flush=True)
    file = str(ROOT / requirements)
    uv = find_uv()
    by_hash = ["--require-hashes", "-r", file]
    if uv and _succeeds([uv, "pip", "install", "--quiet", "--python", str(python), *by_hash]):
        return
    if not _succeeds([str(python), "-m", "pip", "--version"], quiet=True):
        _succeeds([str(python), "-m", "ensurepip", "--default-pip"], quiet=True)
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    if not _succeeds([*pip, *by_hash]):
        raise Problem(
            f"The packages pinned in {requirements} could not be installed; the lines above say why "
            "(a machine without a connection to a package index cannot do this the first time)."
        )


def find_uv() -> str | None:
    """A uv that really answers; it installs in two seconds what takes pip half a minute."""
    uv = shutil.which("uv")
    return uv if uv and _succeeds([uv, "--version"], quiet=True) else None


def _succeeds(command: list[str], *, quiet: bool = False) -> bool:
    return subprocess.run(command, capture_output=quiet, cwd=ROOT).returncode == 0


def _fingerprint(requirements: str) -> str:
    return hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()


def _installed() -> dict[str, str]:
    """What was installed last, by requirements file; empty when nothing was, or the note is damaged."""
    try:
        stamps: dict[str, str] = json.loads((VENV / "installed.json").read_text())
    except (OSError, ValueError):
        return {}
    return stamps


def _remember(requirements: str) -> None:
    stamps = _installed()
    for name in (requirements, *CONTAINS.get(requirements, ())):
        stamps[name] = _fingerprint(name)
    (VENV / "installed.json").write_text(json.dumps(stamps, indent=1))


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no reason was given"


def _announce() -> None:
    print(f"Ready: {ready(DEVELOPMENT)}")


if __name__ == "__main__":
    sys.exit(exit_status(_announce))
