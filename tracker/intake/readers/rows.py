"""What a reader makes of a file: rows as they stand in it, and the claims each of them states.

A reader knows one layout. It turns cells into claims under the writable names of the API and says what it could not
read, with row and column; it asks no database. Which place or event is meant is found by the run (intake), which
also records the claims. A wide row gives several claims, a row of a conflict dataset a total with its components.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from tracker.rules import Finding

if TYPE_CHECKING:
    from tracker.intake.readers.opening import Source
    from tracker.intake.readers.sheets import Head

_NONE: Mapping[str, str] = MappingProxyType({})

# Named tuples: a long file makes a million of them, each in a quarter of the time that a frozen dataclass takes.


class PlaceHint(NamedTuple):
    """What a file says of a place, from the surest to the vaguest; all of it optional.

    `codes` are p-codes or ISO codes, smallest unit first. `country` is an ISO 3166-1 alpha-3 code, or the name of a
    country where a file has no code. `names` go from admin 1 down, each as the provider writes it ("" where a level is
    not given). Several `sites` mean several places at once: the figure belongs to the smallest unit around all (R9).
    """

    codes: tuple[str, ...] = ()
    country: str = ""
    names: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    def __bool__(self) -> bool:
        return bool(self.codes or self.country or self.sites or self.latitude is not None or any(self.names))


class EventHint(NamedTuple):
    """An event that a row is about, by its code in the provider's system; made when nobody entered it yet.

    Dates are ISO days; `precision` is a date precision of the vocabulary.
    """

    code: str
    name: str
    starts: str = ""
    ends: str = ""
    precision: str = "day"
    cause: str = ""
    place: PlaceHint | None = None


class Claim(NamedTuple):
    """One figure that a row states.

    `fields` are writable names of the API with text or typed values; `document`, `speaker` and `organisation` may be
    objects. `part` tells the claims of one row apart and ends up in `external_id`; "" is the row's own, or its total.
    `part_of` is the `part` of the claim in the same row that this one is a component of. `citations` are further
    outlets of the same statement, objects with `document`, `quote`, `document_page`. `columns` leads from a field to
    the header of the column it came from, so that a message can stand at its cell. `held_back` is why the publisher
    itself keeps this row out of its figures: it enters as a draft with that warning and is not published with the run.
    `known_as` is the number of this figure in the file (the `id` of our own export): where `supersedes`, `contests`,
    `share_of` or `part_of` of another row of the same file give that number, this figure is meant.
    """

    fields: Mapping[str, Any]
    part: str = ""
    part_of: str | None = None
    place: PlaceHint | None = None
    origin: PlaceHint | None = None
    event: EventHint | None = None
    citations: tuple[Mapping[str, Any], ...] = ()
    columns: Mapping[str, str] = _NONE
    held_back: str = ""
    known_as: str = ""


class SourceRow(NamedTuple):
    """One row of a file: its number as a spreadsheet counts, its raw cells, and what it states.

    `skipped` explains a row that states no figure on purpose (a totals row, a hashtag row, an empty cell): it is
    counted and shown, and never an error. `problems` are what made the row unreadable, each naming its column.
    """

    number: int
    cells: Mapping[str, str]
    claims: tuple[Claim, ...] = ()
    problems: tuple[Finding, ...] = ()
    skipped: str = ""
    sheet: str = ""


class Layout(Protocol):
    """A module that reads one layout of files. `BECOMES` says what each column becomes, for people."""

    NAME: str
    DESCRIPTION: str
    BECOMES: Mapping[str, str]

    def recognises(self, head: Head) -> bool:
        """Whether the header of a table has this layout's signature."""
        ...

    def rows(self, source: Source) -> Iterator[SourceRow]:
        """The rows of a file, one after another, in memory that does not grow with it.

        Raises FileRefused for a header that cannot be trusted; what cannot be read further down ends in a row with
        problems.
        """
        ...
