"""Floors on the small labelled set of `evaluation/small/`, which is in the tree: they hold wherever the tests run."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import reinschrift
from evaluation.data import SMALL, read_table
from evaluation.data import language as measured
from evaluation.data.lines import CONTENT, DEBRIS, labelled_pages
from evaluation.data.pages import LabelledPage, segments_f1
from evaluation.data.pages import labelled_pages as html_pages
from evaluation.measure.lines import judge, line_and_character_f1
from reinschrift.pages import read_page
from reinschrift.settings.read import ReadSettings
from reinschrift.settings.stages import EncodingSettings, LanguageSettings, MarkupSettings
from reinschrift.stages.markup import unmarked
from reinschrift.text.repair import repaired
from tests.signed import record, removed, run
from tests.steps import project_of, rebuild_here

FLOORS = tomllib.loads(Path(__file__).with_name("small.toml").read_text(encoding="utf-8"))
THRESHOLD = 0.8

Tables = dict[str, list[dict[str, Any]]]


def below(found: dict[str, float], part: str) -> dict[str, float]:
    """Return what does not reach its floor; each floor must be measured, and all that is measured has one."""
    assert set(found) == set(FLOORS[part])
    return {name: value for name, value in found.items() if value < FLOORS[part][name]}


def built(texts: dict[str, str | bytes], folder: Path) -> Tables:
    """Return the rows of a dataset made of some files, as a user makes it, without duplicates removed."""
    (folder / "raw").mkdir()
    for name, text in texts.items():
        (folder / "raw" / name).write_bytes(text.encode() if isinstance(text, str) else text)
    rebuild_here(project_of(folder / "raw", folder / "out", "dedup.documents=false"))
    snapshot = reinschrift.open(folder / "out")
    return {name: getattr(snapshot, name).to_arrow().to_pylist() for name in ("documents", "paragraphs", "removed")}


def plain(text: str) -> str:
    return "".join(text.split())


def test_content_of_dumped_pages_is_found() -> None:
    """F1 over lines and over characters, of German pages and of others."""
    pages, found = labelled_pages(SMALL), {}
    for kind in ("de", "other"):
        judged = judge([page for page in pages if page.kind == kind])
        found[f"{kind}_lines"], found[f"{kind}_characters"] = line_and_character_f1(judged)
    assert below(found, "lines") == {}


def test_clean_text_is_left_alone(tmp_path: Path) -> None:
    """The share of the characters of each kind of clean text that a whole rebuild keeps, duplicates aside."""
    records = read_table(SMALL, "genres/clean")
    tables = built({f"{each['kind']}.txt": each["text"] for each in records}, tmp_path)
    own = {row["id"]: row["source_path"].removesuffix(".txt") for row in tables["documents"]}
    kept: Counter[str] = Counter()
    for row in tables["paragraphs"]:
        kept[own[row["document_id"]]] += len(plain(row["text"]))
    found = {each["kind"]: kept[each["kind"]] / len(plain(each["text"])) for each in records}
    assert below(found, "clean") == {}


@pytest.fixture(scope="module")
def pages() -> list[LabelledPage]:
    return html_pages(SMALL)


def test_pages_have_their_segments_and_no_others(pages: list[LabelledPage], tmp_path: Path) -> None:
    """F1, precision and recall over the segments that must and must not be in the text of a page."""
    documents = built({f"{page.name}.html": page.data for page in pages}, tmp_path)["documents"]
    texts = {row["source_path"].removesuffix(".html"): row["text"] for row in documents}
    values = segments_f1(pages, [texts.get(page.name, "") for page in pages])
    assert below(dict(zip(("f1", "precision", "recall"), values, strict=True)), "segments") == {}


def test_pages_say_what_they_are(pages: list[LabelledPage]) -> None:
    """The shares of titles, authors and dates that are right, absent ones included."""
    known = {entry["id"]: entry for entry in read_table(SMALL, "pages/metadata")}
    right: dict[str, list[bool]] = defaultdict(list)
    for page in pages:
        gold, fields = known[page.name], read_page(page.data, page.url, None, ReadSettings()).fields
        right["title"].append(fields.get("title") == gold["title"])
        right["author"].append(fields.get("author", "") == "; ".join(gold.get("authors", ())))
        right["date"].append(fields.get("published") == gold.get("date"))
    assert below({name: sum(values) / len(values) for name, values in right.items()}, "metadata") == {}


def test_languages_are_found() -> None:
    """The shares of right answers: sentences, German ones, and what has no language."""
    answers = measured.answers(LanguageSettings(), SMALL)
    clean = [answer for answer in answers if answer.kind == "clean"]
    parts = {
        "right": clean,
        "german": [answer for answer in clean if answer.lang == "de"],
        "nothing": [answer for answer in answers if answer.kind != "clean"],
    }
    found = {name: measured.score(part).right for name, part in parts.items()}
    found["german_precision"] = measured.precision_and_recall(answers, "de")[0]
    assert below(found, "language") == {}


def test_duplicates_go_and_nothing_else(tmp_path: Path) -> None:
    """Of each pair at or over the threshold one goes, and whatever goes has a kept one that is so similar."""
    similar = {(row["id_a"], row["id_b"]): row["j_folded"] for row in read_table(SMALL, "duplicates/pairs")}
    records = [record(row["id"], *row["text"].split("\n")) for row in read_table(SMALL, "duplicates/documents")]
    gone = set(removed(run(tmp_path, {"a": records[::2], "b": records[1::2]})[1]))
    alike = [pair for pair, similarity in similar.items() if similarity >= THRESHOLD]
    held = {name for pair in alike for name in pair if name in gone and not gone.issuperset(pair)}
    found = {
        "pairs_parted": sum(not gone.isdisjoint(pair) for pair in alike) / len(alike),
        "removed_rightly": len(held) / len(gone),
    }
    assert below(found, "duplicates") == {}


def test_noise_is_repaired() -> None:
    """The shares of broken texts that come out as expected, and of good ones that are left alone."""
    rows = read_table(SMALL, "noise/mojibake")
    repairs, _ = repaired(pa.array([row["broken"] for row in rows]), EncodingSettings())
    texts, _ = unmarked(repairs, MarkupSettings())
    right: dict[str, list[bool]] = defaultdict(list)
    for row, text in zip(rows, texts.to_pylist(), strict=True):
        right["left_alone" if row["kind"] == "negative" else "repaired"].append(text == row["expected"])
    assert below({name: sum(values) / len(values) for name, values in right.items()}, "noise") == {}


def test_labels_fit_their_lines() -> None:
    """Every line has a label, every page has content and debris, and every segment is in its page."""
    for page in labelled_pages(SMALL):
        assert len(page.lines) == len(page.labels), page.name
        assert {CONTENT, DEBRIS} <= set(page.labels), page.name
    for html in html_pages(SMALL):
        assert all(segment in html.data.decode() for segment in (*html.needed, *html.unwanted)), html.name
