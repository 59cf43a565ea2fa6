"""Record the kernels that a rebuild of the sample calls, with `python -m tests.golden.update_kernels`: some minutes.

The order is that in which they are finished, so that one that another calls comes before it. A first run on a machine
compiles them by this list on all its cores; what is missing in it is compiled when it is called.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import tempfile
from pathlib import Path
from typing import Any

from reinschrift import run
from reinschrift.project import load_project
from reinschrift.run import rebuild as steps
from reinschrift.run.compile import LIST
from reinschrift.text import machine_code

SAMPLE = Path(__file__).parents[2] / "raw" / "sample"


def record(folder: Path) -> list[tuple[str, str, tuple[Any, ...], bool]]:
    """Rebuild the sample with nothing compiled, and return what was compiled on the way."""
    os.environ["NUMBA_CACHE_DIR"] = str(folder / "kernels")
    found: list[tuple[str, str, tuple[Any, ...], bool]] = []
    save = machine_code.MachineCode.save_overload

    def save_and_note(self: machine_code.MachineCode, sig: Any, data: Any) -> None:
        function = self._function
        found.append((function.__module__, function.__qualname__, tuple(data.signature.args), self.is_inner))
        save(self, sig, data)

    machine_code.MachineCode.save_overload = save_and_note  # type: ignore[method-assign]
    try:
        _rebuild(folder)
    finally:
        machine_code.MachineCode.save_overload = save  # type: ignore[method-assign]
    return found


def _rebuild(folder: Path) -> None:
    project = load_project(None, (), [str(SAMPLE)], str(folder / "dataset"))
    plan = steps.plan_rebuild(project)
    for spec in plan.shards:
        steps.refine_shard(spec)
    results = steps.read_results(plan)
    (piece,) = steps.shards_to_decide(project, plan).values()
    decisions = steps.decide(*piece)
    assembled = [steps.assemble_shard(*one) for one in steps.shards_to_assemble(project, plan, decisions).values()]
    (piece,) = steps.tables_to_check(project, results, assembled).values()
    steps.check_tables(*piece)


def main() -> None:
    """Write the list."""
    with tempfile.TemporaryDirectory() as folder:
        called = record(Path(folder))
    numbers: dict[Any, int] = {}
    kernels = [
        [module.removeprefix("reinschrift."), name, [numbers.setdefault(one, len(numbers)) for one in types], is_inner]
        for module, name, types, is_inner in called
    ]
    types = [base64.b64encode(pickle.dumps(one, protocol=4)).decode() for one in numbers]
    lists: dict[str, list[Any]] = {"types": types, "kernels": kernels}
    rows = (
        f'"{name}": [\n' + ",\n".join(json.dumps(value) for value in values) + "\n]" for name, values in lists.items()
    )
    file = Path(run.__file__).parent / LIST
    file.write_text("{" + ",\n".join(rows) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
