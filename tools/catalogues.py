"""Translations: the texts in locale/*.po, compiled for Django where they changed, and checked.

`prepare` and the test suite compile, `check` looks for mistakes. Babel does it, so no gettext is needed to run the
tracker; the compiled files are not kept in the repository.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from tools.environment import ROOT
from tools.problem import exit_status

LOCALE = ROOT / "locale"


def compile_changed(folder: Path = LOCALE) -> list[Path]:
    """Compile every catalogue that is newer than what was compiled from it; those that were."""
    changed = [source for source in sources(folder) if _is_stale(source)]
    for source in changed:
        _compile(source)
    return changed


def sources(folder: Path = LOCALE) -> list[Path]:
    """The catalogues as translators edit them."""
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def mistakes(folder: Path = LOCALE) -> Iterator[str]:
    """What would break a page or tell its reader something else: bad syntax, lost or invented placeholders."""
    for source in sources(folder):
        try:
            catalogue = _read(source)
        except (PoFileError, ValueError) as error:
            yield f"{source}: {error}"
            continue
        for message, errors in catalogue.check():
            yield from (f"{source}:{message.lineno}: {error}" for error in errors)


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> None:
    """Write beside the catalogue in one step: a server or another test run may be reading."""
    with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".tmp", delete=False) as compiled:
        write_mo(compiled, _read(source))
    Path(compiled.name).chmod(0o644)
    Path(compiled.name).replace(source.with_suffix(".mo"))


def _read(source: Path) -> Catalog:
    with source.open("rb") as text:
        return read_po(text, abort_invalid=True)


def main() -> int:
    """Print the mistakes; 1 when there are any."""
    found = list(mistakes())
    print(*found, f"{len(found)} mistakes in translations", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(exit_status(main))
