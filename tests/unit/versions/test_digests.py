"""Whatever makes data is in the digests by itself: models, word lists, tables and code, each for its step."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

from reinschrift.settings import Settings
from reinschrift.settings.read import ReadSettings
from reinschrift.settings.stages import Section
from reinschrift.shard import plan as planning
from reinschrift.shard.describe import describe_parts, describe_plan
from reinschrift.shard.measure import JUDGES
from reinschrift.stages import STAGES
from reinschrift.versions import digests, own
from reinschrift.versions.digests import PACKAGE, STEPS, Digests, digests_of, part_of
from reinschrift.versions.normal_form import normal_form
from tests.steps import project_of
from tests.texts import write_file

ALL = set(STEPS)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a copy of the package; the forms of its modules are kept from one test to the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "normal_form", cache(normal_form))
        place = tmp_path_factory.mktemp("copy") / "reinschrift"
        yield shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def package(original: Path, tmp_path: Path) -> Path:
    """Give a copy of that copy, of links; what is edited is written anew."""
    return shutil.copytree(original, tmp_path / "reinschrift", copy_function=os.link)


def changed(before: dict[str, Digests], after: dict[str, Digests]) -> dict[str, set[str]]:
    """Return for each step whose digests differ, the parts."""
    found = {}
    for step, one in before.items():
        was, now = vars_of(one), vars_of(after[step])
        found[step] = {name for name in {*was, *now} if was.get(name) != now.get(name)}
    return {step: parts for step, parts in found.items() if parts}


def vars_of(one: Digests) -> dict[str, str]:
    return {f"{kind} {part}": digest for kind in ("code", "data") for part, digest in getattr(one, kind).items()}


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    assert change(text) != text, f"nothing changed in {path}"
    write(path, change(text))


def write(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text, encoding="utf-8")


DATA = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in PACKAGE.rglob("*")
    if path.suffix in {".toml", ".json", ".txt"} and path.name not in {"card.toml", "kernels.json"}
)


@pytest.mark.parametrize("name", DATA)
def test_every_data_file_counts(package: Path, name: str) -> None:
    """A sign less in a model, a word list or a table, and its step is another one, and no other."""
    before = digests_of(package)
    edit(package / name, lambda text: text[:-3])
    assert changed(before, digests_of(package)) == {
        "shards": {f"data {part_of(name.rpartition('.')[0].replace('/', '.'))}"}
    }


def test_prose_on_reasons_makes_nothing_anew(package: Path) -> None:
    """A clearer sentence in the table of reasons redoes no shard; another signal does."""
    before, original = digests_of(package), (package / "reasons.toml").read_text(encoding="utf-8")
    edit(package / "reasons.toml", lambda text: text.replace('says = "', 'says = "Look: ') + "# a comment")
    assert digests_of(package) == before
    edit(package / "reasons.toml", lambda text: text.replace('signal = "word_count"', 'signal = "chars"'))
    assert set(changed(before, digests_of(package))) == {"shards"}
    write(package / "reasons.toml", original)


def test_comments_in_tables_make_nothing_anew(package: Path) -> None:
    """Nor do spaces; the order of a table's rows does, since it may be that of precedence."""
    before = digests_of(package)
    edit(package / "languages" / "de.toml", lambda text: f"# a comment\n{text}\n\n# and one more\n")
    assert digests_of(package) == before
    edit(package / "languages" / "de.toml", lambda text: text.replace("= [", "=  [", 1))
    assert digests_of(package) == before
    edit(package / "languages" / "de.toml", lambda text: f'zusatz = "x"\n{text}')
    assert changed(before, digests_of(package)) == {"shards": {"data languages"}}
    edit(package / "new_project" / "files" / "README.md.template", lambda text: f"{text}x")
    assert changed(before, digests_of(package)) == {"shards": {"data languages"}}


def test_a_data_file_counts_wherever_it_is_put(package: Path) -> None:
    """Nobody has to register one: not in a new room, nor at the top, nor with an unknown suffix."""
    for name in ("languages/ga.toml", "grounds.toml", "stages/lines/words/ga.yaml", "model/card.bin"):
        before = digests_of(package)
        (package / name).parent.mkdir(exist_ok=True)
        (package / name).write_bytes(b"x")
        assert set(changed(before, digests_of(package))) == {"shards"}, name


def code_changes() -> dict[str, dict[str, set[str]]]:
    """Return modules, and which steps another value in one makes anew."""
    shards = [
        "sources/readers/csv.py", "pages/choose.py", "text/dates.py", "personal/phones.py", "model/trees.py",
        "shard/separate.py", "shard/refine.py", "shard/split_languages.py", "stages/__init__.py", "columns.py",
        "batch.py", "record.py", "dedup/signatures.py", *(f"stages/{stage.run.split(':')[0]}" for stage in STAGES),
    ]  # fmt: skip
    found = {}
    for name in shards:
        path = (
            name
            if name.endswith(".py")
            else f"{name}.py"
            if (PACKAGE / f"{name}.py").exists()
            else f"{name}/__init__.py"
        )
        found[path] = {
            "shards": {f"code {part_of(name.removesuffix('.py').removesuffix('/__init__').replace('/', '.'))}"}
        }
    found |= {name: {"decisions": {"code dedup"}} for name in ("dedup/near.py", "dedup/decide.py", "dedup/find.py")}
    found |= {"snapshot/history.py": {"decisions": {"code snapshot"}}, "dedup/decided.py": {"assembly": {"code dedup"}}}
    found |= {name: {"assembly": {"code snapshot"}} for name in ("snapshot/assemble.py", "snapshot/rewrite.py")}
    found |= {name: {} for name in ("cli/building.py", "run/rebuild.py", "look/inspect.py", "storage/local.py")}
    return found


@pytest.mark.parametrize(("name", "expected"), code_changes().items())
def test_code_counts_for_its_step(package: Path, name: str, expected: dict[str, set[str]]) -> None:
    """A changed line of any module behind a step makes that step anew; what makes no data, none."""
    before = digests_of(package)
    edit(package / name, lambda text: f"{text}\nANOTHER = 1\n")
    assert changed(before, digests_of(package)) == expected


def test_comments_and_docstrings_make_nothing_anew(package: Path) -> None:
    """Words for people change no digest."""
    before = digests_of(package)
    for path in package.rglob("*.py"):
        edit(path, lambda text: "# In other words.\n\n" + re.sub(r'(\n +""")(?=[A-Z])', r"\1Well: ", text))
    assert changed(before, digests_of(package)) == {}


def test_a_file_that_is_no_data_changes_nothing(package: Path) -> None:
    """What Python and the compiler leave beside the code does not count."""
    before = digests_of(package)
    (package / "stages" / "__pycache__").mkdir()
    (package / "stages" / "__pycache__" / "kinds.nbi").write_bytes(b"x")
    (package / "carried").mkdir()
    (package / "carried" / "x.yaml").write_bytes(b"x")
    assert changed(before, digests_of(package)) == {}


def test_every_step_begins_at_modules_that_are_there() -> None:
    """A module that was moved must be named anew in `STEPS`; nothing a stage or a reader needs is outside."""
    for entry in (entry for entries in STEPS.values() for entry in entries):
        place = PACKAGE / entry.replace(".", "/")
        assert place.with_suffix(".py").exists() or place.is_dir(), entry
    assert {f"stages.{stage.run.split(':')[0]}" for stage in STAGES} <= set(digests_of(PACKAGE)["shards"].code)


def test_nothing_that_measures_imports_what_judges() -> None:
    """So another verdict or signature leaves measured records as they are, and their name leaves its code out."""
    modules = {module.name: module for module in digests._modules(PACKAGE)}
    stages = [f"stages.{stage.run.split(':')[0]}" for stage in STAGES if stage is not JUDGES]
    behind = digests._reach(modules, digests._named(modules, ["shard.measured", *stages]))
    assert {part_of(name) for name in behind} & planning.JUDGING == set()


@pytest.mark.parametrize(
    ("name", "is_same"),
    [
        ("stages/verdicts/judge.py", True),
        ("stages/verdicts/policies/gopher.toml", True),
        ("dedup/signatures.py", True),
        ("stages/quality/signals.py", False),
        ("languages/de.toml", False),
        ("shard/measured.py", False),
    ],
)
def test_measured_records_are_named_by_what_makes_them(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, is_same: bool
) -> None:
    """Other code or data of verdicts and signatures makes the shard anew, and leaves what was measured."""
    project = project_of(write_file(tmp_path / "raw", "a", range(3)), tmp_path / "out")
    (before,) = planning.plan_rebuild(project).shards
    edit(package / name, lambda text: f"{text}\nANOTHER = 1\n")
    monkeypatch.setattr(planning, "own_digests", lambda: digests_of(package))
    (after,) = planning.plan_rebuild(project).shards
    assert after.fingerprint != before.fingerprint
    assert (after.measured == before.measured) == is_same


def test_what_a_worker_imports_is_behind_a_step() -> None:
    """Python itself says which modules a shard and its assembly load: those that make data are all in a digest."""
    code = (
        "import sys, json, reinschrift.shard.refine, reinschrift.snapshot.assemble\n"
        "from reinschrift.stages import STAGES\n"
        "for stage in STAGES: stage.load()\n"
        "print(json.dumps(sorted(n for n in sys.modules if n.startswith('reinschrift.'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("reinschrift.") for name in json.loads(done.stdout)}
    modules = {module.name: module for module in digests._modules(PACKAGE)}
    behind = set.union(*(digests._reach(modules, digests._named(modules, entries)) for entries in STEPS.values()))
    outside = {name for name in loaded - behind if name in modules}
    assert {name for name in outside if modules[name].form.strip()} <= {"dedup", "project"}


def test_the_fingerprint_follows_and_the_plan_says_why(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed model makes the shards anew, changed assembly only the tables; each is named."""
    project = project_of(write_file(tmp_path / "raw", "a", range(3)), tmp_path / "out")
    before = planning.plan_rebuild(project)
    last = json.loads(json.dumps(describe_parts(before)))

    def after(name: str, change: Callable[[str], str]) -> tuple[planning.Plan, dict[str, Any]]:
        original = (package / name).read_text(encoding="utf-8")
        edit(package / name, change)
        monkeypatch.setattr(planning, "own_digests", lambda: digests_of(package))
        plan = planning.plan_rebuild(project)
        said = describe_plan(replace(plan, last=last))
        write(package / name, original)
        return plan, said

    plan, said = after("stages/lines/weights.json", lambda text: text.replace("1", "2", 1))
    assert plan.fingerprint != before.fingerprint
    assert [shard["why"] for shard in said["shards"]] == [["data changed: stages.lines"]]
    plan, said = after("pages/choose.py", lambda text: text + "\nANOTHER = 1\n")
    assert [shard["why"] for shard in said["shards"]] == [["code changed: pages"]]
    plan, said = after("snapshot/assemble.py", lambda text: text + "\nANOTHER = 1\n")
    assert plan.fingerprint != before.fingerprint
    assert [shard.fingerprint for shard in plan.shards] == [shard.fingerprint for shard in before.shards]
    assert said["assembly"] == ["code changed: snapshot"]
    plan, said = after("snapshot/assemble.py", lambda text: "# A comment.\n" + text)
    assert plan.fingerprint == before.fingerprint


def test_another_minor_version_of_python_makes_all_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tables of characters and its parsers make data: nothing that another version made is taken for its own."""
    assert "{}.{}".format(*sys.version_info) == planning.PYTHON
    project = project_of(write_file(tmp_path / "raw", "a", range(3)), tmp_path / "out")
    before = planning.plan_rebuild(project)
    last = json.loads(json.dumps(describe_parts(before)))
    monkeypatch.setattr(planning, "PYTHON", "3.99")
    after = planning.plan_rebuild(project)
    assert {shard.fingerprint for shard in after.shards}.isdisjoint(shard.fingerprint for shard in before.shards)
    assert after.fingerprint != before.fingerprint
    said = describe_plan(replace(after, last=last))
    assert [shard["why"] for shard in said["shards"]] == [["versions changed: python"]]
    assert said["assembly"] == ["version of Python changed"]


def test_it_is_quick() -> None:
    """Nothing is loaded to find out: the standard library is enough."""
    code = (
        "import sys; from reinschrift.versions.own import own_digests; own_digests()\n"
        "print([n for n in ('numpy', 'pyarrow', 'pydantic', 'numba') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_they_are_kept_as_long_as_no_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second process reads what the first one found; what was damaged, or is of other files, is found anew."""
    monkeypatch.setattr(own, "folder_of_machine_code", lambda: tmp_path)
    found = own.own_digests.__wrapped__()
    (kept,) = tmp_path.iterdir()
    assert found == digests_of(PACKAGE)
    monkeypatch.setattr(own, "digests_of", lambda _: {})
    assert own.own_digests.__wrapped__() == found
    kept.write_bytes(kept.read_bytes().replace(b"a", b"b", 1))
    assert own.own_digests.__wrapped__() == {}


def test_any_byte_of_any_file_is_another_state(package: Path) -> None:
    """Code, data, a comment; a file more, one less."""
    states = {own.state_of(package)}
    for name in ("stages/lines/weights.json", "pages/choose.py"):
        edit(package / name, lambda text: text + "\n")
        states.add(own.state_of(package))
    (package / "more.txt").write_text("", encoding="utf-8")
    states.add(own.state_of(package))
    (package / "more.txt").rename(package / "other.txt")
    states.add(own.state_of(package))
    assert len(states) == 5
    (package / "pages" / "__pycache__").mkdir(exist_ok=True)
    (package / "pages" / "__pycache__" / "read.cpython-311.pyc.4711").write_bytes(b"half written by another process")
    states.add(own.state_of(package))
    assert len(states) == 5


def test_settings_hold_values_and_nothing_that_makes_data() -> None:
    """Their code is in no digest: what they derive is in the fingerprint by its value; constants stand elsewhere."""
    sections = {kind for kind in all_sections(Section) if kind.__module__.split(".")[-1] in {"read", "dedup", "stages"}}
    derived = {
        name for kind in sections for name, value in vars(kind).items() if isinstance(value, property | cached_property)
    }
    assert len(sections) > 10
    assert derived <= planning.changing_shards(Settings())["read"].keys()
    constant = re.compile(r"from reinschrift\.settings[\w.]* import .*\b([A-Z][A-Z_0-9]{2,})\b")
    rooms = ("dedup", "pages", "personal", "shard", "snapshot", "sources", "stages", "text")
    code = "".join(path.read_text("utf-8") for room in rooms for path in (PACKAGE / room).rglob("*.py"))
    taken = set(constant.findall(code))
    # The first says which settings count where, and changes the fingerprint itself; the second which names are refused;
    # the third what `plan` need not list, as the name of the treatment says it.
    assert taken == {"DECIDE_ALONE", "NAME", "TREATMENTS"}


def all_sections(kind: type[Section]) -> Iterator[type[Section]]:
    for each in kind.__subclasses__():
        yield each
        yield from all_sections(each)


def test_what_is_derived_and_what_extracts_pages_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another formula for the largest record, and another version of an extractor of pages that is chosen."""
    blocks, other = Settings(), Settings.model_validate({"read": {"extractor": "trafilatura"}})
    before = [planning.hash_of(planning.changing_shards(one)) for one in (blocks, other)]
    monkeypatch.setattr(planning, "_version_of", lambda _: "0.0.0")
    assert planning.hash_of(planning.changing_shards(blocks)) == before[0]
    assert planning.hash_of(planning.changing_shards(other)) != before[1]
    monkeypatch.setattr(ReadSettings, "max_record_bytes", property(lambda _: 7))
    assert planning.hash_of(planning.changing_shards(blocks)) != before[0]
