"""Reads the headers of a mail however long they are, in time that grows with their length."""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any, cast

from reinschrift.text.names import joined

if TYPE_CHECKING:
    from collections.abc import Callable

FAULTS = (ValueError, ArithmeticError, LookupError, AttributeError, TypeError, MessageError)
"""What the standard library raises at headers that it cannot parse."""
MOST_HEADER_CHARS = 2000
"""Characters of a header with parts that the standard library is given: it takes them apart in time with the square
of their number, and no line of a mail is longer than 998 (RFC 5322, 2.1.1). Of longer ones we find what we read."""
WITH_PARTS = frozenset({
    "date", "from", "sender", "to", "cc", "bcc", "reply-to", "message-id", "mime-version", "content-type",
    "content-disposition", "content-transfer-encoding",
})  # fmt: skip
"""Headers that the standard library takes apart, and those whose names are these behind `Resent-`."""
QUOTED = r'"(?:[^"\\]|\\.)*+(?:"|\Z)'
ADDRESS_PART = re.compile(rf'{QUOTED}|,|[^",]++', re.DOTALL)
PARAMETER = re.compile(rf';\s*+([\w*-]++)\s*+=\s*+({QUOTED}|[^;\s"]*+)', re.DOTALL)
READ = frozenset({"boundary", "charset", "format", "delsp"})
"""The parameters of `Content-Type` that change what is read; a file's name may be as long as it likes."""


class _Headers(policy.EmailPolicy):
    """Reads headers as the standard library does, but gives it no more of them than it can take apart."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Return the value of a header; of one that is far too long what is read of it."""
        plain = name.lower().removeprefix("resent-")
        if len(value) > MOST_HEADER_CHARS and plain in WITH_PARTS:
            value = (_type_in(value) if plain == "content-type" else value)[:MOST_HEADER_CHARS]
        return super().header_fetch_parse(name, value)


parse_message = cast("Callable[[bytes], EmailMessage]", BytesParser(policy=_Headers()).parsebytes)
"""Return the message that bytes are."""


def _type_in(value: str) -> str:
    """Return a `Content-Type` without the parameters that nobody reads."""
    kept = [f"{name}={what}" for name, what in PARAMETER.findall(value) if name.partition("*")[0].lower() in READ]
    return "; ".join([value.partition(";")[0].strip(), *kept])


def sender_of(message: EmailMessage) -> str:
    """Return the names of those who sent a message, never their addresses; empty if it has none or none can be read."""
    whole = next((value for name, value in message.raw_items() if name.lower() == "from"), "")
    try:
        if len(whole) > MOST_HEADER_CHARS:
            return joined(_names_in(whole.encode("utf-8", "surrogateescape").decode("utf-8", "replace")))
        sender = message["from"]
        return joined(each.display_name for each in getattr(sender, "addresses", ()))
    except FAULTS:
        return ""


def _names_in(value: str) -> list[str]:
    """Return the names before the addresses of a header."""
    addresses = [""]
    for part in ADDRESS_PART.findall(value):
        if part == ",":
            addresses.append("")
        else:
            addresses[-1] += part
    names = [name.strip() for name, bracket, _ in (each.rpartition("<") for each in addresses) if bracket]
    plain = [re.sub(r"\\(.)", r"\1", name[1:-1]) if name[:1] == name[-1:] == '"' else name for name in names]
    return [" ".join(str(make_header(decode_header(name))).split()) for name in plain]


def header_of(message: EmailMessage, name: str) -> str:
    """Return the value of a header on one line; empty if there is none, or it cannot be read."""
    try:
        return " ".join(str(message[name] or "").split())
    except FAULTS:
        return ""
