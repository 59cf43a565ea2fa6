"""Bank accounts, with check digits or behind a word for one; payment cards, German tax and social security numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reinschrift.personal.checksums import IBAN_LENGTHS, is_iban, is_social_security_number, is_tax_id, luhn
from reinschrift.personal.cues import has_cue, has_label, has_word
from reinschrift.personal.digit_groups import Run
from reinschrift.personal.no_phones import YEAR, in_sum, is_date, is_unit

_BETWEEN = rb"(?:[ ./-]|\xe2\x80\x93)"  # a space, a dot, a slash, a hyphen, a dash
_ACCOUNT = {
    length: re.compile(rb"[A-Za-z]{2} ?\d\d(?:%s?[A-Za-z0-9]){%d}(?![A-Za-z0-9])" % (_BETWEEN, length - 4))
    for length in set(IBAN_LENGTHS.values())
}
_SOCIAL_SECURITY = re.compile(rb"(?<![A-Za-z0-9])\d\d ?\d{6} ?[A-Z] ?\d\d ?\d(?![A-Za-z0-9])")
# Groups as they are printed on cards: Visa, Mastercard and most others, American Express, Diners Club.
_CARD_GROUPS = ([4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [4, 4, 4, 4, 3])
_CARD = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01]|720)\d{12,13}|3[47]\d{13}|3(?:0[0-59]|[689]\d)\d{11}"
    r"|35\d{14}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|(?:50|5[6-9]|6\d)\d{10,17}"
)
_ACCOUNT_GAPS = frozenset((" ", "-", ".", "/", " / ", "–"))
_SUM = re.compile(rb"[.,]\d")
_KEY = re.compile(rb"[A-Z] ?\d\d(?![A-Za-z0-9])")  # the last character of a French account, and its key
_WORD_BEHIND = re.compile(rb" (?:[A-Za-z]|[\xc3-\xd1][\x80-\xbf])")
_GIRO = re.compile(
    rb"(?:\d{3,4}-\d{4}|(?:\d{1,2} ?){1,4}-\d)(?![\d-])"
)  # Swedish: bankgiro, plusgiro, with a check digit
MOST_BOOK_DIGITS = 8
"""Digits of the longest account in books: eight in German and French charts with all sub-accounts."""
FEWEST_ACCOUNT_DIGITS = 6
"""No account in use is shorter but the oldest; numbers of accounts in books have four or five (SKR 03, PCG)."""
MOST_ACCOUNT_DIGITS = 24
"""A Hungarian account has 24 digits; nothing without a check of its own is longer."""
SHORTEST_CARD = 12
POLISH_DIGITS = 26
FEWEST_IBAN_DIGITS = 10
"""No IBAN in the registry has fewer digits by its bank's and account's form; the fewest are the 12 of Dutch ones."""
TAX_ID_DIGITS = 11  # § 139b AO
SOCIAL_SECURITY_DIGITS = 8
"""Digits before the letter of a social security number."""
_LETTER_BEFORE = re.compile(rb"[\w./,+-]")
_LETTER_BEHIND = re.compile(rb"\w")


def find_account(text: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of the IBAN that begins at `start`: right country, length and check digits."""
    length = IBAN_LENGTHS.get(text[start : start + 2].decode().upper())
    match = _ACCOUNT[length].match(text, start) if length else None
    if match is None:
        return
    parts = re.split(_BETWEEN, match[0])
    compact = b"".join(parts).decode()
    is_plain = compact.isupper() and sum(map(str.isdigit, compact)) >= FEWEST_IBAN_DIGITS
    if not is_plain and not _is_printed(parts):
        return
    if is_iban(compact.upper()):
        yield match.span()


def _is_printed(parts: Sequence[bytes]) -> bool:
    """Say whether groups are of four, as an IBAN is printed; its country may stand apart from its check digits."""
    if len(parts[0]) == 2:  # noqa: PLR2004  # the country
        parts = [parts[0] + parts[1], *parts[2:]]
    return all(len(part) == 4 for part in parts[:-1])  # noqa: PLR2004


def find_polish_account(run: Run) -> Iterator[tuple[int, int]]:
    """Yield start and end of a Polish account's number as it stands in Poland: an IBAN without its country."""
    digits = "".join(run.groups)
    is_one = len(digits) == POLISH_DIGITS and _is_free(run) and is_iban("PL" + digits)
    if is_one and len(set(run.gaps)) <= 1 and set(run.gaps) <= {" ", "-", "–"}:
        yield run.starts[0], run.end_of(len(run.groups) - 1)


def find_card(run: Run) -> Iterator[tuple[int, int]]:
    """Yield start and end of a payment card's number: known issuer, Luhn, and its printed groups or a cue before."""
    if not _is_free(run):
        return
    lengths = [len(group) for group in run.groups]
    for n_groups in range(min(len(lengths), 5), 0, -1):
        digits = "".join(run.groups[:n_groups])
        if not len(digits) >= SHORTEST_CARD or (n_groups < len(lengths) and " " not in run.gaps[n_groups - 1]):
            continue
        even = len(set(run.gaps[: n_groups - 1])) == 1 and run.gaps[0] in {" ", "-", "–"}
        printed = even and lengths[:n_groups] in _CARD_GROUPS and n_groups == len(lengths)
        if _CARD.fullmatch(digits) and luhn(digits) and (printed or has_word("card", run.text, run.start)):
            yield run.starts[0], run.end_of(n_groups - 1)
            return


def find_tax_id(run: Run) -> Iterator[tuple[int, int]]:
    """Yield start and end of a tax identification number: eleven digits, the check digit, and a cue before."""
    digits, last = "", -1
    while last + 1 < len(run.groups) and len(digits) < TAX_ID_DIGITS:
        last += 1
        digits += run.groups[last]
    if is_tax_id(digits) and set(run.gaps[:last]) <= {" ", "-", "/", "."} and has_cue("tax_id", run.text, run.start):
        yield run.starts[0], run.end_of(last)


def find_social_security_number(run: Run) -> Iterator[tuple[int, int]]:
    """Yield start and end of a German social security number: birthday, letter and check digit."""
    match = _SOCIAL_SECURITY.match(run.text, run.starts[0])
    if match and is_social_security_number(match[0].replace(b" ", b"").decode()):
        yield match.span()


def find_named_account(run: Run) -> Iterator[tuple[int, int]]:
    """Yield start and end of an account's number without check digits, behind a word for one: no sum, no date."""
    giro = _GIRO.match(run.text, run.starts[0])
    if giro and has_cue("giro", run.text, run.start) and luhn(re.sub(rb"\D", b"", giro[0]).decode()):
        yield giro.span()
        return
    if not (has_cue("account", run.text, run.start) or has_label("account_label", run.text, run.start)):
        return
    if _is_in_books(run):
        return
    last, n_digits = 0, len(run.groups[0])
    for group, digits in enumerate(run.groups[1:], 1):
        gap = run.gaps[group - 1]
        is_other = gap not in _ACCOUNT_GAPS or (gap == " " and is_date(run, group))
        if is_other or n_digits + len(digits) > MOST_ACCOUNT_DIGITS:
            break
        last, n_digits = group, n_digits + len(digits)
    last = _before_sum(run, last)
    n_digits, end = sum(map(len, run.groups[: last + 1])), run.end_of(max(last, 0))
    in_thousands = set(run.gaps[:last]) == {"."} and all(len(digits) == 3 for digits in run.groups[1 : last + 1])  # noqa: PLR2004
    if (
        FEWEST_ACCOUNT_DIGITS <= n_digits <= MOST_ACCOUNT_DIGITS
        and not in_thousands
        and not is_date(run, 0)
        and not all(map(YEAR.fullmatch, run.groups))
    ):
        key = _KEY.match(run.text, end)
        yield run.starts[0], key.end() if key else end


def _is_in_books(run: Run) -> bool:
    """Say whether numbers are those of accounts in books: a row of round ones, or a round one with its name behind.

    Charts of accounts fill them up with zeros: “Konto 1200 1400 1600”, “compte 607000 achats”. A colon names a bank's.
    """
    groups = run.groups
    if len(groups) > 2:  # noqa: PLR2004
        is_even = len({len(digits) for digits in groups}) == 1 and len(groups[0]) > 2  # noqa: PLR2004
        return is_even and all(digits.endswith("0") for digits in groups) and set(run.gaps) == {" "}
    is_round = len(groups) == 1 and len(groups[0]) <= MOST_BOOK_DIGITS and groups[0].endswith("000")
    return (
        is_round and _WORD_BEHIND.match(run.text, run.end) is not None and run.text[run.start - 2 : run.start] != b": "
    )


def _before_sum(run: Run, last: int) -> int:
    """Return the last group before a sum that the words behind `last` show; -1 if all of it is a sum."""
    if not (_SUM.match(run.text, run.end_of(last)) or (last == len(run.groups) - 1 and is_unit(run))):
        return last
    while last > 1 and in_sum(run, last - 1):
        last -= 1
    is_apart = last > 0 and run.gaps[last - 1] == " " and len(max(run.groups[:last], key=len)) > 3  # noqa: PLR2004
    return last - 1 if is_apart else -1


def _is_free(run: Run) -> bool:
    before = run.text[max(0, run.starts[0] - 1) : run.starts[0]]
    behind = run.text[run.end : run.end + 1]
    return not _LETTER_BEFORE.match(before) and not _LETTER_BEHIND.match(behind)
