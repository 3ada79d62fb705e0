"""One number while its tokens are being read, from left to right: what each kind of token adds to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.wording.tokens import Kind, Token


@dataclass(slots=True)
class Run:
    """A number while its tokens are being read, from left to right.

    `current` collects what is below the next scale ("two hundred and five" before "thousand"), `total` what
    has been multiplied already. `safe` is where to fall back to when the rest turns out to be another number,
    as in "two hundred and three hundred".
    """

    tokens: Sequence[Token]
    at: int
    joins: bool
    pick: int
    total: Decimal = Decimal(0)
    current: Decimal | None = None
    scale: Decimal | None = None
    joined: str = ""
    is_literal: bool = False
    is_bare: bool = False
    is_approximate: bool = False
    safe: tuple[int, Decimal] | None = None

    @property
    def value(self) -> Decimal:
        return self.total + (self.current or 0)

    @property
    def is_empty(self) -> bool:
        return self.current is None and self.scale is None and self.safe is None

    def ahead(self, steps: int = 1) -> Kind | None:
        return self.tokens[self.at + steps].kind if self.at + steps < len(self.tokens) else None

    def take(self, token: Token) -> bool:
        """Whether the token continues this number; if so, it has been taken."""
        step = _STEPS.get(token.kind)
        if step is None or not step(self, token):
            return False
        self.at += 1
        return True

    def take_literal(self, token: Token) -> bool:
        lower = self.scale is None or self.ahead() in (Kind.SCALE, Kind.SCALES)
        if self.current is not None or not lower:
            return False
        self.current = token.amounts[min(self.pick, len(token.amounts) - 1)]
        self.is_literal = True
        self.joined = ""
        return True

    def take_small(self, token: Token) -> bool:
        amount = token.amounts[0]
        if self.current is None:
            self.current = amount
        elif self.is_literal or not _adds(self.current, amount, arabic=token.is_arabic, joined=self.joined):
            return False
        else:
            self.current += amount
        self.joined = ""
        return True

    def take_hundred(self, token: Token) -> bool:
        if self.current is None:
            self.is_bare = self.is_empty
            self.current = Decimal(100)
        elif self.is_literal or self.current < 20:
            self.current *= 100
        else:
            return self.fall_back()
        self.joined = ""
        return True

    def take_scale(self, token: Token) -> bool:
        amount = token.amounts[0]
        if self.current is None:
            return self.take_bare_scale(token, amount)
        if self.scale is not None and amount >= self.scale:
            return self.fall_back()
        self.total += self.current * amount
        self.close(token, amount)
        return True

    def take_bare_scale(self, token: Token, amount: Decimal) -> bool:
        if self.scale is None:
            if token.kind is Kind.SCALES:
                return False
            self.total, self.is_bare = amount, True
        elif amount > self.scale and not self.joined:
            self.total *= amount
        elif amount < self.scale and token.kind is Kind.SCALE:
            self.total += amount
        else:
            return self.fall_back()
        self.close(token, amount)
        return True

    def take_dual(self, token: Token) -> bool:
        if self.current is not None or (self.scale is not None and token.amounts[0] >= self.scale):
            return self.fall_back()
        self.total += 2 * token.amounts[0]
        self.close(token, token.amounts[0])
        return True

    def take_suffix(self, token: Token) -> bool:
        return self.is_literal and self.current is not None and self.take_scale(token)

    def take_half(self, token: Token) -> bool:
        article = self.ahead() is Kind.ARTICLE
        scaled = self.ahead(2 if article else 1) in (Kind.SCALE, Kind.SCALES)
        if self.joined and self.current is None and self.scale is not None:
            self.total += self.scale / 2
            self.joined = ""
            return True
        if not scaled:
            return False
        self.current = Decimal("0.5") if not self.joined else (self.current or 0) + Decimal("0.5")
        self.joined = ""
        self.at += article
        return True

    def take_article(self, token: Token) -> bool:
        return (self.is_empty or bool(self.joined)) and self.ahead() in (
            Kind.HUNDRED,
            Kind.SCALE,
            Kind.HALF,
        )

    def take_of(self, token: Token) -> bool:
        """ "une dizaine de milliers": the scale after "de" multiplies."""
        after = self.tokens[self.at + 1] if self.ahead() in (Kind.SCALE, Kind.SCALES) else None
        return after is not None and self.current is None and self.scale is not None and after.amounts[0] > self.scale

    def take_join(self, token: Token) -> bool:
        if not self.joins or self.is_empty or self.joined:
            return False
        self.safe = (self.at, self.value)
        self.joined = token.text
        return True

    def close(self, token: Token, amount: Decimal) -> None:
        self.scale, self.current, self.joined, self.is_literal = amount, None, "", False
        self.is_approximate = self.is_approximate or token.approximate
        self.safe = (self.at + 1, self.total)

    def fall_back(self) -> bool:
        """Give back what was read since the last safe place; always False, since the run is over."""
        if self.safe is not None:
            self.at, self.total = self.safe
            self.current, self.joined = None, ""
        return False

    def end(self) -> None:
        if self.joined:
            self.fall_back()


_STEPS: dict[Kind, Callable[[Run, Token], bool]] = {
    Kind.LITERAL: Run.take_literal,
    Kind.SMALL: Run.take_small,
    Kind.HUNDRED: Run.take_hundred,
    Kind.SCALE: Run.take_scale,
    Kind.SCALES: Run.take_scale,
    Kind.DUAL: Run.take_dual,
    Kind.SUFFIX: Run.take_suffix,
    Kind.HALF: Run.take_half,
    Kind.ARTICLE: Run.take_article,
    Kind.OF: Run.take_of,
    Kind.JOIN: Run.take_join,
}


BEGINNINGS = frozenset(_STEPS) - {Kind.JOIN, Kind.OF, Kind.SUFFIX}


def _adds(current: Decimal, amount: Decimal, *, arabic: bool, joined: str) -> bool:
    """Whether a small number continues the one before: twenty + one, soixante + onze, five "and" twenty."""
    rest = current % 100
    if amount >= 100:
        return False
    if rest == 0:
        return current > 0
    if amount < 10:
        return rest % 10 == 0 and (rest >= 20 or amount >= 7) and joined != "and"
    if amount < 20:
        return rest in (60, 80) or (arabic and amount == 10 and rest < 10 and not joined)
    return arabic and rest < 10 and joined == "و"
