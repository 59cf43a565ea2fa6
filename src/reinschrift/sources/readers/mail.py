"""Reads mail: messages, mailboxes, and pages saved as MHTML; bodies are decoded, attachments and headers left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from functools import partial
from typing import TYPE_CHECKING, Any

from reinschrift import pages
from reinschrift.languages import one_of_words
from reinschrift.record import Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.as_utf8 import Prefixed, unpacked_text
from reinschrift.sources.backstop import read_or_problem
from reinschrift.sources.ranges import Range, RawRecord, Separator, raw_records
from reinschrift.sources.readers.format import LINE_END, Beginning, Format
from reinschrift.sources.readers.mail_headers import header_of, parse_message, sender_of
from reinschrift.sources.readers.text import record_of_text, record_too_large, whole

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

MAILBOX_LINE = rb"From \S[^\r\n]{0,200}?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\r\n]{0,40}\d{4}[^\r\n]{0,20}\r?\n"
"""The line before each message of a mailbox: sender and day (RFC 4155)."""
HEADER = re.compile(rb"([!-9;-~]{2,60}):[ \t]|[ \t]+\S")
NEXT = Separator(re.compile(rb"(?:\r?\n){1,2}(?=%s[!-9;-~]{2,60}:)" % MAILBOX_LINE), 400)
QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
KNOWN = frozenset({
    b"from", b"to", b"cc", b"subject", b"date", b"sender", b"reply-to", b"received", b"return-path", b"delivered-to",
    b"message-id", b"mime-version", b"content-type", b"content-transfer-encoding", b"references", b"in-reply-to",
    b"newsgroups", b"path", b"organization", b"lines", b"nntp-posting-host", b"snapshot-content-location",
})  # fmt: skip
OF_MACHINES = KNOWN - {
    b"from", b"to", b"cc", b"subject", b"date", b"organization", b"lines", b"path", b"sender", b"reply-to",
}  # fmt: skip
"""Headers that programs write; a letter or a form may begin with the others."""
CODED = frozenset({b"mime-version", b"content-transfer-encoding"})
"""Headers that are enough beside `Content-Type`: a page saved without a sender, a body without its message."""
LEAST_KNOWN = 3
BLANK_LINES = b"\r\n"
SHOWN = ("plain", "html", "markdown", "enriched")
SIGNATURE = "-- "
"""The line before a signature (RFC 3676, 4.3)."""
FOOT = re.compile(r"(?:-- |[_=*-]{20,})\s*")
MOST_FOOT_LINES = 12
OF_LIST = re.compile(
    rf"(?i)https?://\S*(?:listinfo|lists?\.|groups|unsubscribe)|mailto:|{one_of_words('metadata', 'mail_foot')}"
)
"""What stands in a foot that a mailing list adds."""


def read_mail(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:  # noqa: ARG001  # as every reader
    """Yield the messages of a file, and those that are attached to them, numbered through.

    Of a message its body is read, as plain text if it has that, else as a page. Raises `UnreadableFileError` before the
    first record.
    """
    limit = settings.max_record_bytes
    with unpacked_text(part.address) as file:
        number = 0
        for raw in _messages(file.stream, limit):
            if raw.n_bytes > limit:
                yield record_too_large(raw._replace(number=number), limit)
                number += 1
                continue
            message = parse_message(raw.data if b"\n" in raw.data else raw.data.replace(b"\r", b"\n"))
            for each in _with_attached(message, is_outer=True):
                yield read_or_problem(partial(_record, each, number, settings), number, raw.data)
                number += 1


def _messages(stream: Any, limit: int) -> Iterator[RawRecord]:
    """Yield the messages of a mailbox, or the one that a file is."""
    head = _without_blank_lines(stream)
    stream = Prefixed(head, stream)
    if not re.match(MAILBOX_LINE, head):
        yield whole(stream, limit)
        return
    for raw in raw_records(stream, NEXT, Range(), limit):
        line, end, rest = raw.data.partition(b"\n")
        if line.startswith(b"From ") and end:
            yield raw._replace(data=QUOTED_FROM.sub(rb"\1", rest))
        elif raw.data.strip():
            yield raw


def _without_blank_lines(stream: Any) -> bytes:
    """Return what comes next but the blank lines that a program put before it."""
    while (head := stream.read(1 << 10)) and not head.strip(BLANK_LINES):
        pass
    return bytes(head.lstrip(BLANK_LINES))


def _with_attached(message: EmailMessage, *, is_outer: bool) -> Iterator[EmailMessage]:
    """Yield a message and those attached to it, or gathered in it as a digest."""
    inner = [each for each in message.walk() if each is not message and each.get_content_type() == "message/rfc822"]
    if message.get_content_type() != "multipart/digest":
        yield message
    for each in inner if is_outer else ():
        payload = each.get_payload()
        if isinstance(payload, list) and payload and isinstance(payload[0], EmailMessage):
            yield from _with_attached(payload[0], is_outer=False)  # `walk` went all the way down already


def _record(message: EmailMessage, number: int, settings: ReadSettings) -> Record:
    fields = _fields(message)
    bodies = _bodies(message)
    plain = [body for body in bodies if body.get_content_subtype() != "html"]
    if plain:
        read = [record_of_text(RawRecord(number, 0, _data(body), 0), body.get_content_charset()) for body in plain]
        texts = [_unflowed(body, each.text) for body, each in zip(plain, read, strict=True)]
        text = "\n\n".join(texts)
        return Record(number, text, fields, None, read[0].decoding, {"blocks": foot_of(text) or None})
    if bodies:
        declared = bodies[0].get_content_charset()
        page = pages.read_page(b"\n".join(map(_data, bodies)), fields.get("url"), declared, settings)
        return Record(number, page.text, page.fields | fields, page.problem, page.decoding, page.markup)
    return Record(number, "", fields, Problem("no_text", "The message has no body of text."))


def foot_of(text: str) -> list[dict[str, Any]]:
    """Return the lines of a message's signature, and of what a mailing list adds, as blocks that are no content."""
    lines = text.rstrip().split("\n")
    begun = [n for n in range(max(0, len(lines) - MOST_FOOT_LINES), len(lines)) if FOOT.fullmatch(lines[n])]
    feet = [n for n in begun if lines[n].rstrip("\r") == SIGNATURE]
    feet += [n for n in begun[-1:] if OF_LIST.search("\n".join(lines[n:]))]
    if not feet:
        return []
    return [{"line": n + 1, "kind": None, "content": 0.0} for n in range(min(feet), len(lines)) if lines[n].strip()]


def _bodies(part: EmailMessage) -> list[EmailMessage]:
    """Return the parts to read, in order: of alternatives plain text if there is any, of related ones the page."""
    if part.get_content_maintype() == "multipart":
        inner = [each for each in part.iter_parts() if isinstance(each, EmailMessage)]
        found = [bodies for each in inner if (bodies := _bodies(each))]
        if part.get_content_subtype() == "alternative":
            return min(found, key=lambda bodies: bodies[0].get_content_subtype() == "html", default=[])
        if part.get_content_subtype() == "related":
            return found[0] if found else []
        return [body for bodies in found for body in bodies]
    is_shown = part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
    return [part] if is_shown and part.get_content_subtype() in SHOWN and _data(part).strip() else []


def _data(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _fields(message: EmailMessage) -> dict[str, str]:
    """Return what the headers say: the subject, the sender's name (never the address), the day, a page's address."""
    found = {"title": header_of(message, "subject"), "published": header_of(message, "date")}
    found["url"] = header_of(message, "snapshot-content-location") or _page_address(message)
    found["author"] = sender_of(message)
    if "@" in found["author"]:
        del found["author"]
    return {name: value for name, value in found.items() if value}


def _page_address(message: EmailMessage) -> str:
    place = header_of(message, "content-location")
    return place if place.startswith(("http://", "https://")) else ""


def _unflowed(body: EmailMessage, text: str) -> str:
    """Return a text with its soft line breaks undone (RFC 3676): a line that ends in a blank goes on in the next."""
    if body.get_param("format", "") != "flowed":
        return text
    glue = "" if body.get_param("delsp", "") == "yes" else " "
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        plain = line.rstrip("\r").removeprefix(" ")
        if goes_on and not plain.startswith(">"):
            lines[-1] = lines[-1].rstrip(" ") + glue + plain
        else:
            lines.append(plain)
        goes_on = plain.endswith(" ") and plain != SIGNATURE and not plain.startswith(">")
    return "\n".join(lines)


def _is_mail(seen: Beginning) -> bool:
    """Say whether a file begins as a message does: with headers, one of which programs write."""
    start = seen.head[: 1 << 14].lstrip(BLANK_LINES)
    in_mailbox = re.match(MAILBOX_LINE, start)
    start = start[in_mailbox.end() :] if in_mailbox else start
    names: set[bytes] = set()
    for line in LINE_END.split(start):
        if not line:
            break
        found = HEADER.match(line + b" ")
        if found is None:
            return False
        names.add((found[1] or b"").lower())
    is_coded = b"content-type" in names and bool(names & CODED)
    return is_coded or (len(names & KNOWN) >= LEAST_KNOWN and bool(in_mailbox or names & OF_MACHINES))


FORMAT = Format(
    "mail",
    "mail (messages, mailboxes, MHTML)",
    "its headers, one of which programs write",
    lambda: (
        b"From: Erna Moor <erna@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"Die Boote kamen sp=C3=A4t zur=\r\n=C3=BCck.\r\n"
    ),
    guess=_is_mail,
    read=read_mail,
    version=8,
    holds="texts",
)
