"""What POST and PATCH read: the writable names of a row from `tracker/rules/fields.py`, and the bodies of the acts."""

from __future__ import annotations

from collections.abc import Iterable

from api.schema.fields import ABOUT
from api.schema.rows import CITED, WARNING
from api.schema.shapes import Shape, code, day, listed, mapping, maybe, moment, named, number, text, thing, truth, whole
from tracker.intake.references import DOCUMENT_FIELDS, ORGANISATION_FIELDS, SPEAKER_FIELDS
from tracker.models.figures import OWN_FIELDS
from tracker.rules import RULES, WRITABLE_FIELDS
from tracker.rules.fields import BOOLEANS, CODES, DATES, DECIMALS, INTEGERS, MOST_PEOPLE, NUMBERS, REFERENCES, TEXTS

NUMBER_OF_OURS = whole(minimum=1, maximum=10**18 - 1)


def body(about: str, /, *, due: Iterable[str] = (), **members: Shape) -> Shape:
    """An object of which only the `due` members have to be there; unknown ones are refused."""
    wanted = set(due)
    found = thing(about, optional=[name for name in members if name not in wanted], **members)
    return {**found, "additionalProperties": False}


REASON = text("Why; it is public where the change is.", maxLength=1000)
CONFIRM: Shape = {
    "type": "object",
    "description": "Reasons for warnings, by their codes.",
    "properties": {rule: text(RULES[rule].title) for rule in RULES if not rule.startswith("E") or rule == "E8"},
    "additionalProperties": False,
}

# --- references: a number, a name or a code, or an object that is matched or made ---

ORGANISATION_PARTS: dict[str, Shape] = {
    "id": NUMBER_OF_OURS,
    "name": text(maxLength=200),
    "code": text(maxLength=40),
    "kind": code("organisation_kind"),
    "url": text(maxLength=500),
}
ORGANISATION_GIVEN = named(
    "GivenOrganisation",
    body(
        "Matched by name, short name or alias, else made.",
        **{name: ORGANISATION_PARTS.get(name, text()) for name in ORGANISATION_FIELDS},
    ),
)
ORGANISATION_NAMED: Shape = {"anyOf": [NUMBER_OF_OURS, text(), ORGANISATION_GIVEN]}
SPEAKER_PARTS: dict[str, Shape] = {
    "id": NUMBER_OF_OURS,
    "name": text(maxLength=200),
    "title": text(maxLength=200),
    "organisation": ORGANISATION_NAMED,
}
SPEAKER_GIVEN = named(
    "GivenSpeaker",
    body(
        "Matched by name and organisation, else made.",
        **{name: SPEAKER_PARTS.get(name, text()) for name in SPEAKER_FIELDS},
    ),
)
DOCUMENT_PARTS: dict[str, Shape] = {
    "id": NUMBER_OF_OURS,
    "title": text(maxLength=400),
    "url": text(maxLength=1000),
    "publisher": ORGANISATION_NAMED,
    "published_date": day(),
    "accessed_date": day(),
    "kind": code("document_kind"),
    "language": text(maxLength=12),
    "licence": text(maxLength=200),
    "archived_url": text(maxLength=1000),
    "sha256": text("Of the archived copy.", maxLength=64),
    "redistributable": truth("Whether figures from it may be passed on."),
}
DOCUMENT_GIVEN = named(
    "GivenDocument",
    body(
        "Matched by its address, else made; a new one needs a title.",
        **{name: DOCUMENT_PARTS.get(name, text()) for name in DOCUMENT_FIELDS},
    ),
)
DOCUMENT_NAMED: Shape = {"anyOf": [NUMBER_OF_OURS, text(), DOCUMENT_GIVEN]}

FIGURE_NUMBER: Shape = {"anyOf": [NUMBER_OF_OURS, text(pattern="^(F-)?[0-9]{1,18}$")]}
NAMED_BY: dict[str, Shape] = {
    "crisis": text(),
    "event": {"anyOf": [NUMBER_OF_OURS, text()]},
    "place_code": text(),
    "origin_location_code": text(),
    "document": DOCUMENT_NAMED,
    "speaker": {"anyOf": [NUMBER_OF_OURS, text(), SPEAKER_GIVEN]},
    "organisation": ORGANISATION_NAMED,
    "originator": ORGANISATION_NAMED,
    **dict.fromkeys(("share_of", "supersedes", "contests", "part_of"), FIGURE_NUMBER),
}

# --- the row of a figure ---

MORE: dict[str, str] = {
    "value": "The number as stated; with a qualifier, or instead of both value_text alone.",
    "value_low": "With the qualifier between.",
    "value_high": "With the qualifier between.",
    "value_text": "The claim in words, as stated; alone, it is read into qualifier and number.",
    "magnitude": "The word, with the qualifier magnitude.",
    "restricted": "Never to be published.",
    "place_safe": "The place may be shown as closely as it is stated.",
    "document": "Where the words stand.",
    "role_reason": "Due with a role.",
    "grade_reason": "Due with a grade.",
}


COUNT: Shape = {"anyOf": [number(minimum=0, maximum=MOST_PEOPLE), text("Digits.")]}
TAKEN: dict[str, Shape] = {
    **{name: code(name) for name in CODES},
    **dict.fromkeys(DATES, day()),
    **dict.fromkeys(NUMBERS, COUNT),
    **{name: number(minimum=int(least), maximum=int(most)) for name, (least, most) in DECIMALS.items()},
    **{name: whole(minimum=least, maximum=most) for name, (least, most) in INTEGERS.items()},
    **dict.fromkeys(BOOLEANS, truth()),
    **{name: text(maxLength=longest) for name, longest in TEXTS.items()},
    **{name: NAMED_BY[name] for name in REFERENCES},
    "confirm": CONFIRM,
}


def _taken(name: str) -> Shape:
    about = MORE.get(name, ABOUT.get(name, ""))
    return maybe({**TAKEN[name], "description": about} if about else TAKEN[name])


FIGURE_MEMBERS_TAKEN: dict[str, Shape] = {name: _taken(name) for name in WRITABLE_FIELDS}

FIGURE_SENT = named(
    "FigureSent",
    body(
        "A row, or the part of one that changes. A new figure needs crisis, measure, basis, unit, a number, a place, "
        "a document and its quote; null or an empty text empties a field.",
        **FIGURE_MEMBERS_TAKEN,
        reason=maybe(REASON),
    ),
)

CITATION_SENT = named(
    "CitationSent",
    body(
        "A document that carries the same statement.",
        due=("document",),
        document=DOCUMENT_NAMED,
        **{name: FIGURE_MEMBERS_TAKEN[name] for name in (*CITED, "hops")},
        reason=maybe(REASON),
    ),
)

SUBMITTED = named("SubmitSent", body("Reasons for the warnings that stand.", confirm=maybe(CONFIRM)))
REASONED = named("ReasonSent", body("A reason, where one is due.", reason=maybe(REASON)))
DUE_REASON = named("DueReasonSent", body("The reason, which is due.", due=("reason",), reason=REASON))

BATCH_SENT = named(
    "BatchSent",
    body(
        "One act on many figures.",
        due=("action", "items"),
        action=text(enum=["create", "submit", "publish", "retract"]),
        items=listed(
            {
                "anyOf": [
                    NUMBER_OF_OURS,
                    body(
                        "A figure, with reasons for its warnings.",
                        due=("id",),
                        id=NUMBER_OF_OURS,
                        confirm=maybe(CONFIRM),
                    ),
                    FIGURE_SENT,
                ]
            },
            "Rows for create; else numbers of figures, or objects with id and confirm.",
            minItems=1,
            maxItems=1000,
        ),
        atomic=maybe(truth("All or nothing; at most 500 items.")),
        dry_run=maybe(truth("Say what would happen, and keep nothing.")),
        reason=maybe(REASON),
    ),
)

# --- what editors set ---

CRISIS_SENT = named(
    "CrisisSent",
    body(
        "A new crisis.",
        due=("code", "name"),
        code=text("In small letters, for ever.", minLength=1),
        name=text(minLength=1),
        names=maybe(mapping(text(), "Names by language.")),
        summary=maybe(text()),
        place_code=maybe(text()),
    ),
)
CRISIS_CHANGED = named(
    "CrisisChanged",
    body(
        "Words of a crisis, or which series lead it.",
        due=("reason",),
        name=text(minLength=1),
        names=maybe(mapping(text(), "Names by language.")),
        summary=maybe(text()),
        leads=mapping(maybe(whole()), "Series by measure; null leaves a measure to the rule."),
        reason=REASON,
    ),
)
PERMISSION_SENT = named(
    "PermissionSent",
    body(
        "What may be done with a document.",
        due=("reason",),
        redistributable=truth("Whether figures from it may be passed on."),
        licence=maybe(text(maxLength=200)),
        archived_url=maybe(text(maxLength=1000)),
        reason=REASON,
    ),
)
EVENT_SENT = named(
    "EventSent",
    body(
        "A new event.",
        due=("crisis", "code", "name", "start"),
        crisis=text(minLength=1),
        code=text(minLength=1),
        name=text(minLength=1),
        start=day(),
        end=maybe(day("The first day, where it is left out.")),
        date_precision=maybe(code("date_precision")),
        place_code=maybe(text()),
    ),
)
SETTINGS_SENT = named(
    "SeriesSettingsSent",
    body(
        "How a trend is drawn.",
        due=("reason",),
        spine={
            "anyOf": [NUMBER_OF_OURS, text(), {"type": "null"}],
            "description": "The organisation that carries the line; null for the rule.",
        },
        max_gap=maybe(whole("Days.", minimum=1, maximum=36_500)),
        stale_after=whole("Days.", minimum=1, maximum=36_500),
        reason=REASON,
    ),
)

# --- the working copy, which writes answer with ---

_NEVER_EMPTY = frozenset(
    {
        "measure", "basis", "counting", "unit", "level", "qualifier", "value_text", "people_status", "gender",
        "age_range", "cause", "attribution", "party", "as_of_basis", "date_precision", "source_reliability",
        "claim_credibility", "role", "place_safe", "restricted",
    }
)  # fmt: skip


def _held(name: str) -> Shape:
    if name in CODES:
        shape = code(name)
    elif name in DATES:
        shape = day()
    elif name in NUMBERS or name in DECIMALS:
        shape = number()
    elif name in INTEGERS:
        shape = whole()
    else:
        shape = truth() if name in BOOLEANS else text()
    return shape if name in _NEVER_EMPTY else maybe(shape)


WORKING = named(
    "WorkingCopy",
    thing(
        "A figure as the desk holds it, under its writable names.",
        id=whole(),
        revision=whole("0 before it was first published."),
        draft_state=text(enum=["none", "draft", "submitted", "returned"]),
        draft_version=whole(),
        public_state=text(enum=["none", "published", "retracted"]),
        author=text(),
        door=text("Where it came in."),
        recorded_at=moment(),
        changed_at=moment(),
        reason=maybe(text()),
        return_reason=maybe(text()),
        **{name: _held(name) for name in OWN_FIELDS},
        crisis=maybe(text()),
        event=maybe(whole()),
        place_code=maybe(text()),
        origin_location_code=maybe(text()),
        speaker=maybe(whole()),
        organisation=maybe(whole()),
        originator=maybe(whole()),
        share_of=maybe(whole()),
        supersedes=maybe(whole()),
        contests=maybe(whole()),
        part_of=maybe(whole()),
        document=maybe(whole()),
        **CITED,
        hops=maybe(whole()),
        citations=listed(
            thing(
                document=whole(),
                document_title=text(),
                document_url=maybe(text()),
                redistributable=truth(),
                **CITED,
                hops=whole(),
            )
        ),
        warnings=listed(WARNING),
    ),
)
