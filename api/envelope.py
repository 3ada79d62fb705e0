"""The envelope every answer comes in: {"data", "meta", "links"}, put together around rows that are JSON text already.

Rows of figures are never parsed on the way out; everything else is small and is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from api.addresses import ROOT, absolute
from api.parameters import MEDIA_TYPES
from tracker.selectors.reading import Reading

# In JSON text a quotation mark inside a string is escaped, so this is the field and never a quote about it.
LICENCE = ',"licence":"'


@dataclass(slots=True)
class Meta:
    """What an answer says about itself; `total` and `extra` only where they were asked for or apply."""

    reading: Reading
    count: int | None = None
    total: int | None = None
    licences: Sequence[str] = ()
    warnings: Sequence[str] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The members in their order; what is absent is left out, but for the two clocks."""
        found: dict[str, Any] = {}
        if self.count is not None:
            found["count"] = self.count
        if self.total is not None:
            found["total"] = self.total
        return found | {
            "sequence": self.reading.at,
            "known_on": self.reading.known_on,
            "revision": self.reading.revision,
            "licences": list(self.licences),
            "warnings": list(self.warnings),
            **self.extra,
        }


@dataclass(slots=True)
class Links:
    """Where this answer is, what comes next, and how to cite it."""

    here: str
    next: str | None = None
    cite_as: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The links as the envelope shows them."""
        return {"self": self.here, "next": self.next, "cite_as": self.cite_as}


def links_of(request: HttpRequest, reading: Reading, *, cursor: str | None = None, cite_as: str | None = None) -> Links:
    """Links of a request: `cursor` starts the next page; citing pins the revision unless an address is given."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    kept = [(name, value) for name, value in given if name not in ("cursor", "offset", "limit", "revision", "snapshot")]
    following = [(name, value) for name, value in given if name not in ("cursor", "offset")]
    return Links(
        here=absolute(request.path, given),
        next=absolute(request.path, [*following, ("cursor", cursor)]) if cursor else None,
        cite_as=cite_as or absolute(request.path, [*kept, ("revision", str(reading.at))]),
    )


def licences_in(rows: Iterable[str]) -> list[str]:
    """The licences that rendered rows name, found from their ends without parsing them."""
    found = {_text_at(row, at + len(LICENCE)) for row in rows if (at := row.rfind(LICENCE)) >= 0}
    return sorted(orjson.loads(f'"{text}"') for text in found)


def _text_at(row: str, start: int) -> str:
    """The JSON text from a place on, up to the quotation mark that ends it: one after an even number of backslashes."""
    end = row.index('"', start)
    while (end - len(row[start:end].rstrip("\\")) - start) % 2:
        end = row.index('"', end + 1)
    return row[start:end]


def licences_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The licences of things that have one: documents, citations."""
    return sorted({row["licence"] for row in rows if row.get("licence")})


def dumps(value: Any) -> bytes:
    """JSON as this API writes it: UTF-8, times in UTC, exact decimals as numbers."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here.")


def answer(data: bytes, meta: Meta, links: Links) -> HttpResponse:
    """The response for data that is JSON text, with the Link header partners' tools follow."""
    body = b'{"data":' + data + b',"meta":' + dumps(meta.as_dict()) + b',"links":' + dumps(links.as_dict()) + b"}"
    response = HttpResponse(body, content_type=MEDIA_TYPES["json"])
    response["Link"] = link_header(meta, links)
    return response


def link_header(meta: Meta, links: Links) -> str:
    """RFC 8288: the next page, what describes this, how to cite it, and licences that are addresses."""
    found = [(links.next, "next"), (absolute(f"{ROOT}openapi.json"), "describedby"), (links.cite_as, "cite-as")]
    found += [(licence, "license") for licence in meta.licences if licence.startswith(("https://", "http://"))]
    return ", ".join(f'<{_address(target)}>; rel="{relation}"' for target, relation in found if target)


def _address(target: str) -> str:
    # A header is ASCII, and an address in angle brackets holds neither them nor line ends.
    return "".join(letter if "!" <= letter <= "~" and letter not in "<>" else "" for letter in target)


def array(rows: Iterable[str]) -> bytes:
    """A JSON array of rows that are JSON text."""
    return b"[" + ",".join(rows).encode() + b"]"


def with_members(body: str, **members: Any) -> bytes:
    """A JSON object, which is text already, with further members at its end."""
    return body.encode()[:-1] + b"," + dumps(members)[1:]
