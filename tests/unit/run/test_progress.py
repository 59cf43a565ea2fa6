"""What a run tells of itself while it works."""

from __future__ import annotations

import io
import threading

from reinschrift.run.progress import LineProgress, open_progress


class Terminal(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def test_lines_where_there_is_no_terminal() -> None:
    """A log gets a line at the beginning and at the end of a step, not one a part."""
    stream = io.StringIO()
    with open_progress(stream=stream) as progress:
        progress.begin("refine", 100)
        for _ in range(100):
            progress.advance("refine")
    first, last = stream.getvalue().splitlines()
    assert first == "refine: 0/100"
    assert last.startswith("refine: 100/100 after ")


def test_lines_between_when_it_takes_long() -> None:
    """Where parts take their time, each tells how far the step is."""
    stream = io.StringIO()
    progress = LineProgress(stream, seconds_between_lines=0)
    progress.begin("refine", 3)
    for _ in range(3):
        progress.advance("refine")
    assert [line.split()[1] for line in stream.getvalue().splitlines()] == ["0/3", "1/3", "2/3", "3/3"]


def test_bars_on_a_terminal() -> None:
    """A terminal sees the step's name and count, and what is said besides."""
    stream = Terminal()
    with open_progress(stream=stream) as progress:
        progress.begin("refine", 2)
        progress.advance("refine")
        progress.advance("refine")
        progress.note("a file [red] was not read")
    assert "refine" in stream.getvalue()
    assert "2/2" in stream.getvalue()
    assert "a file [red] was not read" in stream.getvalue()


def test_quiet_says_nothing() -> None:
    """Quiet is quiet, on a terminal too."""
    stream = Terminal()
    with open_progress(quiet=True, stream=stream) as progress:
        progress.begin("refine", 1)
        progress.advance("refine")
        progress.note("nothing")
    assert stream.getvalue() == ""


def test_threads_lose_no_count() -> None:
    """Parts that end at the same moment in many threads are all counted."""
    stream = io.StringIO()
    progress = LineProgress(stream)
    progress.begin("refine", 8000)

    def advance() -> None:
        for _ in range(1000):
            progress.advance("refine")

    threads = [threading.Thread(target=advance) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "refine: 8000/8000" in stream.getvalue()
