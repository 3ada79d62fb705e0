"""What each resource answers with, member by member in their order. Tests hold every answer against these."""

from __future__ import annotations

from api.schema.fields import FIGURE_MEMBERS
from api.schema.shapes import (
    Shape,
    address,
    code,
    day,
    listed,
    mapping,
    maybe,
    moment,
    named,
    number,
    text,
    thing,
    truth,
    whole,
)

FIGURES = listed(whole(), "Numbers of figures.")
FLAGS = listed(code("flag"))
INTERVAL: dict[str, Shape] = {
    "value_low": maybe(number("At least.")),
    "value_best": maybe(number("The number, where there is one.")),
    "value_high": maybe(number("At most; null where nobody said how high.")),
    "high_open": truth("True where nobody said how high."),
}
COUNTED: dict[str, Shape] = {
    "figure_count": whole("Figures that stand."),
    "first_said": maybe(day()),
    "last_said": maybe(day()),
}
NAMES = mapping(text(), "Names by language.")

# --- figures ---

FIGURE = named("Figure", thing("A published figure.", **FIGURE_MEMBERS))
FIGURE_PART = named(
    "FigurePart",
    thing("The fields of a figure that were asked for.", optional=FIGURE_MEMBERS, **FIGURE_MEMBERS),
)
FIGURE_OR_PART: Shape = {"anyOf": [FIGURE, FIGURE_PART]}

_CITED_OF_ROW = (
    "document_id", "document_title", "document_url", "document_publisher", "document_published_date",
    "document_archived_url", "document_page", "licence", "quote", "quote_language", "quote_translation",
)  # fmt: skip
_CITATION: dict[str, Shape] = {
    **{name: FIGURE_MEMBERS[name] for name in _CITED_OF_ROW},
    "chain": listed(text(), "Who passed the statement on, from the document to the originator."),
    "hops": whole("Steps from the originator to the document."),
}
# In the order in which contents are kept and hashed, which is that of the alphabet.
CITATION = named("Citation", thing("An outlet that carried the statement.", **dict(sorted(_CITATION.items()))))

RELATED = named(
    "RelatedFigure",
    thing(
        "Another figure, in short.",
        **{name: FIGURE_MEMBERS[name] for name in (
            "id", "revision", "measure", "qualifier", "value_text", "value", "unit", "as_of_date", "said_date",
            "organisation", "originator", "permalink", "supersedes_kind",
        )},
    ),
)  # fmt: skip

RELATIONS = named(
    "Relations",
    thing(
        "Figures that this one names, and figures that name it.",
        supersedes=listed(RELATED),
        contests=listed(RELATED),
        part_of=listed(RELATED),
        share_of=listed(RELATED),
        superseded_by=listed(RELATED),
        contested_by=listed(RELATED),
        parts=listed(RELATED),
        shares=listed(RELATED),
    ),
)

FIGURE_DETAIL = named(
    "FigureDetail",
    thing(
        "A published figure with its citations and relations.",
        **FIGURE_MEMBERS,
        citations=listed(CITATION),
        relations=RELATIONS,
    ),
)

REVISION = named(
    "Revision",
    thing(
        "One published state of a figure.",
        revision=whole(),
        sequence=whole("Its entry of the ledger."),
        at=moment(),
        action=code("action"),
        reason=maybe(text()),
        changed=mapping(
            thing(old={"description": "Before."}, new={"description": "After."}), "What changed, by field."
        ),
        redacted=truth(),
    ),
)

FEATURE = named(
    "Feature",
    thing(
        "A row on the map (RFC 7946); geometry is null where its place has no point.",
        optional=("id",),
        type=text(const="Feature"),
        id=whole(),
        geometry=maybe(thing(type=text(const="Point"), coordinates=listed(number(), minItems=2, maxItems=2))),
        properties=mapping({}, "The columns of the row."),
    ),
)
FEATURES = named("Features", thing(type=text(const="FeatureCollection"), features=listed(FEATURE)))

# --- series and sums ---

LEFT_OUT = named("LeftOut", thing("A figure that is not used, and why.", figure=whole(), reason=code("reason")))

SERIES_KEY = named(
    "SeriesKey",
    thing(
        "What a series is about.",
        crisis=text(),
        measure=code("measure"),
        basis=code("basis"),
        counting=code("counting"),
        unit=code("unit"),
        place_code=text(),
        place_name=text(),
        origin_location_code=maybe(text()),
        population_group=maybe(text()),
        people_status=code("people_status"),
        gender=code("gender"),
        age_range=text(),
        cause=code("cause"),
        level=code("level"),
        operation=maybe(text()),
        window_origin=maybe(
            thing("When the count starts.", earliest=day(), latest=day(), label=maybe(text())),
        ),
    ),
)

SETTINGS = named(
    "SeriesSettings",
    thing(
        "What an editor set, and why.",
        spine=maybe(whole("The organisation that carries the line; null for the rule.")),
        max_gap=maybe(whole("Days without a point after which the line breaks.")),
        stale_after=whole("Days after which the newest point is stale."),
        reason=maybe(text()),
    ),
)

POINT = named(
    "Point",
    thing(
        "A point of a trend.",
        date=day(),
        period_start=maybe(day()),
        **INTERVAL,
        figure=whole("The figure on top."),
        originators=listed(text()),
        originator_ids=listed(whole()),
        conflicts=FIGURES,
        used=FIGURES,
        break_before=truth("The line is broken before this point."),
        flags=FLAGS,
        bounds_basis=maybe(code("bounds_basis")),
    ),
)

SERIES_HEAD: dict[str, Shape] = {
    "id": whole(),
    "key": SERIES_KEY,
    "spine": maybe(text("Whose line it is.")),
    "spine_id": maybe(whole()),
    "spine_reason": text(),
    "settings": SETTINGS,
    "figure_count": whole(),
    "point_count": whole(),
    "stale": truth(),
}
SERIES = named("Series", thing("A trend with its newest point.", **SERIES_HEAD, newest=maybe(POINT)))

CHANGE_OF_POINTS = named(
    "PointChange",
    thing(
        "What was added between two points.",
        **{"from": maybe(day()), "to": maybe(day())},
        from_figure=whole(),
        to_figure=whole(),
        low=maybe(number()),
        best=maybe(number()),
        high=maybe(number()),
        high_open=truth(),
        flag=code("flag"),
        stated=maybe(whole("The figure in which the source gave the number itself.")),
        revision=maybe(number("What the source corrected meanwhile.")),
    ),
)

DERIVED = named(
    "DerivedNumber",
    thing(
        "A number that follows from a share and its base; never a claim.",
        date=maybe(day()),
        figure=whole(),
        share_of=maybe(whole()),
        **INTERVAL,
        badge=text(),
        reason=maybe(text()),
    ),
)

NESTED = named(
    "NestedCheck",
    thing(
        "A count since a later day, held against this one.",
        kind=text(const="nested"),
        series=whole(),
        starts=day(),
        points_compared=whole(),
        result=text(),
        compared=listed(thing(date=day(), part=whole(), whole=whole(), result=text())),
    ),
)
ROLL_UP = named(
    "RollUpCheck",
    thing(
        "What the parts of the place add up to.",
        kind=text(const="roll_up"),
        date=day(),
        figure=whole(),
        level=text(),
        known=whole("Parts that are known."),
        of=whole("Parts there are."),
        **INTERVAL,
        flags=FLAGS,
        used=FIGURES,
    ),
)
AGGREGATE = named(
    "AggregateCheck",
    thing(
        "What single events add up to.",
        kind=text(const="aggregate"),
        date=day(),
        period_start=day(),
        figure=whole(),
        events=listed(whole()),
        **INTERVAL,
        flags=FLAGS,
    ),
)
HOUSEHOLD_SIZE = named(
    "HouseholdSizeCheck",
    thing(
        "The size of a household that two figures of one source imply.",
        kind=text(const="household_size"),
        date=day(),
        figure=whole(),
        households=whole(),
        implied_size=number(),
    ),
)

SERIES_DETAIL = named(
    "SeriesDetail",
    thing(
        "A trend with its points and all that follows from them.",
        **SERIES_HEAD,
        points=listed(POINT),
        off_spine=listed(LEFT_OUT),
        not_used=listed(LEFT_OUT),
        changes=listed(CHANGE_OF_POINTS),
        derived=listed(DERIVED),
        checks=listed({"anyOf": [NESTED, ROLL_UP, AGGREGATE, HOUSEHOLD_SIZE]}),
    ),
)

USED_FIGURE = named(
    "UsedFigure",
    thing(
        "A figure that a point rests on, with its words.",
        figure=whole(),
        **{name: FIGURE_MEMBERS[name] for name in (
            "value_text", "qualifier", "value_low", "value_best", "value_high", "quote", "quote_language", "speaker",
            "organisation", "originator", "hops", "source_reliability", "claim_credibility", "grade", "role", "party",
            "as_of_date", "said_date", "document_id", "permalink",
        )},
    ),
)  # fmt: skip

EXPLANATION = named(
    "Explanation",
    thing(
        "What a point rests on.",
        series=whole(),
        date=day(),
        low=maybe(number()),
        best=maybe(number()),
        high=maybe(number()),
        high_open=truth(),
        rules=listed(text(), "Rules of the method that were applied."),
        spine=maybe(text()),
        spine_id=maybe(whole()),
        spine_reason=text(),
        figure=whole(),
        used=listed(USED_FIGURE),
        not_used=listed(LEFT_OUT),
        conflicts=FIGURES,
        flags=FLAGS,
        bounds_basis=maybe(code("bounds_basis")),
        known_on=maybe(day()),
        revision=maybe(whole()),
    ),
)

TOTAL = named(
    "SeriesTotal",
    thing(
        "The total of a span of days.",
        series=whole(),
        **{"from": day(), "to": day()},
        originator=maybe(text()),
        originator_id=maybe(whole()),
        total=maybe(thing(**INTERVAL)),
        flag=maybe(code("flag")),
        reason=maybe(text("Why there is no total.")),
        coverage=text("Days covered, in words."),
        days_covered=whole(),
        days_in_span=whole(),
        used=FIGURES,
        not_used=listed(LEFT_OUT),
    ),
)

TALLY = named(
    "Tally",
    thing(
        "A sum over distinct events, or over the operations of a provider.",
        optional=("figures",),
        measure=code("measure"),
        basis=code("basis"),
        period_start=day(),
        period_end=day(),
        place_code=maybe(text()),
        people_status=code("people_status"),
        **INTERVAL,
        events=maybe(whole("Events in the sum; null for stocks.")),
        without_best=maybe(whole("Events whose sources give no best number.")),
        operations=maybe(listed(text())),
        flags=FLAGS,
        figures=listed(whole(), "Stocks: the figures in the sum."),
    ),
)

# --- the ledger ---

CHANGE = named(
    "Change",
    thing(
        "An entry of the ledger.",
        sequence=whole(),
        type=text("What was done to what: figure.published, figure.corrected, figure.retracted, ..."),
        id=whole("Of the thing."),
        revision=whole(),
        at=moment(),
        reason=maybe(text()),
        batch=maybe(text("Entries of one bulk action share it.")),
        changed_fields=listed(text()),
        sha=text("SHA-256 of the entry, over the entry before it."),
        data={"description": "What was published: the row of a figure, another thing's content, or null."},
    ),
)
FEED_META: dict[str, Shape] = {
    "latest": whole("The last sequence of the ledger."),
    "next_since": whole("Where to go on from."),
    "has_more": truth(),
    "head_sha": text(),
    "ledger_id": text("Another one: the database was restored, start over."),
}

SNAPSHOT_FILE = named(
    "SnapshotFile",
    thing(
        name=text(),
        format=text(),
        rows=maybe(whole("Null for the manifest.")),
        bytes=whole(),
        sha256=text(),
        address=address(),
    ),
)
SNAPSHOT = named(
    "Snapshot",
    thing(
        "A named moment of the ledger with its files, which never change.",
        name=text(),
        sequence=whole(),
        made_at=moment(),
        edition=maybe(whole("1, and one more for each redaction that made files anew.")),
        figures=maybe(whole("Rows in it.")),
        ledger_id=maybe(text()),
        head_sha=maybe(text()),
        release=maybe(text()),
        citation=maybe(text("How to cite it.")),
        files=listed(SNAPSHOT_FILE),
        withdrawals=listed(
            thing(
                "Files that held a figure which was redacted.",
                edition=whole(),
                figure=whole(),
                reason=text(),
                withdrawn=listed(text()),
            )
        ),
    ),
)

STATUS = named(
    "Status",
    thing(
        "How far the ledger has come.",
        ledger_id=text(),
        sequence=whole(),
        head_sha=text(),
        figures=whole(),
        crises=whole(),
        last_published=maybe(moment()),
        version=text(),
        render=whole("Of the rows; a higher one means that they were rendered anew."),
    ),
)
INDEX = named("Index", mapping(address(), "The address of each resource."))

# --- reference data ---

CRISIS = named(
    "Crisis",
    thing(
        "A crisis.",
        code=text(),
        name=text(),
        names=NAMES,
        summary=maybe(text()),
        place_code=maybe(text()),
        figure_count=whole(),
        last_said=maybe(day()),
        last_published=maybe(moment()),
        leads=mapping(whole(), "The series that leads, by measure, where an editor chose one."),
        is_demo=truth(),
    ),
)

EVENT = named(
    "Event",
    thing(
        "Something that happened, with what its sources say together.",
        id=whole(),
        code=text(),
        crisis=text(),
        name=text(),
        start=day(),
        end=day(),
        date_precision=code("date_precision"),
        place_code=maybe(text()),
        place_name=maybe(text()),
        responsible_claimed=maybe(text()),
        attribution=code("attribution"),
        totals=listed(
            thing(measure=code("measure"), people_status=code("people_status"), **INTERVAL, flags=FLAGS),
        ),
    ),
)

PLACE_MEMBERS: dict[str, Shape] = {
    "code": text(),
    "name": text(),
    "names": NAMES,
    "aliases": listed(text()),
    "level": code("place_level"),
    "admin_level": maybe(whole()),
    "parent": maybe(text()),
    "location_code": maybe(text("Country, ISO 3166-1 alpha-3.")),
    "latitude": maybe(number()),
    "longitude": maybe(number()),
    "population": maybe(whole()),
    "edition": maybe(text()),
}
PLACE = named("Place", thing("A place.", **PLACE_MEMBERS))
PLACE_DETAIL = named(
    "PlaceDetail",
    thing(
        "A place, where it lies and what it is made of.",
        **PLACE_MEMBERS,
        ancestors=listed(text()),
        children=listed(text()),
        members=listed(text(), "Places an area is made of."),
        figure_count=whole("Figures about the very place."),
        figure_count_within=whole("Figures about it or anything inside it."),
    ),
)

ORGANISATION_MEMBERS: dict[str, Shape] = {
    "id": whole(),
    "name": text(),
    "names": NAMES,
    "code": maybe(text()),
    "aliases": listed(text()),
    "kind": code("organisation_kind"),
    "reliability": code("source_reliability"),
    "reliability_reason": maybe(text()),
    "party_to_conflict": truth(),
    "parent": maybe(whole()),
    "url": maybe(text()),
}
ORGANISATION = named("Organisation", thing("Who says things.", **ORGANISATION_MEMBERS))
ORGANISATION_DETAIL = named(
    "OrganisationDetail", thing("An organisation and how much it said.", **ORGANISATION_MEMBERS, **COUNTED)
)

SPEAKER = named(
    "Speaker",
    thing(
        "A person or an office that is quoted.",
        id=whole(),
        name=maybe(text()),
        title=maybe(text()),
        organisation_id=whole(),
        organisation=text(),
    ),
)

DOCUMENT_MEMBERS: dict[str, Shape] = {
    "id": whole(),
    "title": text(),
    "url": maybe(text()),
    "publisher_id": maybe(whole()),
    "publisher": maybe(text()),
    "kind": code("document_kind"),
    "published_date": maybe(day()),
    "published_precision": code("date_precision"),
    "accessed_date": maybe(day()),
    "language": maybe(text()),
    "licence": maybe(text()),
    "redistributable": truth(),
    "archived_url": maybe(text()),
    "sha256": maybe(text("Of the archived copy.")),
}
DOCUMENT = named("Document", thing("Where the words stand.", **DOCUMENT_MEMBERS))
DOCUMENT_DETAIL = named(
    "DocumentDetail", thing("A document and how many figures it carries.", **DOCUMENT_MEMBERS, **COUNTED)
)

MEASURE = named(
    "Measure",
    thing(
        "What is counted.",
        code=code("measure"),
        label=text(),
        counts=text(),
        does_not_count=text(),
        bases=listed(code("basis")),
        unit=code("unit"),
        rounded_on_cards=truth(),
        hxl=text(),
    ),
)
CODE_LIST = named("NameOfCodes", thing("A list of codes.", name=text(), codes=whole("How many.")))
CODE = named(
    "Code",
    thing(
        "A code and what it means.",
        optional=("sensitive", "at_least", "kind"),
        code=text(),
        label=text(),
        sensitive=truth("Population groups: small numbers put people at risk."),
        at_least=whole("Magnitudes: the floor that the word states."),
        kind=text("Rules: errors stop, warnings ask for a reason."),
    ),
)
PROBLEM_TYPE = named(
    "ProblemType",
    thing("A kind of problem.", type=address(), title=text(), status=whole(), what_to_do=text()),
)

# --- the desk ---

CITED: dict[str, Shape] = {
    "quote": maybe(text()),
    "quote_language": maybe(text()),
    "quote_translation": maybe(text()),
    "document_page": maybe(text()),
}
WARNING = named(
    "Warning",
    thing(
        "What asks for a reason before a submit.",
        code=code("rule"),
        pointer=text("Where it stands, as a JSON pointer."),
        detail=text(),
        reason=maybe(text("Why it may stand; null until somebody says.")),
    ),
)

ITEM_ERROR: Shape = thing(
    optional=("parameter", "pointer", "found", "expected", "example"),
    parameter=text("Of the address."),
    pointer=text("Into the body."),
    code=text("Stable, for programs."),
    detail=text("For people."),
    found=text(),
    expected=text(),
    example=text(),
)
ERROR = named("ProblemError", ITEM_ERROR)
OUTCOME = named(
    "Outcome",
    thing(
        "What became of an item.",
        index=whole("Its place among the items."),
        status=text(
            enum=["created", "revised", "unchanged", "submitted", "published", "retracted", "rejected"],
        ),
        id=maybe(whole()),
        revision=maybe(whole()),
        errors=listed(ERROR),
    ),
)
BATCH_META: dict[str, Shape] = {
    "batch": text("Its name, in the change feed too."),
    "dry_run": truth(),
    "counts": mapping(whole(), "Items by what became of them."),
}
