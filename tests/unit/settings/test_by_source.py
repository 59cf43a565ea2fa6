"""A source may say for itself how much is removed from its texts."""

from __future__ import annotations

from pathlib import Path

import pytest

import reinschrift
from reinschrift.errors import SourceError
from reinschrift.project import Project, load_project
from reinschrift.shard.describe import describe_plan
from reinschrift.shard.plan import plan_rebuild
from reinschrift.sources import read_register
from tests.steps import rebuild_here

LAW = """Gesetz über die Mühlen am Bach
§ 1 Anwendungsbereich
Dieses Gesetz gilt für
1. Mühlen,
2. Wehre,
3. Mehr zum Thema,
4. Teilen.
§ 2 Pflichten des Müllers
Der Müller hält das Wehr in Ordnung und meldet jeden Schaden der Gemeinde, in der die Mühle steht.
Der Müller hält das Wehr in Ordnung und meldet jeden Schaden der Gemeinde, in der die Mühle steht.
Schreibe einen Kommentar
Veröffentlicht am 3. Mai 1887 von Anna Beck"""


def project_with(tmp_path: Path, entry: str) -> Project:
    (tmp_path / "raw" / "laws").mkdir(parents=True, exist_ok=True)
    (tmp_path / "raw" / "pages").mkdir(exist_ok=True)
    (tmp_path / "raw" / "laws" / "law.txt").write_text(LAW, "utf-8")
    (tmp_path / "raw" / "pages" / "page.txt").write_text(LAW.replace("Müller", "Fischer"), "utf-8")
    (tmp_path / "reinschrift.toml").write_text('[paths]\ndataset = "d"\n', "utf-8")
    register = (
        f'[[source]]\nname = "laws"\nfiles = "laws"\nlicense = "unknown"\n{entry}\n'
        '[[source]]\nname = "pages"\nfiles = "pages"\nlicense = "unknown"\n'
    )
    (tmp_path / "raw" / "sources.toml").write_text(register, "utf-8")
    return load_project(str(tmp_path))


def texts_of(project: Project) -> dict[str, str]:
    rebuild_here(project)
    rows = reinschrift.open(project.output).documents.to_arrow().to_pylist()
    return {row["source"]: row["text"] for row in rows}


def test_text_as_it_is_loses_no_line(tmp_path: Path) -> None:
    """Calls, dates, repetitions and short items of a list stay; another source is cleaned as before."""
    texts = texts_of(project_with(tmp_path, 'treatment = "as_is"'))
    assert texts["laws"].split() == LAW.split()
    assert "Schreibe einen Kommentar" not in texts["pages"]


def test_text_with_light_care_loses_sure_phrases_alone(tmp_path: Path) -> None:
    """No model and no repetition takes a line away; a call of a web page still goes."""
    text = texts_of(project_with(tmp_path, 'treatment = "light"'))["laws"]
    assert "Schreibe einen Kommentar" not in text
    assert "2. Wehre," in text
    assert text.count("Der Müller hält das Wehr in Ordnung") == 2


def test_own_settings_stand_above_the_treatment(tmp_path: Path) -> None:
    """Dotted names and tables are the same."""
    for own in ('settings = { "stages.lines.rules" = true }', "[source.settings.stages.lines]\nrules = true"):
        source = project_with(tmp_path, f'treatment = "as_is"\n{own}').sources()[0]
        settings = source.settings_in(load_project(str(tmp_path)).settings)
        assert settings.stages.lines.rules
        assert settings.stages.lines.min_content == 0


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('treatment = "gentle"', "treatment"),
        ('settings = { "stages.lines.ruels" = true }', "ruels"),
        ('settings = { "dedup.threshold" = 0.9 }', "whole dataset"),
        ('settings = { "run.workers" = 1 }', "whole dataset"),
        ('settings = { "stages.lines.rules" = "perhaps" }', "stages.lines.rules"),
    ],
)
def test_wrong_settings_are_refused_by_name(tmp_path: Path, entry: str, message: str) -> None:
    """They are checked as all settings are, before anything is read."""
    project_with(tmp_path, entry)
    with pytest.raises(SourceError, match=message):
        read_register(tmp_path / "raw" / "sources.toml")


def test_only_the_shards_of_the_source_are_done_again(tmp_path: Path) -> None:
    """A source's settings enter the fingerprint of its own shards; the plan says how each is treated."""
    before = {spec.source.name: spec.fingerprint for spec in plan_rebuild(project_with(tmp_path, "")).shards}
    plan = plan_rebuild(project_with(tmp_path, 'treatment = "light"'))
    after = {spec.source.name: spec.fingerprint for spec in plan.shards}
    assert before["laws"] != after["laws"]
    assert before["pages"] == after["pages"]
    assert [shard["treatment"] for shard in describe_plan(plan)["shards"]] == ["light", ""]
