"""Parameters that are no filters: the moment, paging, the format. Read once, refused together with the filters.

`Asked` is what a view works with; every parameter a view does not name is refused with the nearest one it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from rest_framework.exceptions import NotAcceptable

from api.declared import Parameter, by_name, of_filter, several, whole, yes_or_no
from tracker.ledger.row import FIELD_NAMES
from tracker.selectors import parsing, workbooks
from tracker.selectors.figures import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET, MAX_SORTED_LIMIT
from tracker.selectors.filters import FILTERS, SORT_COLUMNS, check_names, nearest, single
from tracker.selectors.reading import Moment, moment_asked
from tracker.selectors.refusals import Problem, QueryError

MOMENT = frozenset({"known_on", "revision", "snapshot"})
FORMAT = frozenset({"output_format", "lang"})
PAGING = frozenset({"limit", "cursor"})
FILE = frozenset({"bom", "hxl"})
FIGURE_LIST = MOMENT | FORMAT | PAGING | FILE | {"offset", "count", "fields", "exclude"}
LANGUAGES = ("en", "fr", "es", "ar")

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "xlsx": workbooks.MEDIA_TYPE,
    "geojson": "application/geo+json",
}


def _given(name: str, text: str) -> str:
    if not text:
        raise parsing.refuse(name, "invalid_date" if name == "known_on" else "not_a_number", f"{name} is empty.")
    return text


def _names(name: str, text: str) -> list[str]:
    names = parsing.parts(text)
    for one in names:
        if one not in FIELD_NAMES:
            detail = f'A figure has no field "{one}".{nearest(one, FIELD_NAMES)}'
            raise parsing.refuse(name, "invalid_code", detail)
    return names


def _format(name: str, text: str, formats: Iterable[str] = ()) -> str:
    if text.lower() in formats:
        return text.lower()
    raise parsing.refuse(name, "invalid_code", f'"{text}" is not offered here; this comes as {", ".join(formats)}.')


def _exact(name: str, text: str) -> bool:
    if text == "exact":
        return True
    raise parsing.refuse(name, "invalid_code", 'count takes the word "exact"; totals are exact or absent.')


def _language(name: str, text: str) -> str:
    code = text.split("-")[0].lower()
    if code in LANGUAGES:
        return code
    raise parsing.refuse(name, "invalid_code", f'"{text}" is not offered; languages are en, fr, es and ar.')


def _known_on(name: str, text: str) -> Any:
    return moment_asked(known_on=_given(name, text)).known_on


def _revision(name: str, text: str) -> Any:
    return moment_asked(revision=_given(name, text)).revision


def _snapshot(_name: str, text: str) -> Any:
    return moment_asked(snapshot=text).revision


DAY, TEXT = {"type": "string", "format": "date"}, {"type": "string", "minLength": 1}

CONTROLS: dict[str, Parameter] = by_name(
    Parameter("known_on", "as known on this day: what had been said by then", DAY, _known_on, example="2020-03-01"),
    Parameter(
        "revision",
        "as this database held it at this entry of the ledger",
        {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
        _revision,
    ),
    Parameter("snapshot", "at the revision that a snapshot names", TEXT, _snapshot, example="2020-03"),
    whole("limit", "rows on a page", least=1, most=MAX_LIMIT, usual=DEFAULT_LIMIT),
    Parameter("cursor", "the next page, as links.next gives it; opaque", TEXT, lambda _, text: text),
    whole("offset", "rows to skip, without the promise of a cursor", most=MAX_OFFSET, usual=0),
    Parameter("count", "exact: meta.total says how many rows there are", {"type": "string", "enum": ["exact"]}, _exact),
    Parameter("fields", "fields wanted, with commas", several(FIELD_NAMES), _names, example="id,value_text,as_of_date"),
    Parameter("exclude", "fields not wanted, with commas", several(FIELD_NAMES), _names, example="quote,notes"),
    Parameter("output_format", "the format, instead of the Accept header or an ending", {"type": "string"}, _format),
    Parameter("lang", "language of words; codes have none", {"type": "string", "enum": [*LANGUAGES]}, _language),
    yes_or_no("bom", "csv: a byte order mark first, which Excel needs"),
    yes_or_no("hxl", "csv and xlsx: a second row of HXL hashtags"),
)
"""Every parameter that is no filter, in the order the document lists them; a view's `controls` name those it takes."""

FIGURE_FILTERS: dict[str, Parameter] = by_name(
    *(of_filter(one) for one in FILTERS.values()),
    yes_or_no("latest", "true: the newest figure of each series alone"),
    Parameter(
        "sort",
        "fields to sort by, with commas, - for descending",
        several(sign + name for name in SORT_COLUMNS for sign in ("", "-")),
        lambda _, text: text,
        example="-as_of_date,id",
    ),
)
"""What `parse_query` reads, for the document; `parse_query` itself reads them all at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for beside the filters. `limit` is None where nobody asked: a file is then the whole answer."""

    moment: Moment
    format: str = "json"
    limit: int | None = None
    cursor: str | None = None
    offset: int = 0
    count: bool = False
    fields: tuple[str, ...] | None = None
    bom: bool = False
    hxl: bool = False
    lang: str = "en"

    @property
    def page_size(self) -> int:
        """Rows on a page of JSON."""
        return self.limit or DEFAULT_LIMIT


def read_parameters(
    params: QueryDict,
    *,
    known: Iterable[str],
    also: Iterable[str] = (),
    formats: Iterable[str] = ("json",),
    accept: str = "",
    suffix: str = "",
    most: int = MAX_LIMIT,
) -> tuple[Asked, list[Problem]]:
    """What was asked for, and a problem for each parameter that cannot be used.

    `known` are the controls this view takes, `also` what it reads by itself (filters). `suffix` is a format that
    stands in the address, `most` the greatest limit. Raises NotAcceptable when no offered format is accepted.
    """
    problems = check_names(params, {*known, *also})
    read = _Reader(params, set(known), problems)
    moment = read.moment()
    wanted = read.text("output_format", lambda name, text: _format(name, text, formats))
    ending = read.of_address("output_format", suffix, lambda name, text: _format(name, text, formats))
    if ending and wanted not in (None, ending):
        problems.append(Problem("output_format", "conflict", f"The address ends in .{ending} already; leave one out."))
    most = min(most, MAX_SORTED_LIMIT) if "sort" in params else most
    asked = Asked(
        moment=moment,
        format=ending or wanted or accepted(accept if not suffix else "", formats),
        limit=read.text("limit", lambda name, text: parsing.whole(name, text, least=1, most=most)),
        cursor=read.text("cursor"),
        offset=read.text("offset") or 0,
        count=bool(read.text("count")),
        fields=read.fields(),
        bom=bool(read.text("bom")),
        hxl=bool(read.text("hxl")),
        lang=read.text("lang") or "en",
    )
    if asked.cursor and asked.offset:
        problems.append(Problem("offset", "out_of_range", "A cursor already says where the page starts."))
    return asked, problems


class _Reader:
    """Reads parameters one by one and keeps what is wrong with each."""

    def __init__(self, params: QueryDict, known: set[str], problems: list[Problem]) -> None:
        self.params = params
        self.known = known
        self.problems = problems

    def text(self, name: str, read: Callable[[str, str], Any] | None = None) -> Any:
        """The value of a parameter, None where it is absent or cannot be used; read as declared, or as given here."""
        if name not in self.params or name not in self.known:
            return None
        try:
            return (read or CONTROLS[name].read)(name, single(self.params, name))
        except QueryError as error:
            self.problems += error.problems
            return None

    def of_address(self, name: str, text: str, read: Callable[[str, str], Any]) -> Any:
        """What the path itself says in place of a parameter; None where it says nothing, or nothing of use."""
        try:
            return read(name, text) if text else None
        except QueryError as error:
            self.problems += error.problems
            return None

    def moment(self) -> Moment:
        """The moment asked for; each clock is refused by itself."""
        known_on, revision = self.text("known_on"), self.text("revision")
        named = self.text("snapshot", lambda _, text: moment_asked(revision=revision, snapshot=text).revision)
        return Moment(known_on, revision if named is None else named)

    def fields(self) -> tuple[str, ...] | None:
        """Fields of the row that are wanted, in the row's order; None for all of them."""
        wanted = self.text("fields")
        unwanted = self.text("exclude")
        if wanted is None and unwanted is None:
            return None
        return tuple(
            name for name in FIELD_NAMES if (wanted is None or name in wanted) and name not in (unwanted or ())
        )


def accepted(header: str, formats: Iterable[str]) -> str:
    """The offered format a client would rather have. Raises NotAcceptable when it wants none of them."""
    best, weight = "", 0.0
    for position, name in enumerate(formats):
        # The first format offered wins a tie by a hair.
        found = _weight(header, MEDIA_TYPES[name].split(";")[0]) - position * 1e-6
        if found > weight:
            best, weight = name, found
    if best:
        return best
    offered = ", ".join(MEDIA_TYPES[name].split(";")[0] for name in formats)
    raise NotAcceptable(f"This answer comes as {offered}.")


def _weight(header: str, media_type: str) -> float:
    """How much a client wants a media type; the most specific mention decides."""
    if not header.strip():
        return 1.0
    found: tuple[int, float] = (-1, 0.0)
    kind = media_type.split("/")[0]
    ranges = {"*/*": 0, f"{kind}/*": 1, media_type: 2}
    for mention in header.split(","):
        name, *attributes = (part.strip().lower() for part in mention.split(";"))
        if name in ranges and ranges[name] > found[0]:
            found = (ranges[name], _quality(attributes))
    return found[1]


def _quality(attributes: Iterable[str]) -> float:
    for attribute in attributes:
        if attribute.startswith("q="):
            try:
                return min(max(float(attribute[2:]), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
