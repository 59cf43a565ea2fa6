"""Print the documentation of columns: `python -m reinschrift.contract schemas/reinschrift.odcs.yaml`."""

from __future__ import annotations

import sys

from reinschrift.contract import load_contract
from reinschrift.contract.markdown import columns_markdown

if __name__ == "__main__":
    sys.stdout.write(columns_markdown(load_contract(sys.argv[1])))
