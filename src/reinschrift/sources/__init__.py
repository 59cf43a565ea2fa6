"""Raw files to tables of documents, each row with where it came from."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reinschrift.sources.formats import recognise
    from reinschrift.sources.listing import Listing, list_files
    from reinschrift.sources.parts import FilePart, RawFile, split_parts
    from reinschrift.sources.read import BATCH_BYTES, read_part, read_parts, rejected_part
    from reinschrift.sources.readers import FORMATS
    from reinschrift.sources.readers.records import DOCUMENTS_READ
    from reinschrift.sources.register import Source, read_register, sources_of_paths

__all__ = [
    "BATCH_BYTES", "DOCUMENTS_READ", "FORMATS", "FilePart", "Listing", "RawFile", "Source", "list_files", "read_part",
    "read_parts", "read_register", "recognise", "rejected_part", "sources_of_paths", "split_parts",
]  # fmt: skip

_MODULES = {
    "formats": ("recognise",),
    "listing": ("Listing", "list_files"),
    "parts": ("FilePart", "RawFile", "split_parts"),
    "read": ("BATCH_BYTES", "read_part", "read_parts", "rejected_part"),
    "readers": ("FORMATS",),
    "readers.records": ("DOCUMENTS_READ",),
    "register": ("Source", "read_register", "sources_of_paths"),
}


def __getattr__(name: str) -> Any:
    # Loaded when it is used: who asks a snapshot needs what was left out, and no reader.
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
