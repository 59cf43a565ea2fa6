"""Record what every step gives now, with `python -m tests.golden.update_versions`.

A step that gives something else for the same input needs a higher version first. After a merge that left two lines for
a step, it takes the state of the code.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.golden.steps import RECORDED, fault_of, read_recorded, steps_of, to_text


def main() -> int:
    """Write the record, or say which versions to raise and leave it as it is."""
    with tempfile.TemporaryDirectory() as folder:
        now = dict(steps_of(Path(folder)))
    before = read_recorded(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    faults = [
        fault
        for name, step in now.items()
        if len(before.get(name, ())) == 1 and (fault := fault_of(name, step, before[name][0]))
    ]
    wrong = [fault for fault in faults if "raise" in fault or "fell" in fault]
    if wrong:
        sys.stderr.write("".join(f"{fault}\n" for fault in wrong))
        return 1
    RECORDED.write_text(to_text(now), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
