"""The step compile: kernels that a first run on a machine compiles, on all workers and with a count."""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import pickle
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import metadata, resources
from pathlib import Path
from typing import Any, NamedTuple

from reinschrift import __version__
from reinschrift.batch import PAGE_FORMATS
from reinschrift.settings.run import RunSettings
from reinschrift.shard.plan import Plan
from reinschrift.text.kernel import Kernel
from reinschrift.text.machine_code_folder import folder_of_machine_code

LIST = "kernels.json"
"""Kernels in the order in which they are finished, with the types that they are called with."""
PIECE = 4
"""Kernels that a worker compiles at a time: some seconds."""
OF_PAGES = ("reinschrift.pages.",)
PACKAGES = ("numba", "llvmlite", "numpy")


class Entry(NamedTuple):
    """One kernel for one tuple of types."""

    module: str
    name: str
    types: tuple[str, ...]
    """numba's types of the arguments, each pickled, in base 64."""
    is_inner: bool
    """Whether it is called by other kernels, and not by Python."""


def kernels_to_compile(plan: Plan, settings: RunSettings) -> dict[str, tuple[Any, ...]]:
    """Return the pieces of the step compile: groups of kernels; none where they were compiled before.

    Workers of a cluster compile what they need when they need it: this machine cannot know what lies on theirs.
    """
    if settings.executor != "local" or not plan.todo:
        return {}
    with_pages = any(part.format in PAGE_FORMATS for spec in plan.todo for part in spec.parts)
    if is_compiled(with_pages=with_pages):
        return {}
    entries = [entry for entry in listed_kernels() if with_pages or not entry.module.startswith(OF_PAGES)]
    return {f"{at // PIECE + 1}": (entries[at : at + PIECE],) for at in range(0, len(entries), PIECE)}


def listed_kernels() -> list[Entry]:
    """Return the kernels that a rebuild of the project's sample calls."""
    listed = json.loads(resources.files("reinschrift.run").joinpath(LIST).read_text(encoding="utf-8"))
    return [
        Entry(f"reinschrift.{module}", name, tuple(listed["types"][at] for at in types), is_inner)
        for module, name, types, is_inner in listed["kernels"]
    ]


def compile_kernels(entries: Sequence[Entry]) -> int:
    """Compile kernels whose machine code is not there yet; return how many are there now.

    The list may be older than the code: a kernel that is gone, or takes other types now, is compiled when it is called.
    """
    importlib.import_module("reinschrift.text.compile_kernel")  # before the types, which would import numba whole
    done = 0
    for entry in entries:
        with suppress(Exception):  # it fails again, and is reported, where the kernel is called
            kernel = getattr(importlib.import_module(entry.module), entry.name)
            if isinstance(kernel, Kernel):
                types = tuple(pickle.loads(base64.b64decode(one)) for one in entry.types)  # noqa: S301  # of this package
                (kernel.inner if entry.is_inner else kernel.dispatcher).compile(types)
                done += 1
    return done


def mark_compiled(pieces: Mapping[str, tuple[Sequence[Entry]]]) -> None:
    """Write down that the kernels of the step's pieces are compiled on this machine."""
    mark = _mark(
        with_pages=any(entry.module.startswith(OF_PAGES) for (entries,) in pieces.values() for entry in entries)
    )
    if mark is not None:
        with suppress(OSError):
            mark.touch()


def is_compiled(*, with_pages: bool) -> bool:
    """Say whether that is written down; also where nothing could be kept, so that compiling ahead is of no use."""
    marks = [_mark(with_pages=True)] if with_pages else [_mark(with_pages=True), _mark(with_pages=False)]
    return any(mark is None or mark.exists() for mark in marks)


def _mark(*, with_pages: bool) -> Path | None:
    """Return the file that says so; its name is a hash of the list and of what compiles. None without a folder."""
    folder = folder_of_machine_code()
    if folder is None:
        return None
    listed = resources.files("reinschrift.run").joinpath(LIST).read_bytes()
    versions = [metadata.version(name) for name in PACKAGES]
    digest = hashlib.sha256(listed + repr((__version__, versions)).encode()).hexdigest()[:16]
    return folder / f"compiled-{'pages' if with_pages else 'text'}-{digest}"
