"""Packages that are not always there and that some settings ask for: noticed before anything is done."""

from __future__ import annotations

import importlib.util

from reinschrift.errors import ConfigError
from reinschrift.settings.tree import Settings

EXTRAS = (
    ("run.executor", "dask", "distributed", 'pip install "reinschrift[dask]"', "local"),
    ("run.executor", "ray", "ray", 'pip install "reinschrift[ray]"', "local"),
    ("read.extractor", "trafilatura", "trafilatura", 'pip install "reinschrift[trafilatura]"', "blocks"),
)
"""Setting, its value, the package it needs, how to install that, and the value that needs none."""


def check_extras(settings: Settings) -> None:
    """Raise `ConfigError` for a package that a setting needs and that is not installed here."""
    for name, value, package, command, other in EXTRAS:
        group, _, field = name.partition(".")
        if getattr(getattr(settings, group), field) == value and importlib.util.find_spec(package) is None:
            raise ConfigError(
                f'{name} = "{value}" needs the package {package}, which is not installed.',
                hint=f'Install it with {command}, or set {name} to "{other}". Nothing was done.',
            )
