"""What is read of a server's answer."""

from __future__ import annotations

import pytest

from reinschrift.settings.read import ReadSettings
from reinschrift.sources.readers.responses import Capture, record_of, response_of


@pytest.mark.parametrize(("before", "is_read"), [(0, True), (150, True), (250, False)])
def test_some_hundred_headers_are_read(before: int, *, is_read: bool) -> None:
    """No server sends more; what stands behind them is not looked at."""
    head = "".join(f"X-{number}: {number}\r\n" for number in range(before))
    block = f"HTTP/1.1 200 OK\r\n{head}Content-Type: text/html\r\n\r\n<p>Da.".encode()
    response = response_of(Capture("response", {"content-type": "application/http"}, block, {}), 1000)
    assert (response.status, response.body) == (200, b"<p>Da.")
    assert (response.header("content-type") == "text/html") == is_read


@pytest.mark.parametrize(("status", "is_page"), [(200, True), (206, True), (304, False), (404, False), (503, False)])
def test_what_is_no_answer_is_no_page(status: int, *, is_page: bool) -> None:
    """A redirection, a fault of the asker or of the server: what its body says is no text of the site."""
    block = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\n\r\n<p>Da steht es, und es ist ein Satz.".encode()
    record = record_of(Capture("response", {"content-type": "application/http"}, block, {}), 0, ReadSettings())
    assert (record.problem is None) == is_page
