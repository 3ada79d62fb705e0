"""What the choice fields of the figure's form offer: every code of the vocabulary, in words.

Read by forms.py. Words that pages show as well come from words.py; those only the desk needs stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tracker.models import Crisis
from tracker.rules import CODES
from tracker.vocabulary import CREDIBILITIES, MEASURES, OrganisationKind
from tracker.web import words

MOST_IN_A_LIST = 40
"""Crises that are offered as a list; with more of them, a name is typed and looked up."""

_OWN_WORDS: dict[str, Mapping[str, Any]] = {
    "unit": {
        "person": _("people"),
        "household": _("households"),
        "dwelling": _("dwellings"),
        "percent": _("per cent"),
        "event": _("events"),
        "person_per_day": _("people a day"),
    },
    "qualifier": {
        "exact": _("exactly"),
        "about": _("about"),
        "nearly": _("nearly"),
        "at_least": _("at least"),
        "more_than": _("more than"),
        "at_most": _("at most"),
        "fewer_than": _("fewer than"),
        "between": _("between two numbers"),
        "magnitude": _("only a magnitude: dozens, hundreds, thousands"),
        "unspecified_plural": _("several, without a number"),
        "unknown_number": _("an unknown number"),
        "majority": _("most of them"),
        "denied": _("a denial"),
    },
    "magnitude": words.MAGNITUDE_WORDS,
    "cause": {
        "conflict": _("conflict"),
        "disaster": _("disaster"),
        "development": _("development project"),
        "other": _("another cause"),
        "unknown": _("not known"),
    },
    "gender": {**words.GENDER_WORDS, "all": _("everybody")},
    "attribution": {
        "not_stated": _("not stated"),
        "stated_by_source": _("stated by the source"),
        "suspected": _("suspected"),
        "contested": _("contested"),
        "conceded": _("conceded"),
    },
    "role": {
        "none": _("as the method has it"),
        "recommended": _("recommended"),
        "triangulation": _("for comparison"),
        "context": _("as context"),
        "excluded": _("excluded"),
    },
    "grade": {
        "confirmed": _("confirmed"),
        "fair": _("fair"),
        "weak": _("weak"),
        "contested": _("contested"),
        "discounted": _("discounted: left out of every number"),
    },
    "partition": {
        "sex_age": _("sex and age"),
        "people_status": _("civilians and combatants"),
        "setting": _("where people stay"),
        "side": _("side of a line"),
    },
    "as_of_basis": {
        "stated": _("stated by the source"),
        "statement_date": _("the day it was said"),
        "publication_date": _("the day of publication"),
        "other_document": _("another document"),
    },
    "date_precision": {
        "day": _("to the day"),
        "days": _("within a few days"),
        "week": _("to the week"),
        "part_of_month": _("to a part of the month"),
        "month": _("to the month"),
        "year": _("to the year"),
    },
    "place_precision": {
        "point": _("the very place"),
        "near": _("near a place"),
        "adm3": _("a unit of the third level"),
        "adm2": _("a unit of the second level"),
        "adm1": _("a unit of the first level"),
        "area": _("a named area"),
        "country": _("the country"),
    },
}

_KINDS: Mapping[str, Any] = {
    "un": _("United Nations"),
    "government": _("government"),
    "ngo": _("non-governmental organisation"),
    "monitor": _("monitoring group"),
    "media": _("media"),
    "armed_actor": _("armed actor"),
    "research": _("research"),
    "other": _("other"),
}


_TABLES: dict[str, Mapping[Any, Any]] = {
    **{name: table for name, table in words.CODE_TABLES.items() if name in CODES},
    **_OWN_WORDS,
    "claim_credibility": words.CREDIBILITY_WORDS,
    "reported_unit": _OWN_WORDS["unit"],
    "source_reliability": words.RELIABILITY_WORDS,
}


def words_of(field: str) -> Mapping[Any, Any] | None:
    """The words for the codes that a field may hold; None for a field that holds no code."""
    if field == "measure":
        return {code: words.measure_label(code) for code in MEASURES}
    return _TABLES.get(field)


def choices() -> dict[str, list[tuple[str, str]]]:
    """Code and words of every choice, by field."""
    found = {
        name: [(code, words.code_words(words_of(name) or {}, code) or code) for code in codes]
        for name, codes in CODES.items()
    }
    grades = [(str(code), words.code_words(words.CREDIBILITY_WORDS, code)) for code in CREDIBILITIES]
    found["claim_credibility"] = grades
    found["organisation_kind"] = [(kind.value, words.code_words(_KINDS, kind)) for kind in OrganisationKind]
    found["crisis"] = list(Crisis.objects.order_by("name").values_list("slug", "name")[: MOST_IN_A_LIST + 1])
    return found
