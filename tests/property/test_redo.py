"""What changes verdicts alone begins at the measured records, and gives the bytes of a rebuild that finds none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinschrift.decisions.choose import hash_of_paragraph
from reinschrift.project import Project
from reinschrift.run import rebuild
from reinschrift.shard import measured
from reinschrift.shard.describe import describe_plan
from reinschrift.shard.measure import read_records
from reinschrift.shard.plan import plan_rebuild
from reinschrift.shard.spec import MEASURED
from reinschrift.snapshot.clean import find_garbage
from reinschrift.snapshot.erase import erase
from tests.property.test_decisions import ENTRIES
from tests.property.test_rebuild import objects_of, rows_of
from tests.steps import rebuild_here
from tests.unit.decisions.test_decisions import B1, BODY, MENU, OTHER, Corpus

LATE = (
    "stages.verdicts.policy=none",
    "stages.verdicts.policy=gopher",
    "stages.verdicts.thresholds={gopher_top_2_gram=false}",
    "stages.verdicts.from_words=3",
    "stages.verdicts.synthetic=remove",
    "dedup.words=3",
    "dedup.paragraphs=false",
)
EARLY = (
    "stages.lines.min_content=0",
    "stages.language.foreign_paragraphs=split",
    "stages.language.foreign_paragraphs=remove",
    "stages.personal.emails=count",
    "stages.metadata.longest_title=30",
)
ENGLISH = "The harbour office answers every question by post, and nobody has ever seen it closed before six o'clock."
PAYWALL = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
PAGES = (
    f"<html><head><title>Zeitung</title>{PAYWALL}</head><body><article><p>{BODY[0]}</p></article></body></html>",
    "<html><head><title>Fehler 404</title></head><body><p>Die Seite wurde nicht gefunden.</p></body></html>",
    f"<html><body><main><p>{OTHER[1]}</p><p>{ENGLISH}</p><p>{OTHER[0]}</p></main></body></html>",
)
N = 8
"""Shards of the corpus."""
STATES = st.tuples(st.lists(st.sampled_from(EARLY), max_size=1), st.lists(st.sampled_from(LATE), max_size=2), ENTRIES)


def corpus_in(folder: Path) -> Corpus:
    """Return a project with pages that only their markup or their words tell to be walls and errors."""
    corpus = Corpus(folder / "corpus")
    for number, page in enumerate(PAGES):
        (corpus.root / "raw" / "web" / f"{number}.html").write_text(page, "utf-8")
    corpus.write("web/c.jsonl", PAGES[1])
    (corpus.root / "raw" / "web" / "broken.jsonl").write_text('{"text": "Schreiben Sie an anna@example.org', "utf-8")
    return corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return corpus_in(tmp_path)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the names of the shards that are read from their files."""
    found: list[str] = []

    def noting(spec: Any) -> Iterator[Any]:
        found.append(spec.name)
        return read_records(spec)

    monkeypatch.setattr(measured, "read_records", noting)
    return found


def test_the_corpus_has_what_only_markup_tells(corpus: Corpus) -> None:
    """A wall that the page's markup names, and an error that its title and words name."""
    reasons = [row["reason"] for row in corpus.rebuild()["removed"] if row["scope"] == "document"]
    assert {"paywall", "error_page", "unreadable"} <= {*reasons}
    assert reasons.count("error_page") == 2  # one is a page in a field of a record


def folders_of(project: Project) -> list[Path]:
    return sorted(project.output.glob(f"work/{MEASURED}*"))


@pytest.mark.slow
@given(states=st.lists(STATES, min_size=2, max_size=4))
@settings(
    max_examples=settings().max_examples // 13,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_rebuild_from_measured_records_gives_the_same_bytes(
    states: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever settings and decisions come and go: with measured records, without, and from an empty work folder."""
    corpus = corpus_in(tmp_path_factory.mktemp("redo"))
    for early, late, entries in states:
        corpus.decide(*entries)
        kept = corpus.project(*early, *late)
        rebuild_here(kept)
        anew = corpus.project(*early, *late, "run.measured_mb=0", "paths.dataset=anew")
        shutil.rmtree(anew.output / "work", ignore_errors=True)
        rebuild_here(anew)
        assert objects_of(kept.output) == objects_of(anew.output)
        assert folders_of(anew) == []


@pytest.mark.parametrize("setting", LATE)
def test_what_comes_late_reads_nothing_again(corpus: Corpus, reads: list[str], setting: str) -> None:
    """A threshold, a policy, the form of signatures: no file is opened."""
    rebuild_here(corpus.project())
    assert len(reads) == len(folders_of(corpus.project())) == N
    rebuild_here(corpus.project(setting))
    assert len(reads) == N


@pytest.mark.parametrize("setting", EARLY)
def test_what_comes_early_is_done_from_the_files(corpus: Corpus, reads: list[str], setting: str) -> None:
    """And back again from what is still there."""
    rebuild_here(corpus.project())
    rebuild_here(corpus.project(setting))
    assert len(reads) == 2 * N
    rebuild_here(corpus.project(LATE[0]))
    assert len(reads) == 2 * N


def test_a_decision_on_a_document_reads_nothing_again(corpus: Corpus, reads: list[str]) -> None:
    """One on a paragraph does, where it speaks of one, and only there; so does one that puts debris back."""
    before = corpus.rebuild()
    corpus.decide({"decision": "keep", "document": B1})
    rows = corpus.rebuild()
    assert len(reads) == N
    assert len(rows["documents"]) == len(before["documents"]) + 1
    for entry in (
        {"paragraph": hash_of_paragraph(OTHER[2])},
        {"reason": "only_debris", "document": B1.replace("1", "0")},
    ):
        del reads[:]
        corpus.decide({"decision": "keep", **entry})
        corpus.rebuild()
        assert len(reads) in {1, 2}, entry


@pytest.mark.slow
def test_what_a_decision_changed_is_not_taken_for_what_was_measured(corpus: Corpus) -> None:
    """A row that somebody put back is out again once the decision is gone."""
    corpus.decide({"decision": "keep", "paragraph": hash_of_paragraph(MENU[0])})
    rebuild_here(corpus.project())
    corpus.decide()
    rebuild_here(corpus.project())
    rebuild_here(corpus.project("paths.dataset=anew"))
    assert rows_of(corpus.project().output) == rows_of(corpus.project("paths.dataset=anew").output)


def test_damage_is_found_and_the_shard_done_again(
    corpus: Corpus, reads: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A byte that is not what was written: the user is told, and what is published is right."""
    rebuild_here(corpus.project())
    for folder in folders_of(corpus.project())[:2]:
        file = folder / "paragraphs.parquet"
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    (folders_of(corpus.project())[2] / "shard.json").write_text("{}")
    rebuild_here(corpus.project(LATE[0]))
    assert len(reads) == N + 3
    assert caplog.text.count("is not what was written") >= 3
    rebuild_here(corpus.project(LATE[0], "paths.dataset=anew"))
    assert rows_of(corpus.project().output) == rows_of(corpus.project("paths.dataset=anew").output)


def test_erased_records_are_in_no_measured_ones(corpus: Corpus, reads: list[str]) -> None:
    """Theirs go with an erasure, the others stay, and no rebuild from them brings anything back."""
    project = corpus.project()
    rebuild_here(project)
    there = folders_of(project)
    erase(project.storage(), [B1])
    assert len(folders_of(project)) == len(there) - 1
    rebuild_here(corpus.project(LATE[0]))
    assert len(reads) == N + 1
    rows = rows_of(project.output)
    assert not [row for row in rows["documents"] if row["url"] == B1]


def test_the_room_is_bounded(corpus: Corpus) -> None:
    """Those go that were used least lately; 0 takes all away, even where there is nothing to do."""
    rebuild_here(corpus.project())
    rebuild_here(corpus.project(EARLY[0]))
    assert len(folders_of(corpus.project())) == 2 * N
    total = sum(path.stat().st_size for folder in folders_of(corpus.project()) for path in folder.iterdir())
    newest = {spec.folder_of_measured for spec in plan_rebuild(corpus.project(EARLY[0])).shards}
    rebuild.heal(corpus.project(f"run.measured_mb={total * 0.6 / 1e6}"))
    assert newest <= set(folders_of(corpus.project()))
    assert (
        sum(path.stat().st_size for folder in folders_of(corpus.project()) for path in folder.iterdir()) <= total * 0.6
    )
    rebuild_here(corpus.project("run.measured_mb=0"))
    assert folders_of(corpus.project()) == []


@pytest.mark.slow
def test_of_a_corpus_beyond_the_room_a_part_is_kept(corpus: Corpus) -> None:
    """The same shards in every run, so that they are found again."""
    rebuild_here(corpus.project())
    total = sum(path.stat().st_size for folder in folders_of(corpus.project()) for path in folder.iterdir())
    half = f"run.measured_mb={total / 2e6}"
    for name in ("one", "two"):
        rebuild_here(corpus.project(half, f"paths.dataset={name}"))
    one, two = (folders_of(corpus.project(f"paths.dataset={name}")) for name in ("one", "two"))
    assert 0 < len(one) < N
    assert [path.name for path in one] == [path.name for path in two]


def test_the_plan_says_where_shards_begin(corpus: Corpus) -> None:
    """At their files, or at the verdicts; finished ones nowhere."""
    rebuild_here(corpus.project())
    begun = {each["from"] for each in describe_plan(plan_rebuild(corpus.project()))["shards"]}
    late = [each["from"] for each in describe_plan(plan_rebuild(corpus.project(LATE[0])))["shards"]]
    early = [each["from"] for each in describe_plan(plan_rebuild(corpus.project(EARLY[0])))["shards"]]
    assert begun == {None}
    assert late == ["verdicts"] * N
    assert early == ["files"] * N


def test_what_the_last_plan_names_is_no_garbage(corpus: Corpus) -> None:
    """Measured records of other settings are, once they are old enough."""
    rebuild_here(corpus.project())
    rebuild_here(corpus.project(EARLY[0]))
    garbage = [name for name in find_garbage(corpus.project().storage(), 0).work if MEASURED in name]
    assert len(garbage) == N
    now = {spec.folder_of_measured.name for spec in plan_rebuild(corpus.project(EARLY[0])).shards}
    assert not now & {name.rpartition("/")[2] for name in garbage}
