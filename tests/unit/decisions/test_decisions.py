"""What people decide is done, is in the ledger with who, when and why, and outlives rebuilds."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import reinschrift
from reinschrift.cli.print_decisions import summary_of_decisions
from reinschrift.decisions.choose import hash_of_paragraph
from reinschrift.decisions.describe import describe_decisions
from reinschrift.decisions.read import read_decisions
from reinschrift.errors import ConfigError
from reinschrift.look.explain import explain
from reinschrift.look.inspect import inspect_file
from reinschrift.look.replay import replay
from reinschrift.project import Project, load_project
from reinschrift.shard.describe import describe_plan
from reinschrift.shard.plan import plan_rebuild
from reinschrift.snapshot.manifest import read_manifest
from tests.steps import rebuild_here

BODY = (
    (
        "Der Stadtrat hat am Dienstag beschlossen, die große Halle am alten Hafen noch in diesem Jahr neu zu decken. "
        "Die Arbeiten sollen im Mai beginnen und bis zum Herbst dauern."
    ),
    (
        "„Wir haben lange genug gewartet“, sagte die Leiterin des Museums nach der Sitzung. In der Halle liegen zwei "
        "Schiffe, die seit Jahren unter einer Plane stehen."
    ),
    (
        "Die Kosten trägt zur Hälfte das Land. Ein Verein hat außerdem Geld gesammelt, und viele Handwerker wollen an "
        "den Wochenenden umsonst helfen."
    ),
)
OTHER = (
    "Im Winter friert der See hinter der Mühle zu, und die Kinder des Dorfes laufen bis zur Insel hinüber und zurück.",
    "Fragen beantwortet das Büro der Gemeinde unter post@example.org an jedem Vormittag der Woche, nur montags nicht.",
    "Die Fischer haben ihre Boote an Land gezogen und flicken die Netze in der alten Scheune neben dem Wirtshaus.",
)
MENU = ("Startseite", "Anmelden", "Warenkorb")
FOOT = ("Impressum", "Datenschutz", "Newsletter abonnieren")
REPEATED = "lorem ipsum dolor " * 60
BY = {"who": "Anna Beispiel", "when": "2026-11-28", "why": "read it"}


def page(*body: str) -> str:
    return "\n".join([*MENU, *body, *FOOT])


class Corpus:
    """A project with two sources of web pages."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "raw").mkdir(parents=True)
        (root / "reinschrift.toml").write_text("")
        register = [f'[[source]]\nname = "{name}"\nfiles = "{name}"\nlicense = "CC0-1.0"\n' for name in ("web", "old")]
        (root / "raw" / "sources.toml").write_text("\n".join(register), "utf-8")
        self.write("web/a.jsonl", page(*BODY), page(*OTHER))
        self.write("web/b.jsonl", "\n".join((*MENU, "Impressum")), REPEATED)
        self.write("old/a.jsonl", page(*BODY))

    def write(self, path: str, *texts: str) -> None:
        """Write a file of records."""
        file = self.root / "raw" / path
        file.parent.mkdir(exist_ok=True)
        rows = [{"text": text, "url": f"https://example.org/{path}/{number}"} for number, text in enumerate(texts)]
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    def decide(self, *entries: dict[str, Any] | str) -> None:
        """Write the file of decisions; its first entry is on line 3."""
        lines = [entry if isinstance(entry, str) else json.dumps({**entry, **BY}) for entry in entries]
        (self.root / "raw" / "decisions.jsonl").write_text("# what was decided\n\n" + "\n".join(lines), "utf-8")

    def project(self, *overrides: str) -> Project:
        """Return the project, with a shard a file."""
        return load_project(str(self.root), ("snapshot.shard_mb=0.00001", *overrides))

    def rebuild(self, *overrides: str) -> dict[str, list[dict[str, Any]]]:
        """Rebuild it and return all rows of the snapshot."""
        project = self.project(*overrides)
        rebuild_here(project)
        snapshot = reinschrift.open(project.output)
        return {name: getattr(snapshot, name).to_arrow().to_pylist() for name in ("documents", "paragraphs", "removed")}

    def described(self) -> dict[str, Any]:
        """Return what the summary says of the decisions."""
        project = self.project()
        return describe_decisions(project.decisions(), read_manifest(project.storage()).counts.get("decisions", {}))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path / "corpus")


def id_of(rows: dict[str, list[dict[str, Any]]], url: str) -> str:
    found = [row["id"] for row in rows["documents"] if row["url"] == url]
    result: str = (found or [row["document_id"] for row in rows["removed"] if row["url"] == url])[0]
    return result


def whole(rows: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    return {row["url"]: row["reason"] for row in rows["removed"] if row["scope"] == "document"}


A0, A1 = "https://example.org/web/a.jsonl/0", "https://example.org/web/a.jsonl/1"
B0, B1 = "https://example.org/web/b.jsonl/0", "https://example.org/web/b.jsonl/1"
OLD = "https://example.org/old/a.jsonl/0"


def test_without_decisions_things_go(corpus: Corpus) -> None:
    """The corpus has what the other tests decide on: debris, repetition, a copy."""
    rows = corpus.rebuild()
    assert whole(rows) == {B0: "only_debris", B1: "gopher_top_2_gram", A0: "exact_duplicate"} or whole(rows)[OLD]
    assert {row["text"] for row in rows["removed"] if row["reason"] == "menu"} >= {"Startseite"}
    assert all(row["decision"] is None for table in rows.values() for row in table)


def test_a_file_without_entries_is_no_file(corpus: Corpus) -> None:
    """Comments and empty lines decide nothing: the same plan, the same bytes."""
    plan = plan_rebuild(corpus.project())
    corpus.decide()
    assert plan_rebuild(corpus.project()).fingerprint == plan.fingerprint


@pytest.mark.parametrize("named", ["id", "url", "path", "raw path"])
def test_a_document_is_kept(corpus: Corpus, named: str) -> None:
    """By its id, the address of its page, or its file; the ledger says who, when, why, and what was overruled."""
    before = corpus.rebuild()
    key = {"id": id_of(before, B1), "url": "http://www.example.org/web/b.jsonl/1/", "path": "web/b.jsonl",
           "raw path": "raw/web/b.jsonl"}[named]  # fmt: skip
    corpus.decide({"decision": "keep", "document": key})
    rows = corpus.rebuild()
    kept = next(row for row in rows["documents"] if row["url"] == B1)
    assert kept["decision"] == {
        "who": "Anna Beispiel", "when": date(2026, 11, 28), "why": "read it", "overrules": "gopher_top_2_gram",
    }  # fmt: skip
    assert (B0 in whole(rows)) == ("path" not in named)
    assert corpus.described()["match_nothing"] == []


def test_a_kept_document_of_debris_comes_back_whole(corpus: Corpus) -> None:
    """There is nothing else to keep of it, but its lines."""
    corpus.decide({"decision": "keep", "document": B0})
    rows = corpus.rebuild()
    assert next(row for row in rows["documents"] if row["url"] == B0)["text"] == "\n\n".join((*MENU, "Impressum"))
    assert {row["decision"]["overrules"] for row in rows["paragraphs"] if row["decision"]} == {"menu", "legal"}


def test_a_copy_is_kept(corpus: Corpus) -> None:
    """A keep holds against duplicates, too, and the other copy stays as it was."""
    before = corpus.rebuild()
    url = next(url for url, reason in whole(before).items() if reason == "exact_duplicate")
    corpus.decide({"decision": "keep", "document": url})
    rows = corpus.rebuild()
    texts = Counter(row["text"] for row in rows["documents"])
    assert max(texts.values()) == 2
    assert next(row for row in rows["documents"] if row["url"] == url)["decision"]["overrules"] == "exact_duplicate"


def test_a_document_is_dropped(corpus: Corpus) -> None:
    """It goes whole, with the reason `dropped` and the decision beside it."""
    corpus.decide({"decision": "drop", "document": A1})
    rows = corpus.rebuild()
    row = next(row for row in rows["removed"] if row["url"] == A1 and row["scope"] == "document")
    assert (row["stage"], row["reason"]) == ("decisions", "dropped")
    assert row["decision"] == {"who": "Anna Beispiel", "when": date(2026, 11, 28), "why": "read it", "overrules": None}


def test_paragraphs_are_kept_and_dropped_by_hash(corpus: Corpus) -> None:
    """Of one document or everywhere; by the text as it is published, where personal data is masked."""
    masked = OTHER[1].replace("post@example.org", "<EMAIL>")
    corpus.decide(
        {"decision": "keep", "paragraph": hash_of_paragraph("Startseite")[:16], "document": A1},
        {"decision": "drop", "paragraph": hash_of_paragraph(masked)},
    )
    rows = corpus.rebuild()
    text = next(row["text"] for row in rows["documents"] if row["url"] == A1)
    assert text == "\n\n".join(("Startseite", OTHER[0], OTHER[2]))
    kept = next(row for row in rows["paragraphs"] if row["text"] == "Startseite")
    assert (kept["kind"], kept["language"], kept["decision"]["overrules"]) == ("paragraph", "de", "menu")
    dropped = next(row for row in rows["removed"] if row["reason"] == "dropped")
    assert (dropped["scope"], dropped["text"], dropped["decision"]["who"]) == ("paragraph", masked, "Anna Beispiel")
    assert corpus.described() | {"entries": 0} == {
        "entries": 0, "kept_documents": 0, "kept_paragraphs": 1, "dropped_documents": 0, "dropped_paragraphs": 1,
        "match_nothing": [], "change_nothing": [],
    }  # fmt: skip


def test_what_a_rule_removes_of_a_source_is_kept_with_exceptions(corpus: Corpus) -> None:
    """By rule and source; a later line that speaks of the same thing holds."""
    corpus.decide(
        {"decision": "keep", "reason": "menu", "source": "web"},
        {"decision": "drop", "reason": "menu", "document": A1},
    )
    rows = corpus.rebuild()
    out = {row["url"] for row in rows["removed"] if row["reason"] == "menu"}
    assert A1 in out
    assert B0 not in out
    assert next(row for row in rows["removed"] if row["url"] == A1 and row["reason"] == "menu")["decision"]


def test_another_rule_against_a_document_still_counts(corpus: Corpus) -> None:
    """What one rule removes is kept; the next rule that speaks against the document is its reason then."""
    rows = corpus.rebuild()
    verdicts = next(row["verdicts"] for row in rows["removed"] if row["url"] == B1 and row["scope"] == "document")
    first, second, *_ = [one["rule"] for one in verdicts]
    corpus.decide({"decision": "keep", "reason": first, "source": "web"})
    row = next(row for row in corpus.rebuild()["removed"] if row["url"] == B1 and row["scope"] == "document")
    assert (row["reason"], row["measured"], row["decision"]) == (second, verdicts[1]["measured"], None)
    corpus.decide(*({"decision": "keep", "reason": one["rule"], "source": "web"} for one in verdicts))
    rows = corpus.rebuild()
    assert next(row for row in rows["documents"] if row["url"] == B1)["decision"]["overrules"] == first


def test_rights_and_opt_outs_hold(corpus: Corpus) -> None:
    """No decision keeps what may not be kept; that the entry changes nothing is said."""
    register = corpus.root / "raw" / "sources.toml"
    text = register.read_text("utf-8").replace('license = "CC0-1.0"\n', 'license = "x"\nrights = "reserved"\n', 1)
    register.write_text(text.replace('"old"\nfiles', '"old"\nleave_out = "out.txt"\nfiles'), "utf-8")
    (corpus.root / "raw" / "out.txt").write_text(OLD)
    corpus.decide({"decision": "keep", "document": A1}, {"decision": "keep", "document": OLD})
    rows = corpus.rebuild()
    assert not rows["documents"]
    assert [entry["line"] for entry in corpus.described()["change_nothing"]] == [3, 4]


def test_only_shards_that_are_concerned_are_done_again(corpus: Corpus) -> None:
    """An entry with a path redoes that file's shard; the plan says why, and how many decisions there are."""
    corpus.rebuild()
    corpus.decide({"decision": "drop", "document": A1, "path": "web/a.jsonl"})
    described = describe_plan(plan_rebuild(corpus.project()))
    todo = {shard["name"]: shard["why"] for shard in described["shards"] if shard["why"]}
    assert len(todo) < len(described["shards"])
    assert set(map(tuple, todo.values())) == {("decisions changed",)}
    assert all(name.startswith("web/") for name in todo)
    assert described["n_decisions"] == 1


def test_what_matches_nothing_is_reported(corpus: Corpus) -> None:
    """It stops nothing; the summary names the line."""
    corpus.decide(
        {"decision": "keep", "document": "https://example.org/nowhere"},
        {"decision": "drop", "document": A1},
        {"decision": "keep", "reason": "menu", "source": "nobody"},
    )
    corpus.rebuild()
    described = corpus.described()
    assert [entry["line"] for entry in described["match_nothing"]] == [3, 5]
    printed = "\n".join(summary_of_decisions(described))
    assert "line 3 of raw/decisions.jsonl matches nothing: keep document https://example.org/nowhere" in printed
    assert "decisions  3: 1 document dropped" in printed


def test_the_line_that_inspect_prints_does_it(corpus: Corpus) -> None:
    """Each of its lines put into the file reverses what it stands beside."""
    file = str(corpus.root / "raw" / "web" / "a.jsonl")
    (document,) = inspect_file(corpus.project(), file, ["1"])
    removed = next(line for line in document["lines"] if line["reason"] == "menu")
    kept = next(line for line in document["lines"] if line["reason"] is None)
    corpus.decide(removed["line_to_add"], kept["line_to_add"])
    (after,) = inspect_file(corpus.project(), file, ["1"])
    became = {line["text"]: line for line in after["lines"]}
    assert became[removed["text"]]["reason"] is None
    assert became[removed["text"]]["line_to_add"] is None
    assert became[kept["text"]]["reason"] == "dropped"
    corpus.decide(document["line_to_add"])
    (after,) = inspect_file(corpus.project(), file, ["1"])
    assert after["removed"]["reason"] == "dropped"


def test_the_line_that_explain_prints_does_it(corpus: Corpus) -> None:
    """Of a document that went, and of each of its paragraphs that did."""
    corpus.rebuild()
    (document,) = explain(corpus.project().storage(), B1)["documents"]
    (whole_row,) = document["snapshots"][-1]["removed"]
    corpus.decide(whole_row["line_to_add"])
    rows = corpus.rebuild()
    assert B1 in {row["url"] for row in rows["documents"]}
    (document,) = explain(corpus.project().storage(), B1)["documents"]
    assert document["snapshots"][-1]["document"]["decision"]["why"] == "wrongly removed as gopher_top_2_gram"


def test_a_replay_leaves_decided_documents_alone(corpus: Corpus) -> None:
    """A person keeps it, whatever verdicts say."""
    corpus.decide({"decision": "keep", "document": B1})
    corpus.rebuild()
    told = replay(corpus.project().storage(), "latest", policy="gopher")
    assert B1 not in {row["url"] for row in told["samples"]}


def test_foreign_paragraphs_are_kept(corpus: Corpus) -> None:
    """What the stage of languages removes comes back, and what was put back before it does not go by it."""
    english = "This one sentence stands here in another language than all the others on the page do, and is long."
    corpus.write("web/a.jsonl", page(*BODY, english, *OTHER), page(*BODY[:2], english, OTHER[2]))
    remove = "stages.language.foreign_paragraphs=remove"
    before = corpus.rebuild(remove)
    assert "foreign_language" in {row["reason"] for row in before["removed"]}
    corpus.decide({"decision": "keep", "paragraph": hash_of_paragraph(english)})
    rows = corpus.rebuild(remove)
    kept = [row for row in rows["paragraphs"] if row["text"] == english]
    assert len(kept) == 2
    assert {row["decision"]["overrules"] for row in kept} == {"foreign_language"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("keep that one", "it is no JSON"),
        ("[1]", "it is no JSON object"),
        ('{"decision": "keep", "document": "a.txt", "who": "A", "when": "2026-11-28"}', "it does not say why"),
        ({"decision": "kep", "document": "a.txt"}, "kep is no decision"),
        ({"decision": "keep", "dokument": "a.txt"}, "there is no key dokument; did you mean document?"),
        ({"decision": "keep", "document": ""}, "document is not text, or is empty"),
        ({"decision": "keep"}, "it does not say what it is on"),
        ({"decision": "keep", "source": "web"}, "it does not say what it is on"),
        ({"decision": "keep", "source": "web", "reason": "menus"}, "there is no reason menus; did you mean menu?"),
        ({"decision": "keep", "source": "web", "reason": "opted_out"}, "no decision changes what is opted_out"),
        ({"decision": "keep", "source": "web", "reason": "email"}, "no decision changes what is email"),
        ({"decision": "keep", "paragraph": "abc"}, "paragraph is no hash"),
    ],
)
def test_a_wrong_line_is_a_sentence(corpus: Corpus, line: dict[str, Any] | str, says: str) -> None:
    """It names the line, and nothing is done."""
    corpus.decide({"decision": "keep", "document": A0}, line)
    with pytest.raises(ConfigError, match="Line 4 of the decisions is not right") as error:
        plan_rebuild(corpus.project())
    assert says in error.value.message
    assert error.value.hint


def test_a_wrong_day_is_a_sentence(tmp_path: Path) -> None:
    """The day is one of the calendar."""
    file = tmp_path / "decisions.jsonl"
    file.write_text(json.dumps({"decision": "drop", "document": "a", **BY, "when": "28.11.2026"}))
    with pytest.raises(ConfigError, match=r"28\.11\.2026 is no day"):
        read_decisions(file)


def test_the_file_is_no_raw_text(corpus: Corpus) -> None:
    """A pattern that takes in the register's folder does not read it."""
    register = corpus.root / "raw" / "sources.toml"
    register.write_text('[[source]]\nname = "all"\nfiles = "*.jsonl"\nlicense = "CC0-1.0"\n', "utf-8")
    corpus.write("a.jsonl", page(*BODY))
    corpus.decide({"decision": "keep", "document": A0})
    rows = corpus.rebuild()
    assert {row["source_path"] for row in [*rows["documents"], *rows["removed"]]} == {"a.jsonl"}
