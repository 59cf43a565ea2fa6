"""Raw text in, a clean, versioned and validated Parquet dataset out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reinschrift.export.mix import mix
    from reinschrift.library import inspect, rebuild
    from reinschrift.look.clean import clean, clean_all
    from reinschrift.look.dataset import open_snapshot as open  # noqa: A004  # reinschrift.open reads as it is meant

__version__ = "0.1.0"
__all__ = ["__version__", "clean", "clean_all", "inspect", "mix", "open", "rebuild"]

_PLACES = {
    "clean": ("reinschrift.look.clean", "clean"),
    "clean_all": ("reinschrift.look.clean", "clean_all"),
    "inspect": ("reinschrift.library", "inspect"),
    "mix": ("reinschrift.export.mix", "mix"),
    "open": ("reinschrift.look.dataset", "open_snapshot"),
    "rebuild": ("reinschrift.library", "rebuild"),
}


def __getattr__(name: str) -> Any:
    # Loaded when it is used: the command line must not wait for Arrow to print its help.
    if name in _PLACES:
        module, function = _PLACES[name]
        return getattr(import_module(module), function)
    raise AttributeError(name)
