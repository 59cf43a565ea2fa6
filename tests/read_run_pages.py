"""Opens pages of a local Prefect server in Debian's Chromium, as a person who was given its password would.

Run by a test in an environment of its own; prints JSON. Arguments: the server's address, a folder for pictures, and
pages as NAME=PATH. The password is read from standard input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
address, folder, pages = sys.argv[1], Path(sys.argv[2]), dict(pair.split("=", 1) for pair in sys.argv[3:])
answer: dict[str, Any] = {"texts": {}, "elsewhere": []}


def note_request(url: str) -> None:
    """Record an address that is not the server's."""
    if not url.startswith((address, address.replace("http", "ws", 1), "data:", "blob:")):
        answer["elsewhere"].append(url)


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.on("request", lambda request: note_request(request.url))
    page.goto(f"{address}/runs")
    page.locator("input").first.fill(sys.stdin.readline().strip())
    page.keyboard.press("Enter")
    page.get_by_text("Flow runs").first.wait_for(timeout=60_000)
    for name, path in pages.items():
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2000)  # what is drawn after the last answer
        page.screenshot(path=str(folder / f"{name}.png"))
        answer["texts"][name] = page.inner_text("body")
    browser.close()
print(json.dumps(answer))  # noqa: T201  # what the test reads
