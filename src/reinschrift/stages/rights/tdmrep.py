"""The TDM Reservation Protocol: file of the site, HTTP header, meta of the page; each outdoes the one before.

After the report of the W3C community group (tdmrep, 2024): `tdm-reservation` is 1 or 0, anything else says nothing; in
the file the first location that matches counts; that one place is silent takes nothing back that another says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from reinschrift.stages.rights.signals import Signal, Statements

SCHEME = "tdmrep"
_NAME = "tdm-reservation"
_POLICY = "tdm-policy"


def find_tdmrep(stated: Statements) -> Iterator[Signal]:
    """Yield the reservation or permission that holds for the record by this protocol, if it is named at all."""
    found = _in_file(stated.tdmrep, stated.path) if stated.tdmrep else None
    found = _named(("header", *header) for header in stated.headers) or found
    found = _named(statement for statement in stated.page if statement[0] == "meta") or found
    if found is not None:
        where, value, policy = found
        text = f"{_NAME}={value}" + (f", {_POLICY}={policy}" if policy else "")
        yield Signal(SCHEME, where, text, (f"{_NAME}={value}",))


def _named(stated: Iterator[tuple[str, str, str]]) -> tuple[str, str, str] | None:
    """Return where, value and policy of header or meta; of two values the one that reserves."""
    values: dict[str, str] = {}
    policy = where = ""
    for place, name, value in stated:
        if name == _NAME and value.strip() in {"0", "1"}:
            where = f"{place} {name}"
            values[value.strip()] = where
        elif name == _POLICY:
            policy = value.strip()
    return (where, max(values), policy) if values else None


def _in_file(text: str, path: str) -> tuple[str, str, str] | None:
    for location, value, policy in _rules(text):
        if location.match(path):
            return "tdmrep.json", value, policy
    return None


@lru_cache(maxsize=1024)
def _rules(text: str) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Return location, value and policy of each rule of the file; a file that is no JSON says nothing."""
    try:
        values: Any = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return ()
    rules = values if isinstance(values, list) else [values]
    return tuple(
        (location_pattern(rule["location"]), str(rule[_NAME]), str(rule.get(_POLICY) or ""))
        for rule in rules
        if isinstance(rule, dict) and isinstance(rule.get("location"), str) and str(rule.get(_NAME)) in {"0", "1"}
    )


def location_pattern(location: str) -> re.Pattern[str]:
    """Return a location as a pattern: the beginning of a path; `*` is anything, `$` at the end the end (RFC 9309).

    Each part between two `*` is taken where it first comes, for good, so no location takes long, however it is written.
    """
    body, end = (location[:-1], r"\Z") if location.endswith("$") else (location, "")
    first, *others = map(re.escape, re.sub(r"\*+", "*", body).split("*"))
    last = f".*{others.pop()}{end}" if others and end else end
    return re.compile(first + "".join(f"(?>.*?{part})" for part in others) + last, re.DOTALL)
