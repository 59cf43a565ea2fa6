"""Other verdicts from stored signals: the same as a rebuild, in both directions, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import ConfigError, SettingsError
from reinschrift.look.replay import replay
from reinschrift.storage import LocalStorage
from tests.property.test_rebuild import rows_of
from tests.steps import project_of, rebuild_here

GERMAN = (
    "Der Fährmann legt um sieben Uhr ab, wenn der Nebel über dem Fluss steht. Wer zu spät kommt, wartet bis zum Mittag "
    "am Steg und trinkt einen Kaffee bei der Wirtin. Im Winter ruht der Betrieb, und die Kinder laufen auf dem Eis "
    "hinüber. Seit zwanzig Jahren spricht der Rat von einer Brücke, gebaut hat sie niemand."
)
ENGLISH = (
    "The ferry leaves at seven, when the mist is over the river. Whoever is late has to wait at the landing until noon "
    "and may drink a coffee with the landlady. In winter there is no ferry, and the children walk over the ice. For "
    "twenty years the council has been speaking of a bridge, and nobody has built it."
)
SHORT = "Die Brücke über den Fluss bleibt ein Traum der Anwohner."
REPEATED = "Immer wieder steht hier derselbe Satz über den Fluss und seine Brücke. " * 30
TEXTS = {
    "german": GERMAN,
    "english": ENGLISH,
    "short": SHORT,
    "repeated": REPEATED,
    "empty": "",
    "debris": "Leave a Reply\nYour email address will not be published.\nSign up for our newsletter",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of a few documents, one of which our policy removes."""
    return build(tmp_path_factory.mktemp("replay"))


def build(folder: Path, *overrides: str) -> Path:
    (folder / "raw").mkdir()
    for name, text in TEXTS.items():
        (folder / "raw" / f"{name}.txt").write_text(text, encoding="utf-8")
    rebuild_here(project_of(folder / "raw", folder / "out", *overrides))
    return folder / "out"


def kept(output: Path) -> set[str]:
    return {
        row["source_path"] for row in reinschrift.open(output).documents.select("source_path").to_arrow().to_pylist()
    }


@pytest.mark.parametrize("policy", ["reinschrift", "gopher", "c4", "fineweb", "fineweb2", "none"])
def test_a_replay_counts_what_a_rebuild_would_keep(built: Path, tmp_path: Path, policy: str) -> None:
    """The numbers of documents and characters are those of a rebuild with the same policy."""
    replayed = replay(LocalStorage(built), "latest", policy=policy)
    rebuilt = build(tmp_path, f"stages.verdicts.policy={policy}")
    rows = reinschrift.open(rebuilt).documents.select("n_chars").to_arrow().to_pylist()
    assert replayed["after"] == {"documents": len(rows), "chars": sum(row["n_chars"] for row in rows)}


def test_what_a_rule_removed_comes_back(built: Path) -> None:
    """Without rules the repeated document is kept again, and its former reason is named."""
    replayed = replay(LocalStorage(built), "latest", policy="none")
    reasons = reinschrift.open(built).removed.select("reason", "scope").to_arrow().to_pylist()
    assert {"reason": "only_debris", "scope": "document"} in reasons  # which no policy brings back
    assert "repeated.txt" not in kept(built)
    (change,) = replayed["changes"]
    assert (change["change"], change["documents"], change["language"]) == ("kept", 1, "de")
    assert change["rule"].startswith("gopher_")
    assert replayed["rules"][change["rule"]] == {"before": 1, "after": 0}


def test_a_replay_with_nothing_changed_changes_nothing(built: Path) -> None:
    """The snapshot's own settings give its own verdicts."""
    replayed = replay(LocalStorage(built), "latest")
    assert replayed["changes"] == []
    assert replayed["before"] == replayed["after"]
    assert all(counts["before"] == counts["after"] for name, counts in replayed["rules"].items() if name != "empty")


def test_a_threshold_of_a_language_moves_only_its_documents(built: Path) -> None:
    """A rule for German takes the short German document, with sample, measured value and threshold."""
    replayed = replay(LocalStorage(built), "latest", ["stages.verdicts.languages.de.gopher_short_doc=20"])
    (change,) = replayed["changes"]
    assert (change["change"], change["rule"], change["documents"]) == ("removed", "gopher_short_doc", 1)
    (sample,) = replayed["samples"]
    assert (sample["measured"], sample["threshold"], sample["n_chars"]) == (10, 20, len(SHORT))


def test_rights_are_replayed(built: Path, tmp_path: Path) -> None:
    """What rights remove goes and comes back with the setting."""
    strict = "stages.verdicts.remove_rights=['unknown']"
    replayed = replay(LocalStorage(built), "latest", [strict])
    assert replayed["after"] == {"documents": 0, "chars": 0}
    assert {change["rule"] for change in replayed["changes"]} == {"rights_reserved"}
    back = replay(LocalStorage(build(tmp_path, strict)), "latest", ["stages.verdicts.remove_rights=[]"])
    assert back["after"] == replayed["before"]


def test_only_verdicts_are_replayed(built: Path) -> None:
    """A setting of another stage is refused: nothing is read again."""
    with pytest.raises(ConfigError, match="nothing else can be replayed"):
        replay(LocalStorage(built), "latest", ["stages.lines.rules=false"])


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("stages.lines.min_content=0.6", "not of those that stayed"),
        ("stages.lines.max_phrase_share=0.5", "judged by their neighbours"),
        ("stages.language.detector=fast", "not what another would"),
        ("stages.language.min_letters=20", "not what another would"),
        ("stages.language.foreign_paragraphs=remove", "without their foreign paragraphs"),
        ("stages.personal.emails=count", "kept nowhere"),
    ],
)
def test_what_no_snapshot_can_answer_is_refused_with_the_reason(built: Path, setting: str, why: str) -> None:
    """Of lines, of languages and of masking: what is asked would need what a snapshot does not hold."""
    with pytest.raises(ConfigError, match=why):
        replay(LocalStorage(built), "latest", [setting])
    with pytest.raises(SettingsError, match="no setting"):
        replay(LocalStorage(built), "latest", [f"{setting.partition('=')[0]}x=1"])


def test_the_share_of_mixed_documents_changes_no_row(built: Path, tmp_path: Path) -> None:
    """A replay says so, and so does a rebuild."""
    setting = "stages.language.mixed_share=0.5"
    replayed = replay(LocalStorage(built), "latest", [setting])
    assert replayed["changes"] == []
    assert replayed["before"] == replayed["after"]
    assert rows_of(build(tmp_path, setting)) == rows_of(built)


def test_the_command_prints_what_changes(built: Path) -> None:
    """`reinschrift replay` says before and after, each rule with its language, and samples."""
    done = CliRunner().invoke(main, ["replay", str(built), "--policy", "gopher"])
    assert done.exit_code == 0, done.output
    assert "before" in done.output
    assert "gopher_enough_english_stop_words" in done.output
    as_json = CliRunner().invoke(main, ["replay", str(built), "--policy", "gopher", "--json"])
    assert json.loads(as_json.output)["settings"]["policy"] == "gopher"
