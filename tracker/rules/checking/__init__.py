"""The checks of a whole claim, a file per question asked of it; `check_figure` asks them all.

  figure.py          all checks in order, errors first (`check_figure`; of many claims, `check_figures`)
  values.py          looking at the values of a claim
errors:    kinds.py  required.py  evidence.py  numbers.py  dates.py  combinations.py  judgements.py
warnings:  history.py  scale.py  repeats.py  sources.py  names.py
both:      words.py (the words and the quote state the number)  places.py  wholes.py
"""

from tracker.rules.checking.evidence import no_document
from tracker.rules.checking.figure import check_figure, check_figures
from tracker.rules.checking.values import Values

__all__ = ["Values", "check_figure", "check_figures", "no_document"]
