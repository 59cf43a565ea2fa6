"""What the fuzzer found stays found: every file of tests/corpus is read, as what it is and as what it was."""

import subprocess
import sys
from pathlib import Path

import pytest

from reinschrift.sources import FORMATS
from tests.fuzz_readers import broken_law
from tests.fuzz_samples import samples

CORPUS = sorted(path for path in Path(__file__).parents[2].joinpath("corpus").iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("as_named", [False, True])
@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.name)
def test_a_file_that_broke_a_reader_is_read(tmp_path: Path, file: Path, *, as_named: bool) -> None:
    (tmp_path / file.name).write_bytes(file.read_bytes())
    form = file.name.partition("-")[0]
    assert form in {each.name for each in FORMATS}
    assert broken_law(tmp_path / file.name, form if as_named else None) is None


def test_the_fuzzer_has_a_sample_of_each_format() -> None:
    assert set(samples()) == {each.name for each in FORMATS}


def test_the_fuzzer_is_a_command(tmp_path: Path) -> None:
    """It runs for as long as it is told, and says what it read."""
    command = [sys.executable, "-m", "tests.fuzz_readers", "--seconds", "1", "--only", "^text$", "--found"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert " files" in done.stdout
