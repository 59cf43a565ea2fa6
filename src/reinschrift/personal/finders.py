"""Which finder looks at which place, and what is personal data in one text: no two of them overlap."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reinschrift.personal import accounts, addresses, emails, phones, screen
from reinschrift.personal.digit_groups import read_run
from reinschrift.personal.plain_form import PlainForm
from reinschrift.personal.screen import QUAD_DOTS
from reinschrift.reasons import in_order


class Kind(NamedTuple):
    """One kind of personal data."""

    reason: str
    """Its name in `removed`; in capitals and angle brackets its placeholder."""
    counted_as: str
    """Its name in the settings and in `documents.personal_data`."""

    @property
    def placeholder(self) -> str:
        """What stands in its place."""
        return f"<{self.reason.upper()}>"


KINDS = (
    Kind("email", "emails"),
    Kind("phone", "phones"),
    Kind("ip", "ips"),
    Kind("iban", "ibans"),
    Kind("card", "cards"),
    Kind("tax_id", "tax_ids"),
    Kind("social_security_number", "social_security_numbers"),
    Kind("account", "accounts"),
)
EMAIL, PHONE, IP, IBAN, CARD, TAX_ID, SOCIAL_SECURITY_NUMBER, ACCOUNT = range(len(KINDS))
_PRECEDENCE = in_order(kind.reason for kind in KINDS)
_FIRST = tuple(_PRECEDENCE.index(kind.reason) for kind in KINDS)
"""The rank of each kind: where two overlap, the surer one counts."""


class Item(NamedTuple):
    """A piece of personal data: bytes of its text."""

    start: int
    end: int
    kind: int
    """Its place in `KINDS`."""


def find_items(text: bytes, places: Iterable[tuple[int, int, int]], wanted: frozenset[int]) -> list[Item]:
    """Return the personal data of the wanted kinds in a text (UTF-8), in order, no two overlapping.

    `places` are kind, start and end of what the screen found in this text.
    """
    found = {item for place in places for item in _look(text, *place) if item.kind in wanted}
    taken: list[Item] = []
    for item in sorted(found, key=lambda item: (_FIRST[item.kind], item.start, -item.end)):
        at = bisect(taken, item)
        is_free = (at == 0 or taken[at - 1].end <= item.start) and (at == len(taken) or item.end <= taken[at].start)
        if is_free:
            taken.insert(at, item)
    return taken


def goes_too_far(form: PlainForm, text: bytes, item: Item) -> bool:
    """Say whether an item reaches over a line's end with no check digit, country's code or word that bears it out.

    `text` is the plain form, in which the item stands.
    """
    if item.kind != PHONE or not any(item.start < at < item.end for at in form.breaks):
        return False
    number = text[item.start : item.end].lstrip(b"(")
    is_shown = phones.is_named(text, item.start) or phones.is_called(text, item.start)
    return not number.startswith((b"+", b"00")) and not is_shown


def _look(text: bytes, what: int, start: int, end: int) -> Iterator[Item]:
    if what == screen.AT:
        yield from (Item(*span, EMAIL) for span in emails.find_email(text, start))
    elif what == screen.WRITTEN_AT:
        yield from (Item(*span, EMAIL) for span in emails.find_written(text, start))
    elif what == screen.ESCAPED_AT:
        yield from (Item(*span, EMAIL) for span in emails.find_escaped(text, start))
    elif what == screen.ACCOUNT:
        yield from (Item(*span, IBAN) for span in accounts.find_account(text, start))
    elif what == screen.GROUPS:
        yield from (Item(*span, IP) for span in addresses.find_groups(text, start, end))
    else:
        yield from _look_at_digits(text, start, end)


def _look_at_digits(text: bytes, start: int, end: int) -> Iterator[Item]:
    """Yield what a run of digits is; each finder is asked only if there are digits enough for it."""
    run = read_run(text, start, end)
    n_digits = sum(map(len, run.groups))
    if text.count(b".", start, end) >= QUAD_DOTS:
        yield from (Item(*span, IP) for span in addresses.find_quads(text, start, end))
    if n_digits >= accounts.SOCIAL_SECURITY_DIGITS:
        yield from (Item(*span, SOCIAL_SECURITY_NUMBER) for span in accounts.find_social_security_number(run))
    if n_digits >= accounts.TAX_ID_DIGITS:
        yield from (Item(*span, TAX_ID) for span in accounts.find_tax_id(run))
    if n_digits == accounts.POLISH_DIGITS:
        yield from (Item(*span, IBAN) for span in accounts.find_polish_account(run))
    if n_digits >= accounts.SHORTEST_CARD:
        yield from (Item(*span, CARD) for span in accounts.find_card(run))
    if n_digits >= accounts.FEWEST_ACCOUNT_DIGITS:
        yield from (Item(*span, ACCOUNT) for span in accounts.find_named_account(run))
    if n_digits >= phones.FEWEST_DIGITS:
        yield from (Item(*span, PHONE) for span in phones.find_phones(run))
