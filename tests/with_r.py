"""Tests that run R: where it is not, they are left out and say so."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def needs_r(*packages: str) -> pytest.MarkDecorator:
    """A mark for tests that run R with these packages."""
    wanted = "R with " + " and ".join(packages) if packages else "R"
    return pytest.mark.skipif(not _is_there(packages), reason=f"{wanted} is not on this machine")


def _is_there(packages: tuple[str, ...]) -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = " && ".join(f'requireNamespace("{name}", quietly = TRUE)' for name in packages) or "TRUE"
    return subprocess.run(["Rscript", "-e", f"quit(status = !({asked}))"], capture_output=True).returncode == 0
