"""The thresholds of every rule by policy and language: from the policy's file, the languages' files, and settings."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.languages import also, section
from reinschrift.reasons import all_reasons
from reinschrift.settings.stages import VerdictsSettings

OTHER = "other"
_REPEATS = re.compile(r"_dup_|_dup$|_top_")
_FOLDER = resources.files("reinschrift.stages.verdicts")


class Rule(NamedTuple):
    """One rule: which signal it measures, and on which side of the threshold a document stays."""

    name: str
    signal: str
    is_least: bool
    """Whether the threshold is the least that stays; otherwise the most."""
    any_length: bool
    """Whether the rule holds for documents of fewer words than a policy's `from_words`."""
    of_repetition: bool
    """Whether it measures what a document repeats, and holds for those alone that `most_unique` leaves to it."""


class Policy(NamedTuple):
    """What a policy asks of the documents of one language."""

    thresholds: dict[str, float]
    """By rule; a rule that is missing is off."""
    from_words: int
    """Words from which on rules of shares apply."""
    most_unique: float
    """Share of different words among all up to which rules of repetition apply."""


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules in the order in which reasons are named."""
    return tuple(
        Rule(name, reason.signal, reason.stays == "at least", reason.any_length, bool(_REPEATS.search(reason.signal)))
        for name, reason in all_reasons().items()
        if reason.signal
    )


def policy_of(settings: VerdictsSettings, language: str) -> Policy:
    """Return what is asked of a language: the policy's values for any language, then those of its own, then settings.

    `language` is the first part of a BCP-47 tag, or `other`.
    """
    files = policy_files(settings.policy)
    base, own = files[OTHER], files.get(language, {})
    thresholds: dict[str, Any] = base["thresholds"] | own.get("thresholds", {})
    for changed in (settings.thresholds, settings.languages.get(language, {})):
        thresholds |= {str(rule): value for rule, value in changed.items()}
    from_words = own.get("from_words", base.get("from_words", 0))
    return Policy(
        {name: float(value) for name, value in thresholds.items() if value is not False},
        from_words if settings.from_words is None else settings.from_words,
        own.get("most_unique", base.get("most_unique", 1)),
    )


@cache
def policy_files(policy: str) -> dict[str, dict[str, Any]]:
    """Return what a policy asks of each language that it has values for, and of `other`.

    These are `thresholds`, `from_words` and `most_unique`.
    The policy's own file has the values for any language and for groups of languages; the files of the languages have
    theirs.
    """
    base = tomllib.loads(_FOLDER.joinpath("policies", f"{policy}.toml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, Any]] = {OTHER: base}
    for group in base.get("groups", {}).values():
        found |= dict.fromkeys(group["languages"], group)
    own = {tag: {"thresholds": named[policy]} for tag, named in section("policies").items() if policy in named}
    return found | own | {other: own[tag] for other, tag in also().items() if tag in own}


class Thresholds(NamedTuple):
    """The thresholds for some documents, NaN where a rule is off: [rule, document]."""

    values: npt.NDArray[np.float32]
    from_words: npt.NDArray[np.int64]
    most_unique: npt.NDArray[np.float32]


def thresholds_for(languages: pa.Array, settings: VerdictsSettings) -> Thresholds:
    """Return each rule's threshold for documents in these languages (BCP-47 tags)."""
    known = sorted({*policy_files(settings.policy), *settings.languages})
    policies = [policy_of(settings, language) for language in known]
    primary = pc.struct_field(pc.extract_regex(languages, r"^(?P<primary>[a-z]+)"), "primary")
    at = pc.fill_null(pc.index_in(primary, pa.array(known)), known.index(OTHER)).to_numpy(zero_copy_only=False)
    table = np.array(
        [[policy.thresholds.get(rule.name, np.nan) for policy in policies] for rule in rules()], np.float32
    ).reshape(len(rules()), len(policies))
    from_words = np.array([policy.from_words for policy in policies], np.int64)
    most_unique = np.array([policy.most_unique for policy in policies], np.float32)
    return Thresholds(table[:, at], from_words[at], most_unique[at])
