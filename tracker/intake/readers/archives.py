"""Zip archives, which workbooks are as well: what their directory promises, and whether what comes out keeps to it.

A small archive can unpack to more than the machine holds. So the directory is judged first, and then every member is
unpacked once, a block at a time, and counted: zipfile stops a member that is longer than its directory says.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from tracker.intake.readers.content import BLOCK, Content, FileRefused, refuse
from tracker.intake.readers.limits import LARGEST_UNPACKED, MOST_MEMBERS, MOST_PACKED, SMALL_MEMBER
from tracker.vocabulary import gettext_noop as _

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError, OSError, EOFError,
    ValueError, OverflowError,
)  # fmt: skip
"""What zipfile raises for bytes that are no archive any more."""

Watch = Callable[[str, Iterator[bytes]], None]
"""Sees every member while it is unpacked; it must take all the blocks."""


def members(content: Content) -> list[zipfile.ZipInfo]:
    """The files of an archive, from its directory; raises FileRefused."""
    try:
        with content.open() as stream, zipfile.ZipFile(stream) as archive:
            listed = [one for one in archive.infolist() if not one.is_dir()]
    except _DAMAGE as refused:
        raise _damaged(str(refused)) from refused
    _check_directory(listed)
    return listed


def _check_directory(listed: list[zipfile.ZipInfo]) -> None:
    if len(listed) > MOST_MEMBERS:
        template = _("The archive holds %(found)s files, more than the %(expected)s that can be read.")
        raise refuse(template, found=len(listed), expected=f"{MOST_MEMBERS:,}")
    if any(one.flag_bits & 0x1 for one in listed):
        raise encrypted()
    total = sum(one.file_size for one in listed)
    if total > LARGEST_UNPACKED:
        template = _("Unpacked, the file would take %(found)s bytes, more than the %(expected)s that can be read.")
        raise refuse(template, found=total, expected=f"{LARGEST_UNPACKED:,}")
    for one in listed:
        if one.file_size > SMALL_MEMBER and one.file_size > MOST_PACKED * max(one.compress_size, 1):
            template = _("“%(member)s” would unpack to %(found)s times its size. Expected at most %(expected)s times.")
            ratio = one.file_size // max(one.compress_size, 1)
            raise refuse(template, found=ratio, expected=str(MOST_PACKED), member=one.filename)


def unpack_all(content: Content, watch: Watch) -> None:
    """Unpack every member once, a block at a time, under the eyes of `watch`; raises FileRefused."""
    try:
        with content.open() as stream, zipfile.ZipFile(stream) as archive:
            for one in archive.infolist():
                if not one.is_dir():
                    with archive.open(one) as member:
                        watch(one.filename, iter(lambda: member.read(BLOCK), b""))
    except FileRefused:
        raise
    except _DAMAGE as refused:
        raise _damaged(str(refused)) from refused


def the_table_inside(content: Content, listed: list[zipfile.ZipInfo], suffixes: frozenset[str]) -> Content:
    """The one table in an archive; raises FileRefused where there is none, or more than one."""
    tables = [one for one in listed if _is_table(one.filename, suffixes)]
    if len(tables) != 1:
        names = ", ".join(one.filename for one in tables[:5])
        template = _("The archive holds %(found)s tables (%(names)s). Expected %(expected)s.")
        if not tables:
            template = _("The archive holds no table. Expected %(expected)s.")
        raise refuse(template, found=len(tables), expected=_("one table, as CSV, workbook or JSON"), names=names)
    try:
        with content.open() as stream, zipfile.ZipFile(stream) as archive:
            inside = archive.read(tables[0])
    except _DAMAGE as refused:
        raise _damaged(str(refused)) from refused
    return Content(PurePosixPath(tables[0].filename).name, inside)


def _is_table(name: str, suffixes: frozenset[str]) -> bool:
    path = PurePosixPath(name)
    hidden = path.name.startswith((".", "~$")) or "__MACOSX" in path.parts
    return not hidden and path.suffix.casefold() in suffixes


def encrypted() -> Exception:
    """The refusal of what only a password opens."""
    template = _("The file is protected by a password. Save a copy without one: %(expected)s.")
    return refuse(template, expected=_("a file that opens without a password"))


def _damaged(why: str) -> Exception:
    template = _("The file is damaged or cut short: %(found)s. Expected %(expected)s.")
    return refuse(template, found=why, expected=_("a workbook or archive that opens"))
