"""Reads the files that people write in TOML, and says in a sentence what is wrong with one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from reinschrift.errors import ConfigError

MEND = "Mend that place; in TOML a text stands in quotes, a list in square brackets, and a name is given once."


def read_toml(file: Path, called: str, error: type[ConfigError]) -> dict[str, Any]:
    """Return what a file says; raises `error` for one that is no TOML in UTF-8, `OSError` for one that is not there.

    `called`: what the file is in a sentence.
    """
    data = file.read_bytes()
    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise error(
            f"{called} is not UTF-8: line {line} holds the byte 0x{data[wrong.start]:02x}.",
            hint="Save it as UTF-8 in your editor.",
            context={"file": file},
        ) from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise error(f"{called} is not TOML: {wrong}.", hint=MEND, context={"file": file}) from wrong
