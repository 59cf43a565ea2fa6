"""`python -m reinschrift` is the command."""

from __future__ import annotations

from reinschrift.cli import start

if __name__ == "__main__":
    start()
