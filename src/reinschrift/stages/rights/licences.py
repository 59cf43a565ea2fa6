"""Licences in meta tags, links, JSON-LD and footers, as SPDX identifiers, and which of several a page means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from reinschrift.stages.rights.signals import Signal, Statement
from reinschrift.text.licence_addresses import licence_at

SCHEME = "licence"
_CC_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<kind>by(?:-nc)?(?:-nd|-sa)?)/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,3})\b)?"
    r"|publicdomain/(?P<public>zero|mark)/(?P<level>\d\.\d))",
    re.IGNORECASE,
)
_CC_NAME = re.compile(
    r"\bCC[ -]?(?:(?P<zero>0|Zero)(?!\w)|(?P<kind>BY(?:-NC)?(?:-ND|-SA)?)[ -](?P<version>[1-4]\.0)\b)", re.IGNORECASE
)
_PORTS = frozenset({"AT", "AU", "DE", "IGO", "NL", "US"})
"""The ports of Creative Commons for which SPDX has identifiers of their own."""
_META = re.compile(r"(?:dc|dcterms)[.:](?:rights.*|license)|licen[sc]e.*|rights.*|.*copyright.*")
_TERMS = re.compile(r"\brsl\b|\.xml\Z", re.IGNORECASE)  # Really Simple Licensing: terms that someone must read
_STRONG = ("meta", "json-ld", "link")
"""Where a statement speaks for the page; a mere link or a line of the footer may speak of a picture or a font."""
_WEAK = ("a", "footer")


class Licence(NamedTuple):
    """A licence, and what the page says that names it."""

    spdx: str
    stated: Statement


def find_licences(page: Iterable[Statement]) -> list[Licence]:
    """Return the licences that the statements of a page name, in its order."""
    found = []
    for stated in page:
        is_licence = stated.name in {"license", "licence", "usageInfo"} or (
            stated.where == "meta" and _META.fullmatch(stated.name)
        )
        spdx = read_licence(stated.value) if is_licence or stated.where == "footer" else None
        if spdx:
            found.append(Licence(spdx, stated))
    return found


def find_terms(page: Iterable[Statement]) -> list[Signal]:
    """Return the links to licence terms that a machine could read and a person should."""
    return [
        Signal("rsl", f"link {stated.name}", stated.value, marks=True)
        for stated in page
        if stated.where == "link" and "license" in stated.name.split() and _TERMS.search(stated.value)
    ]


def read_licence(text: str) -> str | None:
    """Return the SPDX identifier of the licence whose address or name is in a text; none if there is none."""
    if match := _CC_ADDRESS.search(text):
        return _of_parts(**match.groupdict())
    if spdx := licence_at(text):
        return spdx
    if match := _CC_NAME.search(text):
        return "CC0-1.0" if match["zero"] else f"CC-{match['kind'].upper()}-{match['version']}"
    return None


def _of_parts(kind: str | None, version: str | None, port: str | None, public: str | None, level: str | None) -> str:
    if public:
        return f"CC0-{level}" if public.lower() == "zero" else f"CC-PDM-{level}"
    country = f"-{port.upper()}" if port and port.upper() in _PORTS and version != "4.0" else ""
    return f"CC-{str(kind).upper()}-{version}{country}"


def choose_licence(found: list[Licence]) -> tuple[str | None, list[Signal]]:
    """Return the licence of the page, none if it is in doubt, and the evidence.

    What head and JSON-LD say counts; links and footer count only together, and where no other licence is named. Two
    licences that contradict each other leave the page in doubt: they are marked, as are those that do not count.
    """
    strong = {licence.spdx for licence in found if licence.stated.where in _STRONG}
    weak = [{licence.spdx for licence in found if licence.stated.where == where} for where in _WEAK]
    both = weak[0] & weak[1] if len(weak[0] | weak[1]) == 1 else set()
    chosen = next(iter(strong or both)) if len(strong or both) == 1 else None
    return chosen, [
        Signal(
            SCHEME,
            f"{licence.stated.where} {licence.stated.name}",
            f"{licence.spdx} ({licence.stated.value})",
            (licence.spdx,) if licence.spdx == chosen else (),
            marks=licence.spdx != chosen,
        )
        for licence in found
    ]
