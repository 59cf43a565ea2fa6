"""Numbers that an address of a page dials: links to telephones, messengers, and parameters that say so by name."""

from __future__ import annotations

import re

from reinschrift.personal.cues import words

PARAMETERS = "|".join(words("parameters"))
"""Parameters of an address that say by their name that a number is a telephone's, in many languages."""
MESSENGER = r"\bwa\.me/"
"""The host whose paths are telephone numbers, without a plus sign."""
PLUS = r"(?:%2B|\+)"
"""A plus sign in an address."""
_SCHEME = "(?:tel|callto|sms|whatsapp)"  # of addresses that dial: RFC 3966, RFC 5724, and two programs' own
_BEFORE = re.compile(
    rf"(?i)(?:{MESSENGER}{PLUS}?|[?&;](?:{PARAMETERS})\w*={PLUS}?|[=/]%2B|\b{_SCHEME}:{PLUS}?)\+?\Z".encode()
)
_LAST = (b"=", b"/", b":", b"+", b"B", b"b")
_LONGEST = 32  # bytes of a parameter with its name


def is_dialled(text: bytes, start: int) -> bool:
    """Say whether an address of a page dials the number that begins at `start`, a plus sign or a digit."""
    before = text[max(0, start - _LONGEST) : start]
    return before.endswith(_LAST) and _BEFORE.search(before) is not None
