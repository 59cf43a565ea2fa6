"""Ceilings of what cleaning takes away from clean text: laws, plays, journals, and small texts of our own."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.data.clean import labelled_kinds, own_kinds
from evaluation.measure.harm import measure_harm
from reinschrift.look.clean import clean_all

CEILINGS = tomllib.loads(Path(__file__).with_name("harm.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", own_kinds())
def test_our_own_clean_texts_come_out_whole(kind: str) -> None:
    """Not a line goes of letters, minutes, contracts, recipes, verse and the like."""
    harm = measure_harm(own_kinds()[kind])
    assert harm.share <= CEILINGS["own"].get(kind, 0), harm.rows


def _preformatted(text: str) -> str:
    return f"<pre>\n{html.escape(text, quote=False)}</pre>"


def _in_paragraphs(text: str) -> str:
    parts = [part.split("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]
    rows = [[html.escape(line.strip(), quote=False) for line in part] for part in parts]
    return "".join(f"<p>{'<br>'.join(part)}</p>" for part in rows)


@pytest.mark.parametrize("markup", [_preformatted, _in_paragraphs])
def test_our_own_clean_texts_come_out_whole_in_bare_markup(markup: Callable[[str], str]) -> None:
    """A file of HTML that holds nothing but a text is no page."""
    texts = [text for kind in own_kinds().values() for text in kind]
    cleaned = clean_all([f"<!DOCTYPE html><html><body>{markup(text)}</body></html>" for text in texts])
    gone = [(one.reason, one.text) for text in cleaned for one in text.paragraphs if not one.is_kept]
    assert gone == []
    assert [text.reason for text in cleaned if text.reason] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(CEILINGS["labelled"]))
def test_clean_text_of_the_labelled_data_comes_out_whole(labelled: Path, kind: str) -> None:
    """Laws, plays and a journal lose at most so large a share."""
    assert labelled.exists()
    harm = measure_harm(dict(labelled_kinds())[kind])
    assert harm.share <= CEILINGS["labelled"][kind], harm.lost
