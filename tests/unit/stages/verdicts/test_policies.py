"""Thresholds by policy, language and settings, and what is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import numpy as np
import pyarrow as pa
import pytest
from pydantic import ValidationError

from reinschrift.choices import POLICIES
from reinschrift.settings.rules import Rule
from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.quality import quality_of
from reinschrift.stages.verdicts.judge import APART_RULE, APART_SPACE, judge
from reinschrift.stages.verdicts.policies import policy_files, policy_of, rules


def spoken(text: str, language: str = "de", settings: Mapping[str, object] | None = None) -> set[str]:
    """Return the rules that speak against a text of one line a paragraph."""
    paragraphs = pa.array(text.split("\n"), pa.string())
    quality = quality_of(paragraphs, np.array([0, len(paragraphs)]), pa.array([language]))
    judged = judge(quality, pa.array([language]), VerdictsSettings.model_validate(settings or {}))
    return {name for name, speaks in zip(judged.names, judged.applies[:, 0], strict=True) if speaks}


def test_settings_know_every_rule_and_policy() -> None:
    """The names in the settings, in the rules, in the command and in the files are the same."""
    names = [rule.name for rule in rules()]
    assert list(get_args(Rule)) == names
    assert get_args(VerdictsSettings.model_fields["policy"].annotation) == POLICIES
    for policy in POLICIES:
        for values in policy_files(policy).values():
            assert set(values["thresholds"]) <= set(names), policy


def test_a_rule_measures_a_signal_that_there_is() -> None:
    """Each rule names a field of `quality`."""
    fields = {
        field.name for field in quality_of(pa.array([], pa.string()), np.array([0]), pa.array([], pa.string())).type
    }
    assert {rule.signal for rule in rules()} <= fields


def test_values_of_fineweb2_for_german() -> None:
    """Published values, checked against the table in the notes on the peers."""
    german = policy_of(VerdictsSettings(policy="fineweb2"), "de").thresholds
    assert (german["fineweb_list_ratio"], german["gopher_below_alpha_threshold"]) == (0.152, 0.774)
    assert (german["gopher_dup_line_frac"], german["gopher_duplicated_10_n_grams"]) == (0.263, 0.098)
    assert german["gopher_above_avg_threshold"] == 15
    assert "fineweb_short_line_ratio" not in german
    assert len(policy_files("fineweb2")) == 11


def test_settings_go_before_languages_before_policies() -> None:
    """A threshold of the language takes the place of one for all, that of the policy's; false turns a rule off."""
    settings = VerdictsSettings.model_validate(
        {"policy": "gopher", "thresholds": {"gopher_short_doc": 20, "gopher_long_doc": False},
         "languages": {"de": {"gopher_short_doc": 10}}}
    )  # fmt: skip
    assert policy_of(settings, "de").thresholds["gopher_short_doc"] == 10
    assert policy_of(settings, "fr").thresholds["gopher_short_doc"] == 20
    assert "gopher_long_doc" not in policy_of(settings, "fr").thresholds
    text = "Ein kurzer Text aus genau zwölf Wörtern steht hier für die Probe."
    assert "gopher_short_doc" not in spoken(text, "de-CH", settings.model_dump())
    assert "gopher_short_doc" in spoken(text, "fr", settings.model_dump())


def test_an_unknown_rule_is_refused() -> None:
    """A misspelt rule is an error, not a rule that never holds."""
    with pytest.raises(ValidationError):
        VerdictsSettings.model_validate({"thresholds": {"gopher_short": 5}})


def test_shares_do_not_judge_short_texts() -> None:
    """A headline of one repeated word stays; asked to judge from one word on, the same policy removes it."""
    assert spoken("Tor, Tor, Tor, Tor!") == set()
    assert "gopher_top_2_gram" in spoken("Tor, Tor, Tor, Tor!", settings={"from_words": 1})


def test_a_measured_value_on_the_threshold_stays() -> None:
    """Exactly three tenths of the lines are repeated: the most that stays, although no float is three tenths."""
    text = "\n".join([f"Zeile {number} ist eine eigene." for number in range(7)] + ["Zeile 0 ist eine eigene."] * 3)
    settings = {"policy": "none", "from_words": 0}
    assert spoken(text, settings=settings | {"thresholds": {"gopher_dup_line_frac": 0.3}}) == set()
    assert spoken(text, settings=settings | {"thresholds": {"gopher_dup_line_frac": 0.29}}) == {"gopher_dup_line_frac"}


def test_scripts_without_spaces_are_not_judged_by_words() -> None:
    """A Chinese text, each character a word, is neither too short in its words nor repetitive."""
    text = "我们在河边看到一只白色的鸟，它在水面上飞来飞去。" * 3 + "后来它又飞回来了，大家都很高兴。"
    assert spoken(text, "zh-Hant") == set()
    assert "gopher_below_avg_threshold" not in spoken(text, "und")


@pytest.mark.parametrize(("text", "is_apart"), [("w i r s i n d ", True), ("茶をいれる\n", False)])
def test_letters_set_apart_have_white_space_between_them(text: str, *, is_apart: bool) -> None:
    """Short lines of Japanese have words of one character, too, and nobody may know their language."""
    assert pytest.approx(0.33) == APART_SPACE
    assert (APART_RULE in spoken(text * 20, "und")) == is_apart


def test_a_threshold_of_zero_turns_no_rule_off() -> None:
    """In TOML 0 is an integer, and in Python 0 equals false; only false turns a rule off."""
    given: dict[Rule, float | bool] = {"c4_curly_bracket": 0, "c4_lorem_ipsum": 0.0, "gopher_short_doc": False}
    settings = VerdictsSettings.model_validate({"policy": "none", "thresholds": given, "languages": {"de": given}})
    for found in (settings.thresholds, settings.languages["de"]):
        assert [repr(found[name]) for name in given] == ["0.0", "0.0", "False"]
    assert policy_of(settings, "de").thresholds == {"c4_curly_bracket": 0.0, "c4_lorem_ipsum": 0.0}
