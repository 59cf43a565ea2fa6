"""No regular expression of the package can take a time that doubles with each letter."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]  # no stubs for the parser of `re`
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import reinschrift

NEED_PACKAGES = {"reinschrift.look.torch_rows": "torch"}
"""Modules that can be imported only where a package is that no lock file names; they have no expression."""


def patterns_of_package() -> dict[str, re.Pattern[str]]:
    """Return every compiled expression at the top of a module, by where it stands."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(reinschrift.__path__, "reinschrift."):
        if not module.name.endswith("__main__") and module.name not in NEED_PACKAGES:
            for name, value in vars(importlib.import_module(module.name)).items():
                found |= {f"{module.name}.{name}[{at}]": one for at, one in enumerate(_patterns_in(value))}
    return found


def _patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (one for one in value.values() if isinstance(one, re.Pattern))
    elif isinstance(value, tuple | list):
        yield from (one for one in value if isinstance(one, re.Pattern))


def ambiguous(text: str | bytes, flags: int = 0) -> list[str]:
    """Return the parts of an expression that repeat a repetition with nothing certain between two rounds."""
    tree = parser.parse(text, flags)
    return [str(part)[:200] for part in _repeated(tree) if _is_one_repetition(part)]


def _repeated(parts: Any) -> Iterator[Any]:
    """Yield the body of every unbounded repetition, at any depth."""
    for code, value in parts:
        if code in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
            if value[1] is codes.MAXREPEAT:
                yield value[2]
            yield from _repeated(value[2])
        elif code is codes.SUBPATTERN:
            yield from _repeated(value[3])
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _repeated(branch)
        elif code in {codes.ASSERT, codes.ASSERT_NOT}:
            yield from _repeated(value[1])


def _is_one_repetition(parts: Any) -> bool:
    """Say whether a body is an unbounded repetition, with only what may be missing beside it."""
    certain = [part for part in parts if part[0] is not codes.AT and _least(part) > 0]
    if not certain:
        return any(_is_unbounded(part) for part in parts)
    return len(certain) == 1 and _is_unbounded(certain[0])


def _least(part: Any) -> int:
    """Return the fewest characters that an element matches."""
    code, value = part
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
        return int(value[0] * value[2].getwidth()[0])
    if code is codes.SUBPATTERN:
        return int(value[3].getwidth()[0])
    if code is codes.BRANCH:
        return int(min(branch.getwidth()[0] for branch in value[1]))
    return 0 if code in {codes.ASSERT, codes.ASSERT_NOT} else 1


def _is_unbounded(part: Any) -> bool:
    """Say whether an element is nothing but a repetition without end."""
    code, value = part
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
        return value[1] is codes.MAXREPEAT
    if code is codes.SUBPATTERN:
        return _is_one_repetition(value[3])
    return code is codes.BRANCH and any(_is_one_repetition(branch) for branch in value[1])


@pytest.mark.parametrize("text", [r"(?:\s*\w+)*", r"(?:a+)+", r"x(?:\w+|,)*$", r"(?:(?:ab)+c?)*"])
def test_what_doubles_is_found(text: str) -> None:
    """Expressions that are known to be slow."""
    assert ambiguous(text)


@pytest.mark.parametrize("text", [r"(?:\s+\w+)*", r"\w+(?:, \w+)*", r"[^()]*(?:\([^()]*\)[^()]*)*", r"(?:a|b)+"])
def test_what_grows_in_a_line_is_not(text: str) -> None:
    """Expressions with something certain in every round."""
    assert not ambiguous(text)


def test_no_expression_doubles() -> None:
    """A line of sixty letters kept a worker busy for good: no test at two sizes can see that, since none ends."""
    patterns = patterns_of_package().items()
    slow = {where: parts for where, one in patterns if (parts := ambiguous(one.pattern, one.flags))}
    assert slow == {}
