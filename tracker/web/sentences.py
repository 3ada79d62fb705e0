"""The live sentence of a figure: who said what, when, about whom, and where it can be read.

A person proof-reads this sentence rather than the fields, readers cite it, and screen readers hear it
as the text of a chart. Made from a published figure row (the keys of the API). Each sentence and each
clause is one text for the translator, so that languages may order it their own way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from tracker.models import Crisis, Organisation, Place, Series
from tracker.reference.countries import countries
from tracker.selectors.series import SeriesView
from tracker.vocabulary import ALL_AGES, POPULATION_GROUPS, Basis, Gender, Qualifier
from tracker.web import words
from tracker.web.local_places import local_place_name
from tracker.web.words import _

Row = Mapping[str, Any]

CLAUSES: dict[str, Any] = {
    "killed": ngettext_lazy(
        "%(number)s person had been killed in %(place)s %(time)s",
        "%(number)s people had been killed in %(place)s %(time)s",
        "count",
    ),
    "injured": ngettext_lazy(
        "%(number)s person had been injured in %(place)s %(time)s",
        "%(number)s people had been injured in %(place)s %(time)s",
        "count",
    ),
    "missing": ngettext_lazy(
        "%(number)s person had gone missing in %(place)s %(time)s",
        "%(number)s people had gone missing in %(place)s %(time)s",
        "count",
    ),
    "abducted": ngettext_lazy(
        "%(number)s person had been abducted in %(place)s %(time)s",
        "%(number)s people had been abducted in %(place)s %(time)s",
        "count",
    ),
    "detained": ngettext_lazy(
        "%(number)s person had been detained in %(place)s %(time)s",
        "%(number)s people had been detained in %(place)s %(time)s",
        "count",
    ),
    "displaced": ngettext_lazy(
        "%(number)s person had been newly displaced in %(place)s %(time)s",
        "%(number)s people had been newly displaced in %(place)s %(time)s",
        "count",
    ),
    "evacuated": ngettext_lazy(
        "%(number)s person had been evacuated in %(place)s %(time)s",
        "%(number)s people had been evacuated in %(place)s %(time)s",
        "count",
    ),
    "returned": ngettext_lazy(
        "%(number)s person had returned in %(place)s %(time)s",
        "%(number)s people had returned in %(place)s %(time)s",
        "count",
    ),
    "returned_refugees": ngettext_lazy(
        "%(number)s refugee had returned to %(place)s %(time)s",
        "%(number)s refugees had returned to %(place)s %(time)s",
        "count",
    ),
    "returned_idps": ngettext_lazy(
        "%(number)s internally displaced person had returned in %(place)s %(time)s",
        "%(number)s internally displaced people had returned in %(place)s %(time)s",
        "count",
    ),
    "idps": ngettext_lazy(
        "%(number)s person was internally displaced in %(place)s %(time)s",
        "%(number)s people were internally displaced in %(place)s %(time)s",
        "count",
    ),
    "refugees": ngettext_lazy(
        "%(number)s refugee was living in %(place)s %(time)s",
        "%(number)s refugees were living in %(place)s %(time)s",
        "count",
    ),
    "asylum_seekers": ngettext_lazy(
        "%(number)s asylum-seeker was living in %(place)s %(time)s",
        "%(number)s asylum-seekers were living in %(place)s %(time)s",
        "count",
    ),
    "stateless": ngettext_lazy(
        "%(number)s stateless person was living in %(place)s %(time)s",
        "%(number)s stateless people were living in %(place)s %(time)s",
        "count",
    ),
    "population": ngettext_lazy(
        "%(number)s person was living in %(place)s %(time)s",
        "%(number)s people were living in %(place)s %(time)s",
        "count",
    ),
    "people_in_need": ngettext_lazy(
        "%(number)s person was in need in %(place)s %(time)s",
        "%(number)s people were in need in %(place)s %(time)s",
        "count",
    ),
    "returnees": ngettext_lazy(
        "%(number)s returnee was counted in %(place)s %(time)s",
        "%(number)s returnees were counted in %(place)s %(time)s",
        "count",
    ),
    "housing_destroyed": ngettext_lazy(
        "%(number)s dwelling had been destroyed in %(place)s %(time)s",
        "%(number)s dwellings had been destroyed in %(place)s %(time)s",
        "count",
    ),
}
"""What is said to have happened, per measure."""

ANY_MEASURE = gettext_lazy("%(number)s were counted in %(place)s %(time)s as “%(measure)s”")

BLANKS = {name: f"%({name})s" for name in ("number", "place", "time", "measure")}
"""What a clause leaves to the figure."""

MAGNITUDES_OF: dict[str, str | Promise] = {
    "tens": gettext_lazy("tens of"),
    "dozens": gettext_lazy("dozens of"),
    "hundreds": gettext_lazy("hundreds of"),
    "thousands": gettext_lazy("thousands of"),
    "tens of thousands": gettext_lazy("tens of thousands of"),
    "hundreds of thousands": gettext_lazy("hundreds of thousands of"),
    "millions": gettext_lazy("millions of"),
}


def figure_sentence(row: Row) -> str:
    """Who said what and when: "OCHA said on 13 February 2020 that more than 800,000 people had ..."."""
    facts = {"who": who(row), "date": words.day(row.get("said_date") or row.get("statement_date"))}
    if row["qualifier"] == Qualifier.DENIED:
        facts |= {"measure": words.measure_label(row["measure"]), "place": place_name(row)}
        return _tidy(_("%(who)s denied on %(date)s what others said (%(measure)s, %(place)s).") % facts)
    facts["what"] = what(row)
    if not facts["who"]:
        facts["who"] = row.get("document_publisher") or _("A document")
        return _tidy(_("%(who)s wrote on %(date)s, without naming a source, that %(what)s.") % facts)
    return _tidy(_("%(who)s said on %(date)s that %(what)s.") % facts)


def claim_alone(row: Row) -> str:
    """The claim while nobody knows yet who made it: "Hundreds of people had been killed in Idlib."."""
    clause = what(row)
    return _tidy(f"{clause[:1].upper()}{clause[1:]}.")


def source_sentence(row: Row) -> str:
    """Where it can be read: "Source: title, publisher, 14 February 2020, p. 4."."""
    parts = [
        row.get("document_title"),
        row.get("document_publisher"),
        words.day(row["document_published_date"]) if row.get("document_published_date") else None,
        words.page_words(row.get("document_page")),
    ]
    return _("Source: %(source)s.") % {"source": ", ".join(str(part) for part in parts if part)}


def who(row: Row) -> str:
    """The speaker with title and organisation, as far as they are known; empty when nobody is named."""
    speaker, title = row.get("speaker"), row.get("speaker_title")
    organisation = row.get("organisation_code") or row.get("organisation")
    name = speaker or title
    if not name:
        return str(organisation or "")
    inside = [part for part in (title if speaker else None, organisation) if part and part != name]
    if not inside:
        return str(name)
    return _("%(speaker)s (%(details)s)") % {"speaker": name, "details": ", ".join(map(str, inside))}


def what(row: Row) -> str:
    """The claim itself as a clause: "more than 800,000 people had been newly displaced in ... since ..."."""
    if row.get("basis") == Basis.SHARE:
        return _share(row)
    facts = {
        "number": _number_before_noun(row),
        "place": place_name(row),
        "time": words.period_words(row),
        "measure": words.measure_label(row["measure"]),
    }
    clause = _clause(row["measure"], _count(row), words.language()) % facts
    return _with_origin(_with_group(clause, row), row)


@lru_cache(maxsize=words.KEPT)
def _clause(measure: str, count: int, spoken: str) -> str:
    """What is said to have happened to one or to many, with its blanks still empty."""
    with translation.override(spoken):
        return str(CLAUSES.get(measure, ANY_MEASURE) % {**BLANKS, "count": count})


def short_originator(row: Row) -> str:
    """The originator by its short name where the row has one, for cards and lists: "OCHA"."""
    same = row.get("originator") == row.get("organisation")
    return str((row.get("organisation_code") if same else None) or row.get("originator") or "")


def line_name(view: SeriesView) -> str:
    """The short name of the source that carries a line."""
    chosen = view.series.spine
    if chosen and chosen.pk == view.spine and chosen.code:
        return str(chosen.code)
    return view.spine_name


def place_name(row: Row) -> str:
    """The narrowest name of the place that the row has, in the reader's language where it has one in that."""
    if row.get("place_name") and words.language() != "en":
        code, country = str(row.get("place_code") or ""), str(row.get("location_code") or "")
        found = country_name(code) if code == country else local_place_name(code, country)
        return found or str(row["place_name"])
    for key in ("place_name", "admin2_name", "admin1_name", "location_name", "provider_place_name"):
        if row.get(key):
            return str(row[key])
    return _("a place not given")


@cache
def _country_names() -> dict[str, dict[str, str]]:
    return {country.iso3: country.names for country in countries()}


def country_name(iso3: str) -> str:
    """The short name of a country in the reader's language; empty for a code that is none."""
    names = _country_names().get(iso3, {})
    return names.get(words.language()) or names.get("en", "")


def group_words(row: Row) -> str:
    """Whom the figure counts when it does not count everybody: "civilians", "women and children"."""
    group = row.get("population_group") or ""
    if group:
        known = POPULATION_GROUPS.get(group)
        return _(known.label) if known else str(group).replace("_", " ")
    if row.get("people_status") in ("civilian", "combatant"):
        return words.code_words(words.PEOPLE_STATUS_WORDS, row["people_status"])
    return ""


def series_title(series: Series) -> str:
    """What a series is about: "Newly displaced, Northwest Syria, since 1 December 2019"."""
    return words.comma().join([series_counts(series), series_scope(series)])


def series_counts(series: Series) -> str:
    """What a series counts, and of whom: "Killed: civilians"."""
    about = {
        "measure": words.measure_label(series.measure),
        "group": group_words({"population_group": series.population_group, "people_status": series.people_status}),
    }
    if series.basis == Basis.SHARE and about["group"]:
        return _("%(measure)s: share of %(group)s") % about
    if series.basis == Basis.SHARE:
        return _("%(measure)s: share of a larger whole") % about
    return _("%(measure)s: %(group)s") % about if about["group"] else about["measure"]


def series_scope(series: Series) -> str:
    """Where, since when and of which sex and age a series counts: "Northwest Syria, since 1 December 2019"."""
    origin = series.window_origin
    parts = [local_name(series.place)]
    if origin:
        parts.append(words.since_words(origin.earliest, origin.latest))
    elif series.basis == Basis.PERIOD:
        parts.append(_("per period"))
    if series.gender != Gender.ALL:
        parts.append(words.code_words(words.GENDER_WORDS, series.gender))
    if series.age_range != ALL_AGES:
        parts.append(_("age %(range)s") % {"range": series.age_range})
    return words.comma().join(parts)


def local_name(thing: Place | Crisis | Organisation | None) -> str:
    """The name of a place, crisis or organisation in the reader's language, where it has one."""
    if thing is None:
        return ""
    return str((thing.names or {}).get(words.language()) or thing.name)


def counted_as(row: Row) -> str:
    """The measure of a figure, and whom it counts where that is not everybody: "Killed: civilians"."""
    about = {"measure": words.measure_label(row["measure"]), "group": group_words(row)}
    return _("%(measure)s: %(group)s") % about if about["group"] else about["measure"]


def _share(row: Row) -> str:
    facts = {
        "number": words.figure_words(row),
        "people": words.measure_people(row["measure"]),
        "place": place_name(row),
        "group": group_words(row),
    }
    if facts["group"]:
        return _("%(number)s of the %(people)s in %(place)s were %(group)s") % facts
    return _("the %(people)s in %(place)s made up %(number)s of a larger whole") % facts


def _number_before_noun(row: Row) -> str:
    qualifier = row["qualifier"]
    if qualifier == Qualifier.MAGNITUDE:
        stated = str(row.get("value_text") or "").strip()
        return str(MAGNITUDES_OF.get(words.magnitude_word(stated), stated))
    if qualifier == Qualifier.UNKNOWN_NUMBER:
        return _("an unstated number of")
    if qualifier == Qualifier.UNSPECIFIED_PLURAL:
        return _("several")
    return words.figure_words(row)


def _count(row: Row) -> int:
    """The number that chooses singular or plural; anything but an exact 1 is plural."""
    value = words.plain_value(row)
    return 1 if value == 1 and row["qualifier"] == Qualifier.EXACT else 2


def _with_group(clause: str, row: Row) -> str:
    group = group_words(row)
    return _("%(clause)s, counting %(group)s only") % {"clause": clause, "group": group} if group else clause


def _with_origin(clause: str, row: Row) -> str:
    code = row.get("origin_location_code") or ""
    origin = country_name(code) or code
    return _("%(clause)s, coming from %(origin)s") % {"clause": clause, "origin": origin} if origin else clause


def _tidy(sentence: str) -> str:
    """One space where a missing part left two, none before a stop or a comma."""
    return re.sub(r"\s+([.,])", r"\1", re.sub(r"[ \t]{2,}", " ", sentence)).strip()
