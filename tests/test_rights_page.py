"""docs/rights.md shows what the commands print: each example is run on pages of three kinds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import reinschrift
from reinschrift.errors import ConfigError
from reinschrift.look.replay_rights import replay_rights
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.test_answers_page import assert_shown
from tests.texts import text_of

PAGE = Path(__file__).parents[1] / "docs" / "rights.md"
HEADS = (
    '<meta name="content-usage" content="search=n">',
    '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">',
    '<meta name="tdm-reservation" content="1">',
    '<meta name="content-usage" content="train-genai=n, search=y">',
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages that reserve search, all training or one, and one under an open licence; reserved ones are kept."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "raw").mkdir()
    for number, head in enumerate(HEADS):
        body = f"<article><h1>Nr. {number}</h1><p>{text_of(number)}</p></article>"
        page = f"<html><head>{head}</head><body>{body}</body></html>"
        (folder / "raw" / f"{number}.html").write_text(page, encoding="utf-8")
    rebuild_here(project_of(folder / "raw", folder / "corpus", "stages.verdicts.remove_rights=[]"))
    return folder


def test_the_examples_print_what_the_page_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the page; the exports hold just the documents of the purpose, with their paragraphs."""
    monkeypatch.chdir(folder)
    assert_shown(PAGE)
    rows = {}
    for place in ("for-training", "for-search"):
        for table in ("documents", "paragraphs", "removed"):
            lines = (folder / place / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
            rows[place, table] = [json.loads(line) for line in lines]
    assert [row["source_path"] for row in rows["for-training", "documents"]] == ["1.html"]
    assert sorted(row["source_path"] for row in rows["for-search", "documents"]) == [
        "1.html",
        "2.html",
        "3.html",
    ]
    for place in ("for-training", "for-search"):
        owners = {row["document_id"] for row in rows[place, "paragraphs"]}
        assert owners == {row["id"] for row in rows[place, "documents"]}
        assert rows[place, "removed"] == []


def test_another_policy_loses_and_gains(tmp_path: Path) -> None:
    """A policy that counts less gains what was removed for it alone; one that counts more loses kept documents."""
    (tmp_path / "raw").mkdir()
    for number, head in enumerate(HEADS):
        body = f"<article><h1>Nr. {number}</h1><p>{text_of(number)}</p></article>"
        page = f"<html><head>{head}</head><body>{body}</body></html>"
        (tmp_path / "raw" / f"{number}.html").write_text(page, encoding="utf-8")
    made = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(made)
    storage = LocalStorage(made.output)
    assert replay_rights(storage, "latest")["changes"] == []
    earlier = replay_rights(storage, "latest", at=date(2024, 12, 31))
    assert (earlier["lost"]["documents"], earlier["gained"]["documents"]) == (0, 1)
    policy = tmp_path / "strict.toml"
    policy.write_text(
        'name = "strict"\npurposes = ["train-other"]\n[schemes.aipref]\nsince = 2025-05-01\nsource = "a letter"\n'
        '[schemes.aipref.reserves]\n"search=n" = ["train-other"]\n',
        encoding="utf-8",
    )
    strict = replay_rights(storage, "latest", str(policy))
    assert (strict["lost"]["documents"], strict["gained"]["documents"]) == (1, 2)
    assert [row["documents"] for row in strict["changes"] if row["after"] == "reserved"] == [1]


def test_purposes_from_python(folder: Path) -> None:
    """Allowed ones alone, or those, too, of which nothing is said; another purpose is an error with the right names."""
    documents = reinschrift.open(folder / "corpus").documents
    assert documents.for_purpose("train-generative").count() == 1
    assert documents.for_purpose("train-generative", or_unknown=True).count() == 2
    assert documents.for_purpose("republish").where(language="de").count() == 1
    with pytest.raises(ConfigError, match="There is no purpose reading"):
        documents.for_purpose("reading")
    with pytest.raises(ConfigError, match="do not say for which purpose"):
        reinschrift.open(folder / "corpus").paragraphs.for_purpose("search")
