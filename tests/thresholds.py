"""Finds the named thresholds of the code that makes data, and says of every other named number why it is none.

A threshold is a constant in capitals with a number for its value, at the top of a module. Numbers that only tell things
apart or lay tables out are known by how the code uses them (`_FORMS`); the few others that are no thresholds stand with
a reason each in `no_thresholds.toml`. Every number is either tried or named in docs/mutation.md with what it is.
"""

from __future__ import annotations

import ast
import operator
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "reinschrift"
ROOMS = ("dedup", "held_out", "model", "pages", "personal", "shard", "snapshot", "sources", "stages", "text", "tokens")
LIST = Path(__file__).with_name("no_thresholds.toml")
CHECKED = ("speed", "bounds")
"""The parts of the list whose numbers are shifted, too: no test may notice."""


_APART = "one of several that only tell things apart"
_FEWEST_COUNTED = 4
_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class Threshold(NamedTuple):
    """A constant: the file as a path below the package, the name and the value."""

    file: str
    name: str
    value: float


class Uses(NamedTuple):
    """Where a constant is used: of each use the nodes of syntax around it, the nearest first, and the use itself."""

    places: list[list[ast.AST]]

    def all(self, holds: Callable[[list[ast.AST]], bool]) -> bool:
        """Tell whether there are uses, and something holds for each."""
        return bool(self.places) and all(map(holds, self.places))


def find_thresholds() -> tuple[list[Threshold], dict[Threshold, str]]:
    """Return the thresholds, and the numbers that are none, with the reason of each.

    Raises `SystemExit` if the list names what is not there, or what a form of use shows already.
    """
    listed = {name: (part, reason) for part, some in read_list().items() for name, reason in some.items()}
    chosen: list[Threshold] = []
    others: dict[Threshold, str] = {}
    for one, reason in _numbers():
        part, why = listed.pop(f"{one.file}:{one.name}", ("", ""))
        if part and reason:
            raise SystemExit(f"{LIST.name} names {one.file}:{one.name}, which is no threshold anyway: {reason}")
        if reason or part:
            others[one] = reason or why
        else:
            chosen.append(one)
    if listed:
        raise SystemExit(f"{LIST.name} names what is not there: {', '.join(listed)}")
    return chosen, others


def read_list() -> dict[str, dict[str, str]]:
    """Return the numbers that are no thresholds, by part of the list: reasons by `file:NAME`."""
    with LIST.open("rb") as handle:
        return tomllib.load(handle)


def to_check(others: dict[Threshold, str]) -> list[Threshold]:
    """Return the numbers that nothing hangs on, as the list says."""
    listed = read_list()
    names = {name for part in CHECKED for name in listed.get(part, {})}
    return [one for one in others if f"{one.file}:{one.name}" in names]


def _numbers() -> Iterator[tuple[Threshold, str]]:
    """Yield every named number of the rooms that make data, with a reason if its form shows that it is none."""
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            yield from _of_module(file)


def _of_module(file: Path) -> Iterator[tuple[Threshold, str]]:
    counted = _counted_names(file)
    for node in _tree(file).body:
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1):
            continue
        names = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else [node.targets[0]]
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        if len(names) != len(values):
            continue
        numbers = [_number_of(value) for value in values]
        for name, value, number in zip(names, values, numbers, strict=True):
            if isinstance(name, ast.Name) and name.id.isupper() and number:
                written = (ast.get_source_segment(file.read_text(encoding="utf-8"), value) or "").lower()
                reason = _APART if name.id in counted else _reason(file, name.id, numbers, written)
                yield Threshold(file.relative_to(PACKAGE).as_posix(), name.id, number), reason


def _reason(file: Path, name: str, given: list[float], written: str) -> str:
    if "0x" in written:
        return "a character or a pattern of bits, in hexadecimal"
    if "0o" in written:
        return "who may read and write a file, in octal"
    if _tell_apart(given):
        return _APART
    if name.lstrip("_").startswith("N_"):
        return "how many fields a table has"
    uses = uses_of(file, name)
    return next((reason for reason, form in _FORMS.items() if uses.all(form)), "")


def _counted_names(file: Path) -> set[str]:
    """Return the names of a module that are given 1, 2, 3, 4 and so on, statement after statement."""
    nodes = [node for node in _tree(file).body if not isinstance(node, ast.Expr)]
    found: set[str] = set()
    run: list[str] = []
    for node in nodes:
        value = _number_of(node.value) if isinstance(node, ast.Assign) else 0
        run = run if value == len(run) + 1 else []
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and value == len(run) + 1:
            run.append(node.targets[0].id)
        if len(run) >= _FEWEST_COUNTED:
            found.update(run)
    return found


def _tell_apart(numbers: list[float]) -> bool:
    """Tell whether numbers are given together only to tell things apart: 1, 2, 3 or 8, 16, 32."""
    counted = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    return counted or (len(numbers) > 2 and all(b == 2 * a for a, b in pairwise(numbers)))


def _number_of(value: ast.expr) -> float:
    """Return the number that an expression is, also by arithmetic (`15 * 365`) or as `np.float32(0.5)`; 0: none."""
    if isinstance(value, ast.BinOp) and type(value.op) in _ARITHMETIC:
        left, right = _number_of(value.left), _number_of(value.right)
        return _ARITHMETIC[type(value.op)](left, right) if left and right else 0
    if isinstance(value, ast.Call) and ast.unparse(value.func) in {"np.float32", "np.float64"} and len(value.args) == 1:
        return _number_of(value.args[0])
    number = value.value if isinstance(value, ast.Constant) else 0
    return number if isinstance(number, int | float) and not isinstance(number, bool) else 0


def uses_of(file: Path, name: str) -> Uses:
    """Return where a constant of a module is used, in the module and wherever one of its name is imported."""
    found = _loads(file).get(name, [])
    for other in sorted(PACKAGE.rglob("*.py")):
        if other != file and name in _imported(other):
            found = found + _loads(other).get(name, [])
    return Uses(found)


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def _imported(file: Path) -> frozenset[str]:
    found = (node for node in ast.walk(_tree(file)) if isinstance(node, ast.ImportFrom))
    return frozenset(alias.name for node in found for alias in node.names)


@cache
def _loads(file: Path) -> dict[str, list[list[ast.AST]]]:
    """Return of each name that a module reads the nodes around each use, the nearest first, and the use before them."""
    found: dict[str, list[list[ast.AST]]] = {}

    def walk(node: ast.AST, around: list[ast.AST]) -> None:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.setdefault(node.id, []).append([node, *around])
        for child in ast.iter_child_nodes(node):
            walk(child, [node, *around])

    walk(_tree(file), [])
    return found


@cache
def is_read_late(file: str, name: str) -> bool:
    """Tell whether a constant is only read when functions run, so that it can be set after its module is imported."""
    home = PACKAGE / file
    at_import = {
        node.func.id
        for statement in _tree(home).body
        if not isinstance(statement, ast.FunctionDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    def is_late(path: list[ast.AST]) -> bool:
        around = [
            outer for inner, outer in pairwise(path) if isinstance(outer, ast.FunctionDef) and inner in outer.body
        ]
        return bool(around) and not any(
            outer.name in at_import for outer in around if isinstance(outer, ast.FunctionDef)
        )

    return uses_of(home, name).all(is_late)


def _is_place(path: list[ast.AST]) -> bool:
    """Tell whether a use says which field of a table is meant: `row[NAME]`, `row[:, NAME + 1]`."""
    for inner, outer in pairwise(path):
        if isinstance(outer, ast.Subscript):
            return inner is outer.slice
        if not isinstance(outer, ast.Tuple | ast.BinOp):
            return False
    return False


def _is_compared_for_equality(path: list[ast.AST]) -> bool:
    """Tell whether a use asks only if something is exactly this: nothing lies above or below."""
    outer = next((node for node in path[1:] if not isinstance(node, ast.Tuple | ast.Set)), None)
    return isinstance(outer, ast.Compare) and all(
        isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for operator in outer.ops
    )


def _is_of_bits(path: list[ast.AST]) -> bool:
    """Tell whether a use moves or masks bits: `key >> NAME`, `key >> np.uint64(NAME)`, `flags & NAME`, `1 << NAME`."""
    operand, outer = path[0], path[1]
    if isinstance(outer, ast.Call) and len(outer.args) == 1:
        operand, outer = outer, path[2]
    if not isinstance(outer, ast.BinOp):
        return False
    moves = isinstance(outer.op, ast.LShift | ast.RShift) and operand is outer.right
    return moves or isinstance(outer.op, ast.BitAnd | ast.BitOr | ast.BitXor)


_FORMS: dict[str, Callable[[list[ast.AST]], bool]] = {
    "the place of a field in a table": _is_place,
    "only ever compared for equality": _is_compared_for_equality,
    "only ever moves or masks bits": _is_of_bits,
}
"""What numbers are that are used in this form alone."""
