"""The fields of the figure's form: which there are, in which group, and what is said about each.

Names are the writable names of the API, spelt flat (tracker/intake/flat.py). Twelve stand in sight; what a new
document, organisation or speaker needs waits until one is new, the rest under "More". Read by forms.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.intake.flat import SPEAKER_TITLE
from tracker.vocabulary import Unit

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Spec:
    """One field of the form, before anybody typed in it."""

    name: str
    label: Text
    kind: str = "text"
    """text, url, date, number, long, choice, tick, or what a name is one of: document, organisation, speaker, place,
    event, figure."""
    help: Text = ""
    more: bool = False
    """Whether it stands under "More", out of sight until it is needed."""
    when_new: bool = False
    """Whether it stands among what is asked of a document, organisation or speaker that nobody entered yet."""
    usual: str = ""
    """What a new form shows."""


@dataclass(frozen=True, slots=True)
class Group:
    """A fieldset: one question about the statement."""

    title: Text
    fields: tuple[Spec, ...]
    new_title: Text = ""
    """What opens the fields of something new."""


GROUPS = (
    Group(
        _("Where it was said"),
        (
            Spec("document_url", _("Document"), "document", _("Its address, or the title of one that is known here.")),
            Spec("quote", _("Exact quote"), "long", _("The words that state the figure, in their own language.")),
            Spec("document_page", _("Page or paragraph")),
            Spec("document_title", _("Title of the document"), when_new=True),
            Spec("document_publisher", _("Publisher"), "organisation", when_new=True),
            Spec("document_published_date", _("Published on"), "date", when_new=True),
            Spec("quote_language", _("Language of the quote"), help=_("Two letters, for example ar."), more=True),
            Spec("quote_translation", _("Translation of the quote"), "long", more=True),
            Spec("document_archived_url", _("Address of an archived copy"), "url", more=True),
            Spec("licence", _("Licence of the document"), more=True),
            Spec("hops", _("Steps from who said it to this document"), "number", more=True, usual="1"),
        ),
        _("The document is new here"),
    ),
    Group(
        _("Who said it"),
        (
            Spec("organisation", _("Organisation"), "organisation", _("Whose words these are.")),
            Spec("speaker", _("Speaker"), "speaker", _("Who speaks in public; never a witness or a victim.")),
            Spec("organisation_code", _("Short name of the organisation"), when_new=True),
            Spec("organisation_kind", _("Kind of organisation"), "choice", when_new=True),
            Spec(SPEAKER_TITLE, _("Office of the speaker"), when_new=True),
            Spec("statement_date", _("Said on"), "date", _("Empty: the day of publication."), more=True),
            Spec("originator", _("Who counted"), "organisation", _("When it is another organisation."), more=True),
            Spec("level", _("How the number was worked out"), "choice", more=True, usual="reported"),
            Spec("party", _("Stake in the number"), "choice", more=True, usual="none"),
            Spec("source_reliability", _("Reliability of the source"), "choice", more=True),
            Spec("claim_credibility", _("Credibility of the claim"), "choice", more=True),
        ),
        _("The organisation or speaker is new here"),
    ),
    Group(
        _("What it says"),
        (
            Spec("measure", _("What is counted"), "choice"),
            Spec("value_text", _("The number, as stated"), help=_("For example: at least 1,200; 40-50; hundreds.")),
            Spec("basis", _("Over what time it counts"), "choice", _("Empty: it follows from the dates.")),
            Spec("unit", _("Unit"), "choice", more=True, usual=Unit.PERSON.value),
            Spec("qualifier", _("Words around the number"), "choice", _("Empty: read from the number."), more=True),
            Spec("magnitude", _("Magnitude"), "choice", more=True),
            Spec("value", _("Value in digits"), "number", more=True),
            Spec("value_low", _("Lower end"), "number", more=True),
            Spec("value_high", _("Upper end"), "number", more=True),
            Spec("household_size", _("People in a household"), "number", more=True),
            Spec("household_size_source", _("Who says so"), more=True),
            Spec("people_status", _("Whom it counts"), "choice", more=True, usual="all"),
            Spec("population_group", _("Population group"), more=True),
            Spec("gender", _("Sex or gender"), "choice", more=True, usual="all"),
            Spec("age_range", _("Age"), help=_("For example 0-4 or 60+."), more=True, usual="all"),
            Spec("counting", _("Whether a person may count twice"), "choice", more=True, usual="unknown"),
            Spec("share_of", _("Share of which figure"), "figure", more=True),
            Spec("part_of", _("Part of which figure"), "figure", more=True),
            Spec("partition", _("Divided by"), "choice", more=True),
        ),
    ),
    Group(
        _("About what"),
        (
            Spec("crisis", _("Crisis"), "choice"),
            Spec("place_code", _("Place"), "place", _("Its name in any language, or its code.")),
            Spec(
                "reference_period_start",
                _("Counted from"),
                "date",
                _("For example: since December 1; Thursday; February."),
            ),
            Spec("as_of_date", _("As of"), "date", _("Empty: the day on which it was said or published.")),
            Spec("reference_period_start_latest", _("Counted from, at the latest"), "date", more=True),
            Spec("reference_period_end", _("Counted to"), "date", _("For counts during a period."), more=True),
            Spec("date_precision", _("How precise the dates are"), "choice", more=True, usual="day"),
            Spec("as_of_basis", _("Where the as-of date comes from"), "choice", more=True, usual="stated"),
            Spec("provider_place_name", _("Place in the words of the source"), more=True),
            Spec("place_precision", _("How precise the place is"), "choice", more=True),
            Spec("latitude", _("Latitude"), "number", more=True),
            Spec("longitude", _("Longitude"), "number", more=True),
            Spec("place_safe", _("The exact place may be shown without harm"), "tick", more=True),
            Spec("origin_location_code", _("Place of origin"), "place", more=True),
            Spec("event", _("Event"), "event", _("Its name or code; one of the crisis."), more=True),
            Spec("cause", _("Cause"), "choice", more=True, usual="unknown"),
            Spec("attribution", _("Responsibility"), "choice", more=True, usual="not_stated"),
            Spec("operation", _("Operation"), more=True),
            Spec("reporting_round", _("Round"), more=True),
            Spec("supersedes", _("Replaces which figure"), "figure", _("Its number."), more=True),
            Spec("supersedes_kind", _("How it replaces it"), "choice", more=True),
            Spec("contests", _("Denies which figure"), "figure", _("Its number."), more=True),
            Spec("role", _("Role"), "choice", more=True, usual="none"),
            Spec("role_reason", _("Reason for the role"), more=True),
            Spec("grade", _("Grade"), "choice", more=True),
            Spec("grade_reason", _("Reason for the grade"), more=True),
            Spec("notes", _("Notes, which are public"), "long", more=True),
            Spec("restricted", _("Never publish this figure"), "tick", more=True),
        ),
    ),
)
SPECS = {spec.name: spec for group in GROUPS for spec in group.fields}
ELSEWHERE: dict[str | tuple[str, str], str] = {
    ("W12", "document"): "document_archived_url",
    "document": "document_url",
}
"""The field of the form for a finding whose field is not one of them, or which another field answers."""

LOOKED_UP = ("document", "organisation", "speaker", "place", "crisis", "event", "figure")
"""Kinds of fields that name something which can be looked up (tracker/web/lookup.py)."""

REASON = "confirm-"
"""What the names of the inputs begin with that take the reason for a warning; its code follows."""

CHOICE = "choose-"
"""What the names of the buttons begin with that choose between two windows; the field follows."""

PICK = "pick-"
"""What the names of the buttons begin with that answer a question about a field, or take a suggestion for it."""

APART = "apart-"
"""What the names of the ticks begin with that say of a recorded figure: this is another statement."""

CONTROLS = (
    "csrfmiddlewaretoken", "form_key", "draft_version", "reason", "save", "submit", "another", "keep", "discard",
    "check", "outlet", "figure", "seen",
)  # fmt: skip
"""Names of the page's own controls; any other name that is posted is read as a field of the figure."""
