"""Raw text to typed values, a file per kind of field.

figure.py          a whole row (`read_figure`), what the doors call
readers.py         which reader reads which field
codes.py  dates.py  numbers.py  measurements.py  booleans.py  texts.py  confirmations.py
claims.py          "more than 800,000" alone, read into qualifier and numbers
cells.py           when a cell says nothing
"""

from tracker.rules.reading.figure import SHORT, read_fields, read_figure, read_together

__all__ = ["SHORT", "read_fields", "read_figure", "read_together"]
