"""The fields of the figure's form: which there are, in which group, and what is said about each.

Names are the writable names of the API, spelt flat (tracker/intake/flat.py). At most twelve stand in sight besides the
crisis; the rest waits under "More". Read by forms.py.
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
    """text, url, date, number, long, choice or tick."""
    help: Text = ""
    more: bool = False
    """Whether it stands under "More", out of sight until it is needed."""
    usual: str = ""
    """What a new form shows."""


@dataclass(frozen=True, slots=True)
class Group:
    """A fieldset: one question about the statement."""

    title: Text
    fields: tuple[Spec, ...]


GROUPS = (
    Group(
        _("Where it was said"),
        (
            Spec("document_url", _("Address of the document"), "url", _("Of the page or file in which you read it.")),
            Spec("document_title", _("Title of the document"), help=_("Not needed when the address is known here.")),
            Spec("document_published_date", _("Published on"), "date"),
            Spec("quote", _("Exact quote"), "long", _("The words that state the figure, in their own language.")),
            Spec("document_publisher", _("Publisher"), "organisation", more=True),
            Spec("document_page", _("Page or paragraph"), more=True),
            Spec("quote_language", _("Language of the quote"), help=_("Two letters, for example ar."), more=True),
            Spec("quote_translation", _("Translation of the quote"), "long", more=True),
            Spec("document_archived_url", _("Address of an archived copy"), "url", more=True),
            Spec("licence", _("Licence of the document"), more=True),
            Spec("hops", _("Steps from who said it to this document"), "number", more=True, usual="1"),
        ),
    ),
    Group(
        _("Who said it"),
        (
            Spec("organisation", _("Organisation"), "organisation", _("Whose words these are. A new name is added.")),
            Spec("speaker", _("Speaker"), help=_("Who speaks in public; never a witness or a victim."), more=True),
            Spec(SPEAKER_TITLE, _("Office of the speaker"), more=True),
            Spec("statement_date", _("Said on"), "date", _("Empty: the day of publication."), more=True),
            Spec("originator", _("Who counted"), "organisation", _("When it is another organisation."), more=True),
            Spec("level", _("How the number was worked out"), "choice", more=True, usual="reported"),
            Spec("party", _("Stake in the number"), "choice", more=True, usual="none"),
            Spec("source_reliability", _("Reliability of the source"), "choice", more=True),
            Spec("claim_credibility", _("Credibility of the claim"), "choice", more=True),
        ),
    ),
    Group(
        _("What it says"),
        (
            Spec("measure", _("What is counted"), "choice"),
            Spec("value_text", _("The number, as stated"), help=_("For example: at least 1,200; 40-50; hundreds.")),
            Spec("basis", _("Over what time it counts"), "choice"),
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
            Spec("share_of", _("Share of which figure"), more=True),
            Spec("part_of", _("Part of which figure"), more=True),
            Spec("partition", _("Divided by"), "choice", more=True),
        ),
    ),
    Group(
        _("About what"),
        (
            Spec("crisis", _("Crisis"), "choice"),
            Spec("place_code", _("Place"), "place", _("The code of the place.")),
            Spec("reference_period_start", _("Counted from"), "date", _("For counts since a day or during a period.")),
            Spec("as_of_date", _("As of"), "date", _("The day for which the number holds.")),
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
            Spec("event", _("Event"), help=_("The code of an event of the crisis."), more=True),
            Spec("cause", _("Cause"), "choice", more=True, usual="unknown"),
            Spec("attribution", _("Responsibility"), "choice", more=True, usual="not_stated"),
            Spec("operation", _("Operation"), more=True),
            Spec("reporting_round", _("Round"), more=True),
            Spec("supersedes", _("Replaces which figure"), help=_("Its number."), more=True),
            Spec("supersedes_kind", _("How it replaces it"), "choice", more=True),
            Spec("contests", _("Denies which figure"), help=_("Its number."), more=True),
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

REASON = "confirm-"
"""What the names of the inputs begin with that take the reason for a warning; its code follows."""

CHOICE = "choose-"
"""What the names of the buttons begin with that choose between two windows; the field follows."""

CONTROLS = ("csrfmiddlewaretoken", "form_key", "draft_version", "reason", "save", "submit", "keep", "discard")
"""Names of the page's own controls; any other name that is posted is read as a field of the figure."""
