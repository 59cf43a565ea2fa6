"""Conditions of use in ODRL: what licences say, what is reserved by purpose, in the words of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.choices import PURPOSES
from reinschrift.export.conditions import ACTIONS, conditions_of
from reinschrift.snapshot.statistics import SCHEMA

VOCABULARY = {
    "cc:CommericalUse", "cc:Notice", "cc:ShareAlike", "cc:SourceCode", "odrl:AssetCollection", "odrl:Constraint",
    "odrl:Duty", "odrl:Permission", "odrl:Prohibition", "odrl:Set", "odrl:attribute", "odrl:derive", "odrl:distribute",
    "odrl:eq", "odrl:index", "odrl:purpose", "odrl:reproduce", "odrl:use", "tdm:mine",
}  # fmt: skip
"""Terms of ODRL 2.2 (Vocabulary & Expression, W3C 2018) and of the ODRL profile of TDMRep that may stand here."""
RULE = {"@type", "odrl:action", "odrl:target", "odrl:duty", "odrl:constraint"}


def policies(licences: list[str], purposes: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [{"about": "documents", "license": one, "n_rows": 1} for one in licences]
    rows += [{"about": "purposes", "purpose": one, "rights": status, "n_rows": 1} for one, status in purposes]
    found = conditions_of(pa.Table.from_pylist(rows, SCHEMA))
    return {one["@id"]: one for one in found.get("odrl:hasPolicy", ())}


def terms_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from [each] if name in {"@id", "@type"} and ":" in each else terms_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from terms_in(each)


def said(policy: dict[str, Any]) -> tuple[dict[str, set[str]], set[str]]:
    """Return the permitted actions with their duties, and the prohibited actions."""
    permitted = {
        rule["odrl:action"]["@id"]: {duty["odrl:action"]["@id"] for duty in rule.get("odrl:duty", ())}
        for rule in policy.get("odrl:permission", ())
    }
    return permitted, {rule["odrl:action"]["@id"] for rule in policy.get("odrl:prohibition", ())}


CREDIT = {"odrl:attribute", "cc:Notice"}


@pytest.mark.parametrize(
    ("licence", "of_copies", "of_derived", "prohibited"),
    [
        ("CC0-1.0", set(), set(), set()),
        ("CC-BY-4.0", CREDIT, CREDIT, set()),
        ("CC-BY-SA-4.0", CREDIT, CREDIT | {"cc:ShareAlike"}, set()),
        ("CC-BY-NC-4.0", CREDIT, CREDIT, {"cc:CommericalUse"}),
        ("CC-BY-NC-SA-4.0", CREDIT, CREDIT | {"cc:ShareAlike"}, {"cc:CommericalUse"}),
        ("CC-BY-ND-4.0", CREDIT, None, {"odrl:derive"}),
        ("CC-BY-NC-ND-4.0", CREDIT, None, {"cc:CommericalUse", "odrl:derive"}),
        ("MIT", {"cc:Notice"}, {"cc:Notice"}, set()),
        ("GPL-3.0-only", {"cc:Notice"}, {"cc:Notice", "cc:ShareAlike", "cc:SourceCode"}, set()),
    ],
)
def test_a_licence_permits_prohibits_and_asks_for_what_its_text_says(
    licence: str, of_copies: set[str], of_derived: set[str] | None, prohibited: set[str]
) -> None:
    """Duties of share-alike are of those who derive; without derivatives there are none."""
    permitted, forbidden = said(policies([licence])[f"#licence-{licence}"])
    assert permitted["odrl:distribute"] == permitted["odrl:reproduce"] == of_copies
    assert permitted.get("odrl:derive") == of_derived
    assert forbidden == prohibited


@pytest.mark.parametrize("name", ["unknown", "", "CC-BYE", "LicenseRef-own", "CC-BY-NC-XX-4.0"])
def test_a_licence_that_nobody_knows_has_no_policy(name: str) -> None:
    """Silence permits nothing."""
    assert policies([name]) == {}


def test_what_is_reserved_is_prohibited_for_that_purpose() -> None:
    """And what is allowed permitted, each for the rows of which it is stated; of unknown nothing is said."""
    found = policies([], [("train-generative", "reserved"), ("train-generative", "allowed"), ("search", "unknown")])
    assert list(found) == ["#purpose-train-generative"]
    policy = found["#purpose-train-generative"]
    for kind, status in (("odrl:permission", "allowed"), ("odrl:prohibition", "reserved")):
        (rule,) = policy[kind]
        assert rule["odrl:action"] == {"@id": "tdm:mine"}
        assert rule["odrl:constraint"]["odrl:leftOperand"] == {"@id": "odrl:purpose"}
        assert rule["odrl:constraint"]["odrl:rightOperand"] == "train-generative"
        assert rule["odrl:target"]["odrl:refinement"]["odrl:rightOperand"] == status


def test_all_words_are_of_the_vocabulary_and_all_rules_are_whole() -> None:
    """A rule has an action and a target; every purpose has its action."""
    assert ACTIONS.keys() == {*PURPOSES}
    both = [(purpose, status) for purpose in PURPOSES for status in ("allowed", "reserved")]
    found = policies(["CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "GPL-3.0-only", "CC0-1.0"], both)
    assert {*terms_in([*found.values()])} <= VOCABULARY
    for policy in found.values():
        rules = [*policy.get("odrl:permission", ()), *policy.get("odrl:prohibition", ())]
        assert rules
        assert all(RULE >= rule.keys() >= {"odrl:action", "odrl:target"} for rule in rules)
