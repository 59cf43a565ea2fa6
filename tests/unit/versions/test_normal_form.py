"""The normal form of source holds all that runs, and nothing that does not."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from reinschrift.versions.normal_form import normal_form

ROOT = Path(__file__).parents[3]
MODULES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
HARD = r'''"""Says what it is for."""
x = f"{x!r:>{w}}# no comment" "" 'it\'s' r"\"# nor this"  # a comment with "quotes"
z = rb'\\' b"#"
"""What x is."""
y = ("a"
     "b", """
# inside a string

""",)
def f(a, *, b=(1,)) -> "text":
    r"""Raw \d docstring."""
    if a and \
       b: return "x" if a else"y"
    # at the end
def g():
    """Only this."""
class C: "alone"
'''


def without_texts(source: str) -> str:
    """Return a module's syntax tree without positions and without strings that are statements."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [line for line in body if not is_text(line)] or [ast.Pass()]
    return ast.dump(tree)


def is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)


def filled(form: str) -> str:
    """Return a form in which blocks that held only a docstring pass, so that Python can read it."""
    lines = form.split("\n")
    depths = [len(line) - len(line.lstrip()) for line in lines] + [0]
    for number, line in enumerate(lines):
        begins = line.lstrip().startswith(
            ("def ", "class ", "async ", "if ", "else", "try", "except", "for ", "while ")
        )
        if begins and line.rstrip().endswith(":") and depths[number + 1] <= depths[number]:
            lines[number] += " pass"
    return "\n".join(lines)


@pytest.mark.parametrize("module", [HARD, *MODULES], ids=lambda one: one.stem if isinstance(one, Path) else "hard")
def test_it_is_the_same_program(module: str | Path) -> None:
    """Python reads the same syntax tree from it: so two modules with one form do the same."""
    source = module if isinstance(module, str) else module.read_text(encoding="utf-8")
    assert without_texts(filled(normal_form(source))) == without_texts(source)


@pytest.mark.parametrize("module", random.Random(1).sample(MODULES, 20), ids=lambda path: path.stem)
def test_comments_and_blank_lines_change_nothing(module: Path) -> None:
    """Wherever a line of code ends, a comment and empty lines may follow."""
    source = module.read_text(encoding="utf-8")
    ends = {node.end_lineno or 0 for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)}
    strings = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for line in range(node.lineno, node.end_lineno or 0)
    }
    lines = source.split("\n")
    for number in sorted(ends - strings, reverse=True):
        if not lines[number - 1].rstrip().endswith("\\"):
            lines[number - 1 : number] = [lines[number - 1] + "  # it's new", "", '# and """ this', ""]
    assert normal_form("\n".join(lines)) == normal_form(source)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 2"),
        ("x = 'a # b'", "x = 'a # c'"),
        ('x = """\n\n"""', 'x = """\n"""'),
        ("if a:\n    b()\n    c()", "if a:\n    b()\nc()"),
        ("x = (1,)", "x = (1)"),
        ("x = a in b", "x = ain b"),
        ("x = 'a'  'b'", "x = 'a', 'b'"),
        ("x = f'a'", "x = 'a'"),
        ("f('doc')", "'doc'"),
    ],
)
def test_what_runs_differently_has_another_form(one: str, other: str) -> None:
    """Values, blocks and separators all count."""
    assert normal_form(one) != normal_form(other)


def test_line_breaks_within_brackets_change_nothing() -> None:
    """A call may stand in one line or in many."""
    assert normal_form("x = f(a, b or c)\n") == normal_form("x = f(\n    a,\n    b\n    or c\n)\n")
