"""Who may import whom, what stays small, and that one word means one thing everywhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from reinschrift import errors
from reinschrift.languages import language_files
from reinschrift.settings.stages import StagesSettings
from reinschrift.stages import STAGES, Stage

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "reinschrift"
MODULES = sorted(PACKAGE.rglob("*.py"))

ROOMS = tomllib.loads((ROOT / "tests" / "rooms.toml").read_text(encoding="utf-8"))
STAGE_NAMES = {stage.name for stage in STAGES}
BAD_WORDS = ("utils", "helpers", "common", "manager", "misc", "handler")
MAX_LINES = 300
MAX_BODY = 40


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(module: Path) -> Iterator[str]:
    """Yield the full name of everything that a module imports."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_it_may(module: Path) -> None:
    """Arrows point one way: a stage knows nothing of snapshots, a reader nothing of stages, nobody of Prefect."""
    room = room_of(module)
    for name in imports_of(module):
        top, *rest = name.split(".")
        assert top != "prefect", f"{module.name} imports Prefect: only flows/ may"
        assert top != "flows", f"{module.name} imports the flows"
        if top == "great_expectations":
            assert "validate" in str(module), f"{module.name} imports Great Expectations: only snapshot/validate may"
        if top == "reinschrift" and rest and rest[0] in ROOMS and rest[0] != room and room != "__init__":
            assert rest[0] in ROOMS[room]["may_import"], f"{module.relative_to(PACKAGE)} imports {name}"


def test_every_room_has_a_rule() -> None:
    """No module or folder at the top is outside the law, and the law names none that is not there."""
    assert {room_of(module) for module in MODULES} - {"__init__"} == set(ROOMS)


def test_no_room_may_import_what_it_does_not() -> None:
    """A permission that nobody uses is no law, and draws an arrow that is not there."""
    used: dict[str, set[str]] = {name: set() for name in ROOMS}
    for module in MODULES:
        tops = {name.split(".")[1] for name in imports_of(module) if name.startswith("reinschrift.")}
        used.setdefault(room_of(module), set()).update(tops)
    assert not {name: unused for name, room in ROOMS.items() if (unused := set(room["may_import"]) - used[name])}


def test_the_rooms_have_no_circle() -> None:
    """A room may import none but those that stand above it in the table, so no circle can be."""
    names = list(ROOMS)
    for at, (name, room) in enumerate(ROOMS.items()):
        assert set(room["may_import"]) <= set(names[:at]), name


def test_no_stage_imports_another() -> None:
    """What two stages share is in `stages/rows` or below the stages; a stage that runs others asks `STAGES`."""
    folder = PACKAGE / "stages"
    for module in folder.rglob("*.py"):
        own = module.relative_to(folder).parts[0].removesuffix(".py")
        for name in imports_of(module):
            other = name.removeprefix("reinschrift.stages.").split(".")[0]
            if name.startswith("reinschrift.stages.") and other in STAGE_NAMES:
                assert other == own, f"{module.relative_to(PACKAGE)} imports {name}"


def test_the_command_starts_light() -> None:
    """Asking for help loads none of the heavy packages."""
    heavy = "prefect great_expectations pandas pyarrow numpy numba rich pydantic"
    code = f"import sys, reinschrift.cli; print([name for name in {heavy.split()} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_workers_stay_free_of_the_orchestrator() -> None:
    """What a pool worker imports to do a shard brings neither Prefect nor Great Expectations along."""
    code = (
        "import sys, reinschrift.shard.refine, reinschrift.snapshot.assemble\n"
        "from reinschrift.stages import STAGES\n"
        "for stage in STAGES: stage.load()\n"
        "print([name for name in ('prefect', 'great_expectations') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_stay_small(module: Path) -> None:
    """A module fits in 300 lines and says what it is for; a function's body in 40."""
    text = module.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= MAX_LINES
    assert ast.get_docstring(tree), "a module says in its first line what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= MAX_BODY, f"{node.name} has {length} lines"


def test_no_drawer_has_a_name() -> None:
    """No module or folder is called utils, helpers, common or the like."""
    names = [part for module in MODULES for part in module.relative_to(PACKAGE).with_suffix("").parts]
    assert not [name for name in names if name in BAD_WORDS]


OWN_SIGNS = {
    "text/signs.py": "the one place",
    "text/repair/mojibake.py": "what stands before a dash that was damaged",
    "stages/quality/scan.py": "the ends of lines as C4 published them",
    "stages/rows/code_forms.py": "signs that no head of a block of a program holds, whatever ends sentences",
    "pages/blocks/page.py": "signs of ASCII that are no symbols; no set of ends",
}
"""Modules that list the three plain ends of a sentence themselves, and what for."""


def lists_ends(node: ast.AST) -> bool:
    """Say whether a literal lists full stop, exclamation mark and question mark, plain or wide, or as code points."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ".!?" in node.value or "。！？" in node.value
    members = node.elts if isinstance(node, ast.Tuple | ast.Set | ast.List) else []
    return {0x21, 0x2E, 0x3F} <= {each.value for each in members if isinstance(each, ast.Constant)}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_ends_a_sentence_is_known_in_one_place(module: Path) -> None:
    """All read `text/signs`; a set of one's own has a meaning of its own, said in `OWN_SIGNS`."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documented = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    lists = any(lists_ends(node) for node in ast.walk(tree) if node not in documented)
    assert lists == (str(module.relative_to(PACKAGE)) in OWN_SIGNS), module.name


NO_WORDS_OF_TEXT = {
    "pages/blocks/hints.py": "names of classes in English, as frameworks have them",
    "pages/blocks/tags.py": "names of elements",
    "stages/markup/vocabulary.py": "names of elements and attributes",
    "stages/rows/code_forms.py": "words of languages for programs",
    "settings/describe.py": "an English page",
    "pages/blocks/features.py": "names of features",
    "text/make_tables.py": "what the heads of tables say",
}
"""Modules that list words which are none of a text's language, and what they are."""
FEW_WORDS = 3
"""So many words of languages in one literal are a list of words."""


SAMPLES = {"FORMAT", "_sample"}
"""What a reader calls its sample, which is a text."""


@cache
def words_of_languages() -> set[str]:
    """Return the words of debris, dates, bylines, labels, cues and notices of all languages but English."""
    tables = {name for content in language_files().values() for name, part in content.items() if isinstance(part, dict)}
    kinds = sorted(tables - {"detection", "policies", "compounds"})
    found = {tag: words_of(" ".join(listed_in([content.get(kind) for kind in kinds])))
             for tag, content in language_files().items()}  # fmt: skip
    return set().union(*found.values()) - found["en"] - found["any"]


def listed_in(content: object) -> Iterator[str]:
    """Yield what lists and tables hold; what they are called is no word of a language."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from listed_in(part)


def words_of(text: str) -> set[str]:
    """Return the words of three letters and more; the letter behind a backslash is none of theirs."""
    return set(re.findall(r"(?<!\\)[^\W\d_]{3,}", text.lower()))


def words_in(statement: ast.stmt) -> set[str]:
    """Return the words of all literals of a statement of a module, bytes among them; a docstring is none."""
    documented = {id(node.value) for node in ast.walk(statement) if isinstance(node, ast.Expr)}
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Constant) and id(node) not in documented:
            found |= words_of(
                node.value.decode("utf-8", "replace") if isinstance(node.value, bytes) else str(node.value)
            )
    return found


def name_of(statement: ast.stmt) -> str:
    """Return what a function is called, or the name that is bound."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return str(getattr(statement, "name", None) or getattr(targets[0], "id", ""))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_words_of_a_language_stand_in_its_file(module: Path) -> None:
    """No statement outside `languages/` lists words of menus, dates, labels or bylines; an example is no list.

    All literals of a statement count together, so that a list is none the less one when it is cut into pieces.
    """
    if str(module.relative_to(PACKAGE)) in NO_WORDS_OF_TEXT:
        return
    known = words_of_languages()
    for statement in ast.parse(module.read_text(encoding="utf-8")).body:
        words = words_in(statement) & known
        assert len(words) < FEW_WORDS or name_of(statement) in SAMPLES, f"line {statement.lineno}: {sorted(words)}"


@pytest.mark.parametrize(
    "source",
    [
        'X = re.compile(r"(?i)unsubscribe|abbestellen|abmelden|teilen")',
        'X = re.compile(rb"abbestellen|abmelden|teilen")',
        'X = ("abbestellen" + "|") + f"{Y}|abmelden|" + "teilen"',
        'def f(x):\n    return x == "abbestellen" or x == "abmelden" or x == "teilen"',
    ],
)
def test_a_list_of_words_is_seen_in_any_form(source: str) -> None:
    """In one literal or in several, as text or as bytes, in a function or beside it."""
    (statement,) = ast.parse(source).body
    assert len(words_in(statement) & words_of_languages()) >= FEW_WORDS


def test_a_name_for_an_array_is_one_type() -> None:
    """What several modules call by one name stands in `text/arrays.py` alone; others have names of their own."""
    defined = Counter(
        name_of(statement)
        for module in MODULES
        for statement in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.value).startswith("npt.NDArray[")
    )
    assert defined["Bytes"] == 1
    assert [name for name, times in defined.items() if times > 1] == []


VAGUE_TEXT = re.compile(r"(?i)\b(?:told|said|goes whole)\b")
VAGUE = {"told", "said", "gone"}
"""Words for which there are plain ones: recorded, reported, removed, missing."""
STILL_VAGUE = {"gone_sources"}
"""A setting that is still to be renamed; no other such name may come."""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_names_are_plain(module: Path) -> None:
    """Variables, functions, classes and fields are called by the words of the manual."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        for field in ("id", "arg", "attr", "name"):
            names.add(getattr(node, field, None) or "")
    assert not {name for name in names - STILL_VAGUE if VAGUE & set(str(name).lower().split("_")) - {""}}


def test_the_manual_is_plain() -> None:
    """The pages for users say recorded, reported and removed."""
    for page in (*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        assert not VAGUE_TEXT.findall(page.read_text(encoding="utf-8")), page.name


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_docstrings_are_plain(module: Path) -> None:
    """So do docstrings; what stands between backticks is a name."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            words = VAGUE_TEXT.findall(re.sub(r"`[^`]*`", "", str(node.value.value)))
            assert not words, f"line {node.lineno}: {words}"


NOT_CALLED_BY_US = {
    "_type_of_kernel": "numba asks for it",
    "open_server": "a command",
    "__all__": "Python asks for it",
    "__getattr__": "Python asks for it",
    "SKIP_AT": "a place in a layout",
    "B_CELL": "a place in a layout",
    "B_ITEM": "a place in a layout",
}
"""Names of modules that no line of ours uses, and why they are there."""


@cache
def written_names() -> tuple[dict[Path, Counter[str]], set[str]]:
    """Return how often each word stands in each module, and the names that others import or reach, flows among them.

    Imports and `__all__` are no use of a name by themselves: a module that hands it on has no need of it.
    """
    parts = re.compile(r"(?ms)^[ ]*(?:from [\w.]+ import (?:\([^)]*\)|[^\n(]*)|__all__ = [\[(][^\])]*[\])])")
    own, used = {}, set()
    for module in (*MODULES, *(ROOT / "flows").rglob("*.py")):
        text = module.read_text(encoding="utf-8")
        bare = parts.sub("", text)
        own[module] = Counter(re.findall(r"\w+", bare))
        used |= set(re.findall(r"[.:](\w+)", bare))
        used |= {word for part in parts.findall(text) for word in re.findall(r"\w+", part) if own[module][word]}
    return own, used


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_a_module_defines_is_used(module: Path) -> None:
    """No function, class or constant is there for the tests alone: its own module uses it or another imports it."""
    own, used = written_names()
    names = set()
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            names |= {
                part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
    public = set() if module == PACKAGE / "__init__.py" else names
    unused = {name for name in public if own[module][name] < 2 and (name.startswith("_") or name not in used)}
    assert not unused - NOT_CALLED_BY_US.keys()


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_has_one_name(stage: Stage) -> None:
    """A stage, its module, its settings and its section, if it has any, share one word."""
    module, _, function = stage.run.partition(":")
    assert module == stage.name
    if stage.name in StagesSettings.model_fields:
        assert type(getattr(StagesSettings(), stage.name)).__name__ == f"{stage.name.capitalize()}Settings"
        assert type(getattr(StagesSettings(), stage.name)).model_fields, "a section without a setting"
    assert stage.load().__name__ == function


def test_the_drawn_tree_of_errors_is_the_real_one() -> None:
    """The tree in the docstring of `errors` lists every class under its base."""

    def draw(kind: type, prefix: str = "") -> Iterator[str]:
        children: list[type] = kind.__subclasses__()
        for number, child in enumerate(children):
            last = number == len(children) - 1
            yield f"{prefix}{'└' if last else '├'}── {child.__name__}"
            yield from draw(child, prefix + ("    " if last else "│   "))

    drawn = "\n".join(["ReinschriftError", *draw(errors.ReinschriftError)])
    assert drawn in (errors.__doc__ or "")


def test_nothing_names_a_machine_or_a_registry() -> None:
    """No tracked file carries a home folder's path or the address of a package index."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "/root" + "/", "/home" + "/")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".parquet", ".gz", ".zst", ".npz"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [host for host in hosts if host in text], name
