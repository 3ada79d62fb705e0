"""The words of the field: every code this project stores, serves or draws, and what each means.

Codes are for ever: they stand in the database, in the API and in files, and never change their meaning. Labels and
definitions are English originals marked for translation; pages translate them where they are shown. This module is pure
Python and imports nothing of the project, so that every other part can import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


def gettext_noop(text: str) -> str:
    """The text itself, marked so that the message extractor finds it."""
    return text


class Basis(StrEnum):
    """Over what time a number counts."""

    STOCK = "stock"
    PERIOD = "period"
    CUMULATIVE = "cumulative"
    SHARE = "share"


class Counting(StrEnum):
    """Whether a person counted twice is one or two."""

    PERSONS = "persons"
    MOVEMENTS = "movements"
    UNKNOWN = "unknown"


class Unit(StrEnum):
    """What one of the number is."""

    PERSON = "person"
    HOUSEHOLD = "household"
    DWELLING = "dwelling"
    PERCENT = "percent"
    EVENT = "event"
    PERSON_PER_DAY = "person_per_day"


class Level(StrEnum):
    """How far the source says it worked the number out."""

    IDENTIFIED = "identified"
    VERIFIED = "verified"
    REPORTED = "reported"
    ESTIMATED = "estimated"
    PROJECTED = "projected"


class Qualifier(StrEnum):
    """The words that stand around a number (METHOD R1)."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    FEWER_THAN = "fewer_than"
    BETWEEN = "between"
    MAGNITUDE = "magnitude"
    UNSPECIFIED_PLURAL = "unspecified_plural"
    UNKNOWN_NUMBER = "unknown_number"
    MAJORITY = "majority"
    DENIED = "denied"


CONSTRAINT_QUALIFIERS = frozenset(
    {
        Qualifier.MAGNITUDE,
        Qualifier.UNSPECIFIED_PLURAL,
        Qualifier.UNKNOWN_NUMBER,
        Qualifier.MAJORITY,
        Qualifier.DENIED,
    }
)
"""Qualifiers without a best number: never on a line, never moving a bound; they can only raise a conflict (R1)."""

OPEN_QUALIFIERS = frozenset({Qualifier.AT_LEAST, Qualifier.MORE_THAN})
"""Qualifiers that state a floor and no ceiling."""

MAGNITUDES: dict[str, int] = {
    "tens": 10,
    "dozens": 12,
    "hundreds": 100,
    "thousands": 1_000,
    "tens of thousands": 10_000,
    "hundreds of thousands": 100_000,
    "millions": 1_000_000,
}
"""Magnitude words and the floor each states (R1)."""


class Cause(StrEnum):
    """What people fled from or died of."""

    CONFLICT = "conflict"
    DISASTER = "disaster"
    DEVELOPMENT = "development"
    OTHER = "other"
    UNKNOWN = "unknown"


class PeopleStatus(StrEnum):
    """Whom a casualty figure counts."""

    ALL = "all"
    CIVILIAN = "civilian"
    COMBATANT = "combatant"
    UNSPECIFIED = "unspecified"


class Gender(StrEnum):
    """Sex or gender counted, as the source names it."""

    FEMALE = "f"
    MALE = "m"
    OTHER = "x"
    UNKNOWN = "u"
    OTHERS = "o"
    ALL = "all"


ALL_AGES = "all"
"""The age range of a figure that is not about an age group."""

ALL_GROUPS = ""
"""The population group of a figure that counts everybody."""


class Role(StrEnum):
    """An editor's override of how a claim is used, always with a reason."""

    NONE = "none"
    RECOMMENDED = "recommended"
    TRIANGULATION = "triangulation"
    CONTEXT = "context"
    EXCLUDED = "excluded"


class Grade(StrEnum):
    """An editor's judgement of a claim; empty by default, and only discounted changes numbers."""

    NOT_GRADED = ""
    CONFIRMED = "confirmed"
    FAIR = "fair"
    WEAK = "weak"
    CONTESTED = "contested"
    DISCOUNTED = "discounted"


class Party(StrEnum):
    """The stake of the originator in the number."""

    NONE = "none"
    ADMISSION = "admission"
    INTERESTED = "interested"


class Attribution(StrEnum):
    """How responsibility is spoken of."""

    NOT_STATED = "not_stated"
    STATED_BY_SOURCE = "stated_by_source"
    SUSPECTED = "suspected"
    CONTESTED = "contested"
    CONCEDED = "conceded"


class SupersedesKind(StrEnum):
    """What a newer claim does to the older one it names (METHOD R6)."""

    REVISES = "revises"
    RETRACTS = "retracts"
    BACKLOG_ADDITION = "backlog_addition"
    RECLASSIFIES = "reclassifies"
    DUPLICATE_OF = "duplicate_of"


class Partition(StrEnum):
    """The one way in which the parts of a total divide it (METHOD R10)."""

    SEX_AGE = "sex_age"
    PEOPLE_STATUS = "people_status"
    SETTING = "setting"
    SIDE = "side"


class PlaceLevel(StrEnum):
    """What kind of place: an official unit, a site, or a named fuzzy area made of other places."""

    COUNTRY = "country"
    ADM1 = "adm1"
    ADM2 = "adm2"
    ADM3 = "adm3"
    SITE = "site"
    AREA = "area"


class PlacePrecision(StrEnum):
    """How closely the source places the figure."""

    POINT = "point"
    NEAR = "near"
    ADM3 = "adm3"
    ADM2 = "adm2"
    ADM1 = "adm1"
    AREA = "area"
    COUNTRY = "country"


class DatePrecision(StrEnum):
    """How closely the source dates the figure."""

    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    PART_OF_MONTH = "part_of_month"
    MONTH = "month"
    YEAR = "year"


class AsOfBasis(StrEnum):
    """Where the as-of date comes from."""

    STATED = "stated"
    STATEMENT_DATE = "statement_date"
    PUBLICATION_DATE = "publication_date"
    OTHER_DOCUMENT = "other_document"


class OrganisationKind(StrEnum):
    """What sort of body an organisation is."""

    UN = "un"
    GOVERNMENT = "government"
    NGO = "ngo"
    MONITOR = "monitor"
    MEDIA = "media"
    ARMED_ACTOR = "armed_actor"
    RESEARCH = "research"
    OTHER = "other"


class DocumentKind(StrEnum):
    """What sort of document a figure was read in."""

    NEWS_ARTICLE = "news_article"
    REPORT = "report"
    STATEMENT = "statement"
    DATASET = "dataset"
    POST = "post"
    WITNESS_RECORD = "witness_record"
    OTHER = "other"


class DraftState(StrEnum):
    """Where the working copy of a figure stands at the desk."""

    NONE = "none"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"


class PublicState(StrEnum):
    """Where a figure stands in public."""

    NONE = "none"
    PUBLISHED = "published"
    RETRACTED = "retracted"


class UserRole(StrEnum):
    """What a person may do at the desk."""

    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class NoticeKind(StrEnum):
    """Of what a person at the desk is told."""

    MENTIONED = "mentioned"
    NOTED = "noted"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


class NoticeMail(StrEnum):
    """How often notices are mailed."""

    OFF = "off"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class LedgerAction(StrEnum):
    """What a ledger entry says was done."""

    CREATED = "created"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    REVERTED = "reverted"
    RELABELLED = "relabelled"
    SUPPRESSED = "suppressed"
    REDACTED = "redacted"
    CHANGED = "changed"
    SETTINGS = "settings"
    WITHDRAWN = "withdrawn"
    REISSUED = "reissued"
    MERGED = "merged"
    SPLIT = "split"


class ImportState(StrEnum):
    """How far the import of a file has come."""

    STAGED = "staged"
    PREVIEWED = "previewed"
    COMMITTING = "committing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


class RowState(StrEnum):
    """Where a row of an imported file stands: the first six before the import is confirmed, the others after it."""

    READ = "read"
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    REVISES = "revises"
    SAME = "same"

    RECORDED = "recorded"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"

    SKIPPED = "skipped"


LEDGER_OBJECTS = (
    "figure", "event", "series", "crisis", "place", "organisation", "speaker", "document", "snapshot",
)  # fmt: skip
"""What entries of the ledger are about; with an action they make the type of a change, such as figure.published."""

CHANGE_TYPES = tuple(f"{kind}.{action}" for kind in LEDGER_OBJECTS for action in LedgerAction)


class Reason(StrEnum):
    """Why a claim is not used at a point (METHOD R14)."""

    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    DISCOUNTED = "discounted"
    DRAFT = "draft"
    ROLE = "role"
    SAME_ASSERTION = "same_assertion"
    OTHER_ORIGIN = "other_origin"
    OTHER_LEVEL = "other_level"
    OTHER_COUNTING = "other_counting"
    NO_HOUSEHOLD_SIZE = "no_household_size"
    MAGNITUDE_ONLY = "magnitude_only"
    SHARE_DERIVED = "share_derived"
    CHILD_PLACE = "child_place"
    SUBSET_GROUP = "subset_group"
    INTERESTED_PARTY = "interested_party"
    OUTSIDE_WINDOW = "outside_window"
    STALE = "stale"


class Flag(StrEnum):
    """What a reader of a point, a change or a total must be told."""

    SOURCES_DISAGREE = "sources_disagree"
    FLOOR = "floor"
    RANGE_MIN = "range_min"
    ROUNDING = "rounding"
    STALE = "stale"
    WITHOUT_BACKLOG = "without_backlog"
    INTERESTED_ONLY = "interested_only"
    CORRECTED = "corrected"
    OK = "ok"
    CHANGE_IN_FLOOR = "change_in_floor"
    TWO_FLOORS = "two_floors"
    MAGNITUDE_ONLY = "magnitude_only"
    REVISION_NOT_NEGATIVE_FLOW = "revision_not_negative_flow"
    DEFINITION_CHANGE = "definition_change"
    OVERLAP = "overlap"
    MIXED_ORIGINATORS = "mixed_originators"
    WIDE_DATE = "wide_date"
    PARTIAL = "partial"
    CHILDREN_EXCEED_DIRECT = "children_exceed_direct"
    PARTS_EXCEED_AGGREGATE = "parts_exceed_aggregate"


class BoundsBasis(StrEnum):
    """Where the bounds of an interval come from (METHOD R1)."""

    STATED = "stated"
    RANGE_MIN = "range_min"
    FLOOR = "floor"
    CEILING = "ceiling"
    ROUNDING = "rounding"
    MAGNITUDE = "magnitude"
    PLURAL = "plural"
    SOME = "some"
    MAJORITY = "majority"
    DENIED = "denied"


RELIABILITIES = ("A", "B", "C", "D", "E", "F")
"""Reliability of a source, Admiralty scale; F means it cannot be judged."""

CREDIBILITIES = (1, 2, 3, 4, 5, 6)
"""Credibility of a claim, Admiralty scale; 6 means it cannot be judged."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: its name, what belongs in it and what does not, and how it may be counted."""

    code: str
    label: str
    counts: str
    does_not_count: str
    bases: tuple[Basis, ...]
    unit: Unit
    rounded_on_cards: bool
    hxl: str
    sentence: str
    """The words that follow the number in a sentence: "people displaced"."""


_FLOW = (Basis.PERIOD, Basis.CUMULATIVE, Basis.SHARE)
_STOCK = (Basis.STOCK, Basis.SHARE)


def _measure(
    code: str,
    label: str,
    sentence: str,
    counts: str,
    does_not_count: str,
    *,
    bases: tuple[Basis, ...],
    hxl: str,
    unit: Unit = Unit.PERSON,
    rounded_on_cards: bool = True,
) -> Measure:
    return Measure(code, label, counts, does_not_count, bases, unit, rounded_on_cards, hxl, sentence)


_ = gettext_noop
MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        _measure(
            "killed",
            _("Killed"),
            _("people killed"),
            _("People reported to have died from violence or from the event itself."),
            _("Indirect or excess deaths that a model estimates, and people whose death is only feared."),
            bases=_FLOW,
            hxl="#affected+killed",
            rounded_on_cards=False,
        ),
        _measure(
            "injured",
            _("Injured"),
            _("people injured"),
            _("People reported wounded or hurt and alive when counted."),
            _("People who have since died, where the source says so; illness."),
            bases=_FLOW,
            hxl="#affected+injured",
            rounded_on_cards=False,
        ),
        _measure(
            "missing",
            _("Missing"),
            _("people missing"),
            _("People whose whereabouts are unknown to their families or to the source."),
            _("People known to be detained, abducted or dead."),
            bases=_FLOW,
            hxl="#affected+missing",
            rounded_on_cards=False,
        ),
        _measure(
            "abducted",
            _("Abducted"),
            _("people abducted"),
            _("People taken by force by an armed group or by persons unknown."),
            _("Arrests by an authority, which are counted as detained."),
            bases=_FLOW,
            hxl="#affected+abducted",
            rounded_on_cards=False,
        ),
        _measure(
            "detained",
            _("Detained"),
            _("people detained"),
            _("People arrested or held by an authority or a party to the conflict."),
            _("People abducted by persons unknown."),
            bases=_FLOW,
            hxl="#affected+detained",
            rounded_on_cards=False,
        ),
        _measure(
            "displaced",
            _("Newly displaced"),
            _("people newly displaced"),
            _("People who left their homes during the stated time, and displacements where a source counts movements."),
            _("Everybody who is displaced at a moment, which is the stock of internally displaced people."),
            bases=_FLOW,
            hxl="#affected+displaced",
        ),
        _measure(
            "evacuated",
            _("Evacuated"),
            _("people evacuated"),
            _("People moved out of danger in an organised way."),
            _("People who left on their own."),
            bases=_FLOW,
            hxl="#affected+evacuated",
        ),
        _measure(
            "returned",
            _("Returned"),
            _("people returned"),
            _("People who went back to their area of origin, where the source does not say from where."),
            _("People who moved on to a third place."),
            bases=_FLOW,
            hxl="#affected+returned",
        ),
        _measure(
            "returned_refugees",
            _("Returned refugees"),
            _("refugees returned"),
            _("Refugees who went back to their country of origin."),
            _("Returns inside one country."),
            bases=_FLOW,
            hxl="#affected+returned+refugees",
        ),
        _measure(
            "returned_idps",
            _("Returned internally displaced people"),
            _("internally displaced people returned"),
            _("Internally displaced people who went back to their area of origin."),
            _("Returns across a border."),
            bases=_FLOW,
            hxl="#affected+returned+idps",
        ),
        _measure(
            "idps",
            _("Internally displaced people"),
            _("people internally displaced"),
            _("People living in displacement inside their country at a moment."),
            _("New displacements over time, and people who crossed a border."),
            bases=_STOCK,
            hxl="#affected+idps",
        ),
        _measure(
            "refugees",
            _("Refugees"),
            _("refugees"),
            _("People living as refugees in the place of asylum at a moment."),
            _("Asylum-seekers whose claim is undecided, and people displaced inside their country."),
            bases=_STOCK,
            hxl="#affected+refugees",
        ),
        _measure(
            "asylum_seekers",
            _("Asylum-seekers"),
            _("asylum-seekers"),
            _("People whose claim to asylum is undecided at a moment."),
            _("Recognised refugees."),
            bases=_STOCK,
            hxl="#affected+asylum",
        ),
        _measure(
            "stateless",
            _("Stateless people"),
            _("stateless people"),
            _("People whom no state regards as its nationals."),
            _("People whose nationality is not recorded."),
            bases=_STOCK,
            hxl="#affected+stateless",
        ),
        _measure(
            "others_of_concern",
            _("Others of concern"),
            _("others of concern"),
            _("People outside the other groups to whom the refugee agency extends its help."),
            _("Host communities."),
            bases=_STOCK,
            hxl="#affected+concern",
        ),
        _measure(
            "in_need_of_protection",
            _("Other people in need of international protection"),
            _("people in need of international protection"),
            _("People outside their country who need protection and are not counted under another status."),
            _("Refugees and asylum-seekers."),
            bases=_STOCK,
            hxl="#affected+protection",
        ),
        _measure(
            "host_community",
            _("Host community"),
            _("people of the host community"),
            _("Residents of the places that receive displaced people and are counted because of it."),
            _("Displaced people themselves."),
            bases=_STOCK,
            hxl="#affected+hosts",
        ),
        _measure(
            "returnees",
            _("Returnees"),
            _("returnees"),
            _("People who had come back and are counted as such at a moment."),
            _("Returns over time, which are flows."),
            bases=_STOCK,
            hxl="#affected+returnees",
        ),
        _measure(
            "population",
            _("Population"),
            _("people living in the area"),
            _("Everybody living in the area at a moment."),
            _("Seasonal visitors."),
            bases=_STOCK,
            hxl="#population",
        ),
        _measure(
            "people_in_need",
            _("People in need"),
            _("people in need"),
            _("People whom a needs assessment counts as needing assistance."),
            _("People reached by assistance."),
            bases=_STOCK,
            hxl="#inneed",
        ),
        _measure(
            "housing_destroyed",
            _("Housing destroyed"),
            _("dwellings destroyed"),
            _("Dwellings destroyed or made uninhabitable."),
            _("Damaged dwellings that can still be lived in."),
            bases=(Basis.PERIOD, Basis.CUMULATIVE),
            hxl="#impact+housing+destroyed",
            unit=Unit.DWELLING,
            rounded_on_cards=False,
        ),
    )
}
del _


@dataclass(frozen=True, slots=True)
class PopulationGroup:
    """A group inside a population that figures are given for."""

    code: str
    label: str
    sensitive: bool = False
    """Counts below five are suppressed together with their complement (do no harm)."""


POPULATION_GROUPS: dict[str, PopulationGroup] = {
    group.code: group
    for group in (
        PopulationGroup("women_and_children", gettext_noop("women and children")),
        PopulationGroup("women", gettext_noop("women")),
        PopulationGroup("children", gettext_noop("children")),
        PopulationGroup("refugees", gettext_noop("refugees")),
        PopulationGroup("teachers", gettext_noop("teachers")),
        PopulationGroup("medical_staff", gettext_noop("medical staff")),
        PopulationGroup("sleeping_in_the_open", gettext_noop("people sleeping in the open")),
        PopulationGroup("in_camps", gettext_noop("people staying in camps")),
        PopulationGroup("at_risk_of_displacement", gettext_noop("people at risk of displacement")),
        PopulationGroup("moving_to_border", gettext_noop("people moving towards a border")),
        PopulationGroup("new_arrivals", gettext_noop("people newly arrived")),
        PopulationGroup("survivors_of_sexual_violence", gettext_noop("survivors of sexual violence"), sensitive=True),
    )
}
"""Groups that ship with the product. The code is free: a figure may name another, which then is its own label."""
