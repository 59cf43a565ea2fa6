"""Who may import whom, what stays small, and that one word means one thing everywhere."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reinschrift import errors
from reinschrift.settings.stages import StagesSettings
from reinschrift.stages import STAGES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "reinschrift"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A room may import from those to its right, and from its own; the foundation is open to all.
FOUNDATION = {"errors", "columns", "batch", "settings", "storage", "tokens", "trees"}
MAY_IMPORT = {
    "errors": set(),
    "columns": set(),
    "batch": set(),
    "settings": {"errors"},
    "storage": {"errors"},
    "tokens": FOUNDATION,
    "trees": {"errors"},
    "extract": FOUNDATION,
    "sources": FOUNDATION | {"extract"},
    "stages": FOUNDATION,
    "dedup": FOUNDATION,
    "executors": FOUNDATION,
    "contract": FOUNDATION,
    "publish": FOUNDATION | {"snapshot", "contract", "lock", "dataset"},
    "snapshot": FOUNDATION | {"contract", "dedup", "lock", "separate", "shards", "sources"},
}
BAD_WORDS = ("utils", "helpers", "common", "manager", "misc", "handler")
MAX_LINES = 300
MAX_BODY = 40


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_it_may(module: Path) -> None:
    """Arrows point one way: a stage knows nothing of snapshots, a reader nothing of stages, nobody of Prefect."""
    allowed = MAY_IMPORT.get(room_of(module))
    for name in imports_of(module):
        top, *rest = name.split(".")
        assert top != "prefect", f"{module.name} imports Prefect: only flows/ may"
        assert top != "flows", f"{module.name} imports the flows"
        if top == "great_expectations":
            assert "validate" in str(module), f"{module.name} imports Great Expectations: only snapshot/validate may"
        if top == "reinschrift" and rest and allowed is not None and rest[0] != room_of(module):
            assert rest[0] in allowed, f"{module.relative_to(PACKAGE)} imports reinschrift.{rest[0]}"


def test_the_command_starts_light() -> None:
    """Asking for help loads none of the heavy packages."""
    heavy = "prefect great_expectations pandas pyarrow numpy numba rich pydantic"
    code = f"import sys, reinschrift.cli; print([name for name in {heavy.split()} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_workers_stay_free_of_the_orchestrator() -> None:
    """What a pool worker imports to do a shard brings neither Prefect nor Great Expectations along."""
    code = (
        "import sys, reinschrift.shards, reinschrift.snapshot.assemble\n"
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


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_has_one_name(stage) -> None:
    """A stage, its module, its settings and its section share one word."""
    module, _, function = stage.run.partition(":")
    assert module == stage.name
    assert stage.name in StagesSettings.model_fields
    assert type(getattr(StagesSettings(), stage.name)).__name__ == f"{stage.name.capitalize()}Settings"
    assert stage.load().__name__ == function


def test_the_drawn_tree_of_errors_is_the_real_one() -> None:
    """The tree in the docstring of `errors` lists every class under its base."""

    def draw(kind: type, prefix: str = "") -> Iterator[str]:
        children = kind.__subclasses__()
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
