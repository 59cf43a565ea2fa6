"""Really Simple Licensing: what the licence files of a site say of a page, use by use (RSL 1.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reinschrift.stages.rights.signals import Signal, Statements
from reinschrift.stages.rights.tdmrep import location_pattern
from reinschrift.text.addresses import host_of, path_and_query, without_www

SCHEME = "rsl"
WHERE = "rsl.xml"
USES = ("ai-train", "ai-input", "ai-index", "search")
_OF_AI = ("ai-train", "ai-input", "ai-index")
_COVERED: Mapping[str, Sequence[str]] = {
    **{use: (use,) for use in USES},
    "all": USES,
    "ai-all": _OF_AI,
    "train-ai": ("ai-train",),  # names of the drafts of 2025
    "train-genai": ("ai-train",),
    "ai-use": ("ai-input",),
    "ai-summarize": ("ai-input",),
}
"""The uses that each name covers."""
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*>")
_FREE = {"", "free", "attribution"}
_CONDITIONS = ("user", "geo")
"""Types of permissions and prohibitions that depend on who uses it and where, which nobody knows here."""


class Terms(NamedTuple):
    """What holds for some pages of a host."""

    host: str
    """Nothing: the host of the file."""
    path: str
    answers: Mapping[str, str]
    """By use: `y`, `n`, or `paid` where only a licence that is to be acquired allows it."""
    is_conditional: bool
    """Something is allowed to some alone."""


def with_terms_read(evidence: Sequence[Signal], stated: Statements) -> list[Signal]:
    """Return evidence with what the site's licence files say of the page, the most specific of their parts.

    Where something is stated, a mention of these files in page or robots.txt need not be looked at any more.
    """
    found = list(find_terms(stated))
    if not found:
        return [*evidence]
    of_site = {"", stated.host}
    return [
        signal._replace(marks=False)
        if signal.scheme == SCHEME and without_www(host_of(signal.stated) or "") in of_site
        else signal
        for signal in evidence
    ] + found


def find_terms(stated: Statements) -> Iterator[Signal]:
    """Yield the terms of the parts of the site whose address matches the page's, those with the longest one."""
    every = [terms for text in stated.rsl for terms in _read(text)]
    fitting = [
        terms for terms in every if terms.host in ("", stated.host) and location_pattern(terms.path).match(stated.path)
    ]
    longest = max((len(terms.path) for terms in fitting), default=0)
    for terms in fitting:
        if len(terms.path) == longest:
            signs = tuple(f"{use}={answer}" for use, answer in terms.answers.items())
            yield Signal(SCHEME, WHERE, f"{terms.path}: {', '.join(signs) or 'terms to read'}", signs,
                         marks=terms.is_conditional or not signs)  # fmt: skip


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[Terms, ...]:
    """Return the terms of a licence file; of one that is no XML nothing is known."""
    try:
        root = fromstring(_DECLARED.sub("", text.removeprefix("\ufeff")).encode())
    except (ParseError, DefusedXmlException, ValueError):
        return ()
    if _name(root) != "rsl":
        return ()
    return tuple(_terms(part) for part in root if _name(part) == "content" and part.get("url"))


def _terms(content: Element) -> Terms:
    address = (content.get("url") or "").strip()
    is_whole = "://" in address
    host = without_www(host_of(address) or "?") if is_whole else ""
    path = path_and_query(address) if is_whole else address
    granted = [_granted(licence) for licence in content if _name(licence) == "license"]
    answers = {use: _best([one[use] for one, _ in granted if use in one]) for use in USES}
    if content.get("server"):  # a licence must be fetched there, a free one, too
        answers = {use: "paid" if answer in ("y", "") else answer for use, answer in answers.items()}
    return Terms(
        host, path, {use: answer for use, answer in answers.items() if answer}, any(some for _, some in granted)
    )


def _granted(licence: Element) -> tuple[dict[str, str], bool]:
    """Return what a licence says of each use, and whether it allows something to some alone.

    What it permits is all that it permits; what it prohibits outweighs that. Payment turns each permission into one
    that must be acquired.
    """
    permitted, prohibited = _uses(licence, "permits"), _uses(licence, "prohibits")
    kinds = [(part.get("type") or "free").strip().lower() for part in licence if _name(part) == "payment"]
    is_free = not kinds or any(kind in _FREE for kind in kinds)
    is_conditional = any(part.get("type") in _CONDITIONS for part in licence if _name(part) in ("permits", "prohibits"))
    answers = {}
    for use in USES:
        if (prohibited and use in prohibited) or (permitted is not None and use not in permitted):
            answers[use] = "n"
        elif not is_free:
            answers[use] = "paid"
        elif not is_conditional:
            answers[use] = "y"
    return answers, is_conditional


def _uses(licence: Element, name: str) -> set[str] | None:
    """Return the uses that a licence permits or prohibits; none if it does not say."""
    parts = [part for part in licence if _name(part) == name and (part.get("type") or "usage") == "usage"]
    names = [word for part in parts for word in "".join(part.itertext()).replace(",", " ").lower().split()]
    return {use for word in names for use in _COVERED.get(word, ())} if parts else None


def _best(answers: Sequence[str]) -> str:
    """Return what the best of several licences allows: any of them may be chosen."""
    return next((answer for answer in ("y", "paid", "n") if answer in answers), "")


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
