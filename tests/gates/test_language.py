"""The languages found in labelled data are right at least as often as `language.toml` says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from evaluation.data import language as measured
from reinschrift.settings.stages import LanguageSettings
from reinschrift.stages.language.tags import group_of

FLOORS = tomllib.loads((Path(__file__).parent / "language.toml").read_text(encoding="utf-8"))
DIALECTS = ("gsw", "nds", "lb")


@pytest.fixture(scope="module")
def answers(labelled: Path) -> list[measured.Answer]:
    return measured.answers(LanguageSettings(), labelled)


@pytest.fixture(scope="module")
def documents(labelled: Path) -> list[tuple[str, str, str, bool]]:
    return measured.document_answers(LanguageSettings(), labelled)


def test_european_texts_are_answered_right(answers: list[measured.Answer]) -> None:
    """The share of right answers and the precision of what is answered stay above their floors."""
    score = measured.score(measured.european(answers))
    assert score.right >= FLOORS["right"]
    assert score.precision >= FLOORS["precision"]


def test_german_is_found_and_nothing_else_is_called_german(answers: list[measured.Answer]) -> None:
    """Precision and recall of German among all clean texts stay above their floors."""
    clean = [a for a in answers if a.kind == "clean" and 20 <= len(a.text) <= 1000]
    precision, recall = measured.precision_and_recall(clean, "de")
    assert precision >= FLOORS["german_precision"]
    assert recall >= FLOORS["german_recall"]


def test_dialects_do_not_become_german(answers: list[measured.Answer]) -> None:
    """No Swiss German, Low German or Luxembourgish text is called German."""
    dialects = [a for a in answers if a.lang in DIALECTS]
    assert len(dialects) >= 50
    assert sum(a.tag == "de" for a in dialects) <= FLOORS["dialects_german"]


def test_numbers_and_language_menus_have_no_language(answers: list[measured.Answer]) -> None:
    """Numbers and menus that list languages are `und`."""
    nothing = [a for a in answers if a.kind in ("hard:numbers", "hard:langmenu")]
    assert sum(a.tag == "und" for a in nothing) / len(nothing) >= FLOORS["undecided"]


def test_code_has_no_language(answers: list[measured.Answer]) -> None:
    """Code does not become English, as far as it is not prose in comments."""
    code = [a for a in answers if a.kind == "hard:code"]
    assert sum(a.tag == "und" for a in code) / len(code) >= FLOORS["code_undecided"]


def test_documents_are_right(documents: list[tuple[str, str, str, bool]]) -> None:
    """The language of a document, contaminated ones included, is right."""
    right = [group_of(tag) == group_of(lang) for lang, _, tag, _ in documents]
    assert sum(right) / len(right) >= FLOORS["documents_right"]


def test_documents_with_much_foreign_text_are_called_mixed(documents: list[tuple[str, str, str, bool]]) -> None:
    """Documents composed with 30 or 42 % of another language carry the flag; most real ones do not."""
    composed = [mixed for _, source, _, mixed in documents if source in ("contam-30", "contam-42")]
    assert sum(composed) / len(composed) >= FLOORS["mixed_flagged"]
    real = [mixed for _, source, _, mixed in documents if not source.startswith("contam")]
    assert sum(real) / len(real) < 0.2
