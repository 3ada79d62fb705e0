"""The body of a request: a JSON object, read strictly. What could be read in two ways is refused, never guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.request import Request

from tracker.rules import InvalidFigure, make_finding, nearest

ONE = 1_000_000
"""Bytes in a body about one thing."""
MANY = 10_000_000
"""Bytes in a batch."""
DEEPEST = 20


class TooLarge(APIException):
    """The body is larger than what is read here."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    at = ({"pointer": "#", "code": "too_large"},)


class Unreadable(ParseError):
    """A body that is no JSON object, or could be read in two ways; `member` is where, empty for the whole of it."""

    def __init__(self, code: str, detail: str, member: str = "") -> None:
        super().__init__(detail)
        self.at = ({"pointer": f"#/{member}" if member else "#", "code": code},)


class OtherType(UnsupportedMediaType):
    """A body of another content type than is read here."""

    at = ({"parameter": "Content-Type", "code": "invalid_code"},)


def raw_body(request: Request, *, most: int = ONE) -> bytes:
    """The bytes of the body. Raises TooLarge."""
    held = getattr(request, "_bytes", None)
    if held is not None:
        return bytes(held)
    if _stated_length(request) > most:
        raise TooLarge(f"At most {most:,} bytes are read here; send it in parts.")
    raw: bytes = request._request.read(most + 1)
    if len(raw) > most:
        raise TooLarge(f"At most {most:,} bytes are read here; send it in parts.")
    request._bytes = raw  # type: ignore[attr-defined]
    return raw


def _stated_length(request: Request) -> int:
    """Content-Length; 0 where it is missing or no number, and then what comes is counted while it is read."""
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text) if text.isascii() and text.isdigit() else 0


def read_object(request: Request, *, most: int = ONE, optional: bool = False) -> dict[str, Any]:
    """The JSON object of the body; an empty one for no body where it is `optional`.

    Numbers keep the digits they were sent with. Raises ParseError, UnsupportedMediaType or TooLarge.
    """
    raw = raw_body(request, most=most)
    if not raw.strip():
        if optional:
            return {}
        raise Unreadable("required", "There is no body. Send a JSON object.")
    _check_type(request)
    found = _parsed(raw)
    if not isinstance(found, dict):
        raise Unreadable("not_an_object", "The body is a JSON object: {…}.")
    if _depth(found) > DEEPEST:
        raise Unreadable("too_deep", f"The body is nested deeper than {DEEPEST} levels.")
    if b"\\u" in raw and not _is_text(found):
        raise Unreadable("not_utf8", "The body holds half of a letter (a lone surrogate), which is no text.")
    return found


def _is_text(value: Any) -> bool:
    """Whether every text in a value can be written in UTF-8; JSON can spell halves of letters that cannot."""
    if isinstance(value, dict):
        return all(_is_text(name) and _is_text(inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_text, value))
    return not isinstance(value, str) or not any("\ud800" <= letter <= "\udfff" for letter in value)


def _parsed(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        detail = f"The body is not written in UTF-8: byte {error.start + 1} is none."
        raise Unreadable("not_utf8", detail) from error
    except json.JSONDecodeError as error:
        detail = f"The body is no JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        raise Unreadable("not_json", detail) from error
    except RecursionError as error:
        raise Unreadable("too_deep", f"The body is nested deeper than {DEEPEST} levels.") from error
    except ValueError as error:  # a whole number longer than Python reads
        raise Unreadable("not_a_number", "The body holds a number that is too long.") from error


def _check_type(request: Request) -> None:
    given = request.content_type.partition(";")[0].strip().lower()
    if given != "application/json" and not given.endswith("+json"):
        raise OtherType(given or "(none)", f"Send application/json, not {given or 'a body without a type'}.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable("repeated", f'"{name[:60]}" stands twice in one object.', name[:60])
        found[name] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise Unreadable("not_a_number", f"{word} is no number.")


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0) if isinstance(value, dict | list) else 0


def only(body: Mapping[str, Any], *known: str) -> None:
    """Raise InvalidFigure for members that nobody reads: a slip of the pen must not pass in silence."""
    strange = [name for name in body if name not in known]
    if strange:
        raise InvalidFigure(*(unknown_member(name, known) for name in strange))


def unknown_member(name: str, known: tuple[str, ...]) -> Any:
    """E14 for one such member, with the nearest of those there are."""
    near = nearest(name, known)
    template = "There is no “%(found)s” here. Expected one of: %(expected)s."
    if near:
        template = "There is no “%(found)s” here. Did you mean “%(example)s”?"
    return make_finding("E14", name, template, found=name, expected=", ".join(known), example=near)


def text_in(body: Mapping[str, Any], name: str) -> str:
    """A text of the body, empty for none. Raises InvalidFigure for what is no text, or holds a NUL."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or "\x00" in value:
        template = "“%(found)s” cannot be read. Expected %(expected)s."
        shown = str(value)[:60].replace("\x00", "\ufffd")
        raise InvalidFigure(make_finding("E3", name, template, found=shown, expected="a text"))
    return value


def reasons_in(body: Mapping[str, Any]) -> dict[str, str]:
    """The reasons in `confirm`, by the code of the warning they answer."""
    given = body.get("confirm")
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(one, str) for one in given.values()):
        template = "“%(found)s” cannot be read. Expected %(expected)s."
        found = make_finding("E3", "confirm", template, found=str(given)[:60], expected='{"W1": "reason"}')
        raise InvalidFigure(found)
    return {str(code): str(reason) for code, reason in given.items()}
