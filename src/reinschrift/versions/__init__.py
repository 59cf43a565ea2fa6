"""The version of every step that makes data, raised when the same input gives other output.

Stages have theirs in `STAGES`. A version tells people that a step's output is another one, and
`tests/golden/test_versions.py` fails where it was not raised. What is made anew is decided by `versions.digests`, which
no change of code or data escapes.
"""

VERSIONS = {
    "read.text": 1,
    "read.jsonl": 1,
    "read.csv": 1,
    "read.html": 1,
    "read.warc": 1,
    "read.feed": 1,
    "read.epub": 1,
    "read.parquet": 1,
    "read.zip": 1,
    "read.tar": 1,
    "pages": 1,
    "shard": 3,
    "dedup": 1,
    "assembly": 4,
}
