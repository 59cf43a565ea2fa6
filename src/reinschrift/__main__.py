"""`python -m reinschrift` is the command."""

from __future__ import annotations

from reinschrift.cli import main

if __name__ == "__main__":
    main(prog_name="reinschrift")
