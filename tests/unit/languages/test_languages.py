"""A language is one file: what the files promise, and that a new one is enough."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from reinschrift.languages import FOLDER, all_words, language_files, month_names, months, section, words
from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.sources.readers.fields import USUAL
from reinschrift.stages.verdicts.stubs import KINDS

SECTIONS = {
    "debris": None,  # tests/unit/model/test_lexicon.py knows its lists
    "alone": None,  # tests/unit/model know its lists
    "foot": {"beside"},
    "banner": {"cookies", "notices", "purposes", "signed_in", "browser", "replies", "scripts", "offers", "notes"},
    "dates": {"months", "short_months", "weekdays", "short_weekdays", "ordinals", "of", "day_first_domains", "ago"},
    "metadata": {
        "published", "updated", "fillers", "byline", "byline_heads", "particles", "joints", "no_names", "desks",
        "teams", "also_names", "sections", "agencies", "life", "mail_head", "mail_foot", "agency_heads", "author_marks",
        "first_particles", "subtitles_of", "subtitle_sites", "before_section", "before_day", "of_day", "given_names",
        "other_days", "places", "place_heads", "place_tails", "wishes", "no_persons",
    },
    "pages": {
        "updated", "published", "byline_kinds", "byline_marks", "line_ends",
        "joints", "no_joints", "no_names", "no_name_beginnings", "credits", "after_names",
    },
    "labels": {"captions", "closings", "contributors", "credits", "manual", "questions"},
    "cues": {
        "phone", "not_phone", "filler", "card", "tax_id", "ip", "version", "email", "unit", "parameters",
        "at", "bare_at", "at_phrase", "dot", "mailbox", "call", "account", "account_label",
        "phone_short", "counted", "law", "giro",
    },
    "notices": {"sure", "likely", "formulas"},
    "stubs": set(KINDS),
    "rights": {"screen", "reservations", "footers", "anywhere", "anywhere_screen"},
    "detection": {"neighbours", "words", "unsure_score"},
    "syllables": {"vowels", "one_sound", "no_vowel", "like"},
    "hints": {*HINT_NAMES, "verse", "verse_line"},
    "wiki": {"redirects"},
    "characters": {"simplified", "traditional"},
    "spelling": {"ä", "ö", "ü", "ß"},
    "compounds": {"first", "last", "endings", "prefixes", "pairs"},
    "policies": {"reinschrift", "fineweb2"},
    "fields": {*USUAL, "nested"},
    "bylines": {"before", "after"},
}  # fmt: skip
TOP = {"name", "also", "function_words", "stop_words", "conjunctions", "ordinal_period"}
TWELVE = 12


@pytest.mark.parametrize("tag", language_files())
def test_a_file_has_only_sections_and_lists_that_are_read(tag: str) -> None:
    """A misspelt name would be read by nobody."""
    content = language_files()[tag]
    assert content["name"]
    assert content.keys() <= TOP | SECTIONS.keys()
    for name, lists in SECTIONS.items():
        assert lists is None or content.get(name, {}).keys() <= lists, name


@pytest.mark.parametrize("tag", language_files())
def test_a_list_names_nothing_twice_and_in_small_letters(tag: str) -> None:
    """What is compared in small letters is written so."""
    content = language_files()[tag]
    lists = {
        "function_words": content.get("function_words", ()),
        **content.get("debris", {}),
        **content.get("cues", {}),
        **content.get("compounds", {}),
        **content.get("fields", {}),
        **content.get("hints", {}),
        **content.get("wiki", {}),
    }
    for name, listed in lists.items():
        assert len(set(listed)) == len(listed), name
        assert [word for word in listed if word != word.lower()] == [], name


@pytest.mark.parametrize(
    ("on_pages", "anywhere"),
    [
        ("updated", "updated"), ("published", "published"), ("byline_kinds", "byline"), ("no_names", "no_names"),
        ("byline_marks", "author_marks"), ("joints", "joints"), ("credits", "byline"),
    ],
)  # fmt: skip
def test_pages_list_only_what_lines_do_not(on_pages: str, anywhere: str) -> None:
    """What says the same on a page and in a line stands once, in the section `metadata`."""
    assert all_words("pages", on_pages) & all_words("metadata", anywhere) == set()


def test_no_line_of_a_file_is_too_long_to_be_read() -> None:
    """But for patterns, which cannot be broken."""
    for file in FOLDER.glob("*.toml"):
        long = [
            line for line in file.read_text("utf-8").splitlines() if len(line) > 120 and not line.startswith("    '")
        ]
        assert long == [], file.name


def test_a_year_has_twelve_months() -> None:
    """In the order of the year; a language may lack one whose name another language uses for another month."""
    for kind in ("months", "short_months"):
        assert {tag for tag, table in words("dates", kind).items() if len(table) != TWELVE} == set()


def test_no_name_means_two_months() -> None:
    """Nobody knows a document's language yet when dates are read."""
    meant = defaultdict(set)
    for kind in ("months", "short_months"):
        for table in words("dates", kind).values():
            for number, forms in enumerate(table, start=1):
                for form in forms:
                    meant[form].add(number)
    assert {form: numbers for form, numbers in meant.items() if len(numbers) > 1} == {}


def test_every_language_with_function_words_has_months() -> None:
    """What menus and teasers are told by, dates are too; Vietnamese counts its months."""
    assert set(section("function_words")) - set(month_names()) == {"vi"}


def test_months_are_known_without_their_accents() -> None:
    """As old pages write them."""
    assert months()["fevrier"] == months()["février"] == 2


_MADE_UP = """name = "Made up"
function_words = ["xaq", "xeq", "xiq", "xoq", "xuq"]
stop_words = ["xaq", "xeq"]
[debris]
menu = ["xmenuq"]
related = ["xalsoq xreadq"]
[dates]
months = [["xjanq"], ["xfebq"], [], [], [], [], [], [], [], [], [], []]
[metadata]
byline = ["xbyq"]
byline_heads = ["xbyq"]
[labels]
captions = ["xpictureq"]
questions = ["Xaskq"]
[cues]
phone = ["xcallq"]
parameters = ["xnumberq"]
at = ["xatq"]
bare_at = ["xatq"]
dot = ["xdotq"]
[hints]
article = ["xarticleq"]
[wiki]
redirects = ["xleadq"]
[syllables]
like = "de"
[rights]
screen = ["xminingq"]
reservations = ["xminingq xforbiddenq"]
[detection]
neighbours = ["de"]
unsure_score = 0.5
words = "xaq xeq xiq xoq xuq"
[fields]
title = ["xtitleq"]
[policies.reinschrift]
gopher_too_many_hashes = 0.5
"""

_ASK = """
import datetime, json, sys
from pathlib import Path
import reinschrift.languages
reinschrift.languages.FOLDER = Path(sys.argv[1])
import numpy as np
import pyarrow as pa
from reinschrift.columns import utf8_of
from reinschrift.model.lexicon import CATEGORIES, load_lexicon
from reinschrift.pages.blocks.hints import HINTS
from reinschrift.pages.blocks.matching import weigh_words
from reinschrift.personal import mask_texts
from reinschrift.personal.cues import has_cue
from reinschrift.sources.foreign_text import is_wiki_markup
from reinschrift.sources.readers.fields import FieldFinder
from reinschrift.settings.stages import PersonalSettings, VerdictsSettings
from reinschrift.shard.mask_fields import mask_address
from reinschrift.stages.language.words import count_words, lexicon
from reinschrift.stages.lines.matching import match_words
from reinschrift.stages.lines.shape import measure_shapes
from reinschrift.stages.metadata.dates import find_dates
from reinschrift.stages.metadata.bylines import find_authors
from reinschrift.stages.paragraphs.labels import _patterns
from reinschrift.stages.quality.readability import _GERMAN_TAGS
from reinschrift.stages.quality.stop_words import stop_word_lists
from reinschrift.stages.rights.words import reserving_texts
from reinschrift.stages.verdicts.policies import policy_of
from reinschrift.text.dates import read_date
from reinschrift.text.letters import find_words

def in_block(text):
    data, keys = np.frombuffer(text.encode(), np.uint8), np.empty(9, np.uint64)
    counts = np.zeros(2 + len(CATEGORIES), np.float32)
    weigh_words(keys[: find_words(data, 0, len(data), keys)], load_lexicon().table, counts)
    return {name: n for name, n in zip(CATEGORIES, counts[2:].tolist()) if n}

hits = match_words(measure_shapes(*utf8_of(pa.array(["Xmenuq"]))), load_lexicon()).hits[0].tolist()
caption, _, question = _patterns()
votes = count_words(pa.array(["xaq xeq xiq"]))
print(json.dumps({
    "lines": dict(zip(CATEGORIES, hits))["menu"],
    "pages": in_block("Xalsoq Xreadq"),
    "lexicon": "xx" in load_lexicon().languages,
    "records' dates": str(read_date("5 Xjanq 2024")),
    "dates in lines": [str(found.day) for found in find_dates("5 Xfebq 2024")],
    "date_line": in_block("xfebq"),
    "authors": find_authors("Xbyq: Anna Schmidt"),
    "labels": "xpictureq" in caption and "Xaskq" in question,
    "cues": has_cue("phone", b"xcallq: 1", 8),
    "stop words": "xx" in stop_word_lists().languages.to_pylist(),
    "rights": reserving_texts(pa.array(["Xminingq xforbiddenq"])).tolist(),
    "detection": [lexicon().languages[votes.language[0]], int(votes.hits[0])],
    "fields": FieldFinder({}).values_of({"Xtitleq": "a"}),
    "dot": mask_texts(pa.array(["Mail: anna xatq hafen xdotq org"]), PersonalSettings())[0].to_pylist(),
    "hints": "xarticleq" in HINTS["article"],
    "wiki": is_wiki_markup(b"#XLEADQ [[a]] [[bb:c]]"),
    "parameters": mask_address("https://a.example/?xnumberq=1", PersonalSettings()),
    "syllables": "|xx" in _GERMAN_TAGS,
    "policy": policy_of(VerdictsSettings(), "xx").thresholds["gopher_too_many_hashes"],
}))
"""


@pytest.mark.slow
def test_a_new_language_is_one_file(tmp_path: Path) -> None:
    """Put beside the others, it is read by everything that knows languages."""
    for file in FOLDER.glob("*.toml"):
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / "xx.toml").write_text(_MADE_UP, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", _ASK, str(tmp_path)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {
        "lines": 1,
        "pages": {"related": 2.0},
        "lexicon": True,
        "records' dates": "2024-01-05",
        "dates in lines": ["2024-02-05"],
        "date_line": {"date_line": 1.0},
        "authors": ["Anna Schmidt"],
        "labels": True,
        "cues": True,
        "stop words": True,
        "rights": [True],
        "detection": ["xx", 3],
        "fields": {"title": "a"},
        "dot": ["Mail: <EMAIL>"],
        "hints": True,
        "wiki": True,
        "parameters": "https://a.example/?xnumberq=<PHONE>",
        "syllables": True,
        "policy": 0.5,
    }
