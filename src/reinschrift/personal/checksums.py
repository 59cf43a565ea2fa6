"""Check digits: of cards, bank accounts, German tax and social security numbers, and ISSNs."""

from __future__ import annotations

from collections import Counter

IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
"""Characters of an IBAN by country (ISO 13616, the registry of SWIFT)."""

_SOCIAL_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_TAX_DIGITS = 11
_ISSN_WEIGHTS = range(8, 1, -1)


def luhn(digits: str) -> bool:
    """Say whether the last of the digits is the check digit by Luhn (ISO/IEC 7812-1)."""
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(digit), 10)) for digit in even)) % 10 == 0


def is_iban(compact: str) -> bool:
    """Say whether an IBAN without spaces, in capitals, has its country's length and the right check digits."""
    if IBAN_LENGTHS.get(compact[:2]) != len(compact) or not "02" <= compact[2:4] <= "98":
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def is_tax_id(digits: str) -> bool:
    """Say whether eleven digits are a German tax identification number (§ 139b AO): its form and its check digit.

    Of the first ten digits one stands twice or three times, the others at most once; the first is no 0. The last
    is the check digit of ISO 7064, mod 11,10.
    """
    if len(digits) != _TAX_DIGITS or digits[0] == "0":
        return False
    repeated = [count for count in Counter(digits[:10]).values() if count > 1]
    if repeated not in ([2], [3]):
        return False
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def is_social_security_number(compact: str) -> bool:
    """Say whether twelve characters are a German social security number: a possible birthday and the check digit.

    Two digits of the area, the birthday (day, month, year; the day may be 50 too large), the first letter of the
    name, two digits, the check digit (§ 4 VKVV): the letter counts as its two-digit place in the alphabet, each
    digit is weighed, and the sums of the digits of the products add up to it.
    """
    day, month = int(compact[2:4]) % 50, int(compact[4:6])
    if not (1 <= day <= 31 and 1 <= month <= 12):  # noqa: PLR2004  # days and months
        return False
    digits = f"{compact[:8]}{ord(compact[8]) - 64:02d}{compact[9:11]}"
    total = sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(digits, _SOCIAL_WEIGHTS, strict=True))
    return total % 10 == int(compact[11])


def is_issn(digits: str) -> bool:
    """Say whether eight digits are an ISSN by its check digit (ISO 3297)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:7], _ISSN_WEIGHTS, strict=True))
    return (11 - total % 11) % 11 == int(digits[7])
