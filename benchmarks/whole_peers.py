"""datatrove's nearest chain on a JSONL file of plain texts, in datatrove's own environment; called by whole.py.

    python -m benchmarks.whole_peers FILE FOLDER      (datatrove 0.10.1 with its extras io and processing, and spacy)

Repair by ftfy, the filters of FineWeb-2's recipe, masking of personal data, near-duplicates by MinHash. It has no step
for the language (the model is not in the package), none for paragraphs, metadata, rights, validation or documentation,
so it does less than a rebuild; what a filter takes out, no later step sees. One process. Pages are left out: its step
for trafilatura waited for ever for the process in which it reads them (0.10.1, 46 MB of German manuals).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

LANGUAGE = "deu_Latn"


def chain(raw: Path, folder: str) -> list[list[Any]]:
    """Return the steps of each of its runs, one after the other."""
    from datatrove.pipeline.dedup import (  # noqa: PLC0415  # this module is imported without datatrove, too
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.filters import (  # noqa: PLC0415
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )
    from datatrove.pipeline.formatters import FTFYFormatter, PIIFormatter  # noqa: PLC0415
    from datatrove.pipeline.readers import JsonlReader  # noqa: PLC0415
    from datatrove.pipeline.writers import JsonlWriter  # noqa: PLC0415

    filters = (GopherRepetitionFilter, GopherQualityFilter, FineWebQualityFilter)
    steps = [
        JsonlReader(str(raw.parent), glob_pattern=raw.name),
        FTFYFormatter(),
        *(one(language=LANGUAGE) for one in filters),
        PIIFormatter(),
        JsonlWriter(f"{folder}/clean"),
    ]
    signed, buckets, groups = f"{folder}/signed", f"{folder}/buckets", f"{folder}/groups"
    return [
        steps,
        [JsonlReader(f"{folder}/clean"), MinhashDedupSignature(signed, language=LANGUAGE)],
        [MinhashDedupBuckets(signed, buckets)],
        [MinhashDedupCluster(buckets, groups)],
        [JsonlReader(f"{folder}/clean"), MinhashDedupFilter(groups), JsonlWriter(f"{folder}/kept")],
    ]


def main() -> None:
    """Run the chain."""
    from datatrove.executor import LocalPipelineExecutor  # noqa: PLC0415

    raw, folder = Path(sys.argv[1]), sys.argv[2]
    for number, steps in enumerate(chain(raw, folder)):
        tasks = 14 if number == 2 else 1  # one for each bucket of its MinHash
        LocalPipelineExecutor(steps, tasks=tasks, workers=1, logging_dir=f"{folder}/logs{number}").run()


if __name__ == "__main__":
    main()
