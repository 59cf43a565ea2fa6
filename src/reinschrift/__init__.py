"""Raw text in, a clean, versioned and validated Parquet dataset out."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reinschrift.look.dataset import open_snapshot as open  # noqa: A004  # reinschrift.open reads as it is meant

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def __getattr__(name: str) -> Any:
    # Loaded when it is used: the command line must not wait for Arrow to print its help.
    if name == "open":
        from reinschrift.look.dataset import open_snapshot  # noqa: PLC0415

        return open_snapshot
    raise AttributeError(name)
