"""Python source without what changes no result: comments, docstrings, blank lines, line breaks within brackets."""

from __future__ import annotations

import re

# Raw strings end where others do, so a string's prefix can stand in the code before it.
_TOKEN = re.compile(
    r"""
    (?P<string>
        \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    )
    | (?P<nothing>\#[^\n]* | \\\n)
    | (?P<line>\n[ \t]*)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<code>[^\n"'#\\()\[\]{}]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS_STATEMENT = re.compile(r"[ \t]*(?:#|\n|\Z)")
_PREFIX = re.compile(r"\n[ \t]*[rRuU]?\Z")


def normal_form(source: str) -> str:
    """Return a module's tokens in one form, however it is laid out.

    It is found by a pattern, not by Python's own parser: so it is the same on every version of Python, and quick.
    Strings that stand alone as a statement are left out, too. A line break within brackets is a blank between two
    names, and nothing elsewhere.
    """
    form: list[str] = ["\n"]
    depth = 0
    indent = "\n"  # what begins the next line of code, once there is some
    for token in _TOKEN.finditer(source):
        kind, text = token.lastgroup, token[0]
        if kind == "line":
            if depth == 0:
                indent = text
            continue
        if kind == "nothing" or not (text := text if kind == "string" else " ".join(text.split())):
            continue
        if kind == "string" and depth == 0 and _is_alone(source, token.end(), form, indent):
            if not indent:
                form.pop()  # the prefix
            continue
        if indent and depth == 0:
            form.append(indent)
            indent = ""
        elif form[-1][-1] not in _BREAKS and text[0] not in _BREAKS and not source[token.start() - 1].isalnum():
            form.append(" ")
        form.append(text)
        depth += (kind == "open") - (kind == "close")
    return "".join(form)


_BREAKS = frozenset("\n()[]{}")


def _is_alone(source: str, end: int, form: list[str], indent: str) -> bool:
    """Say whether a string is a whole statement: a docstring, or one that describes an attribute."""
    begins = bool(indent) or _PREFIX.match("".join(form[-2:])) is not None
    return begins and _ENDS_STATEMENT.match(source, end) is not None
