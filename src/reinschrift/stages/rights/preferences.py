"""Preferences for the use of content: Content-Usage (IETF AIPREF, a structured field) and Content-Signal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import http_sf

from reinschrift.stages.rights.signals import Effect, Signal, Statements

USAGE, SIGNAL = "content-usage", "content-signal"
USES = (
    "train-ai", "train-genai", "ai-train", "foundation-model", "foundation-model-production", "genai-train", "ai",
    "genai", "tdm", "bots", "all",
)  # fmt: skip
"""Uses that training is, or is among, by the names of the drafts of AIPREF (draft-ietf-aipref-vocab) and of sites that
followed one of them; now it is `train-ai`."""
WIDER = ("ai-use",)
"""Uses of which it is not said whether training is among them: they reserve where nothing answers for training."""
_NO, _YES = frozenset({"n", "no", "false"}), frozenset({"y", "yes"})
_SIGNALS = {"ai-train": {"no": "reserved", "yes": "allowed"}}
_PAIR = re.compile(r"\s*([a-z-]+)\s*=\s*([a-z]+)\s*")


def find_preferences(stated: Statements) -> Iterator[Signal]:
    """Yield what headers and meta of a record say; rules in robots.txt are `robots.find_rules`."""
    for where, name, value in (*(("header", *header) for header in stated.headers), *stated.page):
        if name == USAGE and where in {"header", "meta"}:
            yield from usage(value, f"{where} {name}")
        elif name == SIGNAL and where in {"header", "meta"}:
            yield from content_signal(value, f"{where} {name}")


def usage(value: str, where: str) -> Iterator[Signal]:
    """Yield what a Content-Usage says of training; any `n` wins. What is no structured field is marked, no more.

    `n` may be written `no` or `?0`; a name alone, without a value, says nothing.
    """
    try:
        parsed = http_sf.parse(value.strip().lower().encode("ascii", "replace"), tltype="dictionary")
    except ValueError:
        yield Signal("aipref", where, value, "marked")
        return
    if not isinstance(parsed, dict):
        return
    members: dict[str, Any] = parsed
    answers = {str(members[use][0]).lower() for use in USES if use in members}
    if not answers & (_NO | _YES):
        answers = {str(members[use][0]).lower() for use in WIDER if use in members} & _NO
    effect: Effect | None = "reserved" if answers & _NO else "allowed" if answers & _YES else None
    if effect:
        yield Signal("aipref", where, value, effect)


def content_signal(value: str, where: str) -> Iterator[Signal]:
    """Yield what a Content-Signal says of training: `ai-train=no` reserves, `ai-train=yes` allows."""
    found = {
        effect
        for part in re.split("[,;]", value.lower())
        if (match := _PAIR.fullmatch(part)) and (effect := _SIGNALS.get(match[1], {}).get(match[2]))
    }
    if found:
        yield Signal("content-signal", where, value, "reserved" if "reserved" in found else "allowed")
