"""How large a file may be. Constants, not settings: they protect the machine, and nobody tunes what they never meet.

A file beyond a limit is refused before it is parsed, with what was found and what is possible.
"""

from __future__ import annotations

LARGEST_TEXT = 256 * 1024**2
"""Bytes of delimited text. It is read line by line, so memory stays flat, but a run must end some day; the whole of
UCDP GED fits."""

LARGEST_JSON = 64 * 1024**2
"""Bytes of JSON. It is parsed whole, at about six times its size in memory."""

LARGEST_WORKBOOK = 96 * 1024**2
"""Bytes of a workbook as it lies on the disk."""

LARGEST_UNPACKED = 512 * 1024**2
"""Bytes of everything in a zip archive or workbook together. 100,000 rows of GED take 200 MB of XML."""

MOST_PACKED = 120
"""Times its packed size that a member of an archive may take. Sheets of repeated numbers reach 60; zip bombs, 1,000."""

SMALL_MEMBER = 4 * 1024**2
"""Bytes below which nobody asks how well a member was packed."""

MOST_MEMBERS = 2_000
"""Files in one archive. A workbook of 100 sheets has about 300."""

MOST_CELLS = 12_000_000
"""Cells of the rectangle around what a sheet holds. It is laid out whole in memory, at some 32 bytes a cell; two
cells in opposite corners of a sheet would otherwise ask for 17 thousand million."""

MOST_COLUMNS = 4_000
"""Columns of a table. The widest household surveys have 3,000."""

LONGEST_LINE = 4 * 1024**2
"""Characters of one line of text."""

LONGEST_READING = 15 * 60
"""Seconds that reading one file may take, without what is done with its rows. The whole of UCDP GED takes two minutes;
a file that takes longer keeps the worker from everybody else's."""

HEADER_WITHIN = 25
"""Rows in which the header must come."""

HEAD_ROWS = 60
"""Rows looked at to find it."""
