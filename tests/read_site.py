"""Opens the site of the pages from its folder in Debian's Chromium, as a reader without a network would.

Run by a test in an environment of its own; prints JSON. Arguments: the folder of the site, what to search for.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
folder, words = Path(sys.argv[1]).absolute(), sys.argv[2]
answer: dict[str, Any] = {"console": [], "requests": [], "wide": []}
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    page = browser.new_context(viewport={"width": 1200, "height": 800}).new_page()
    page.on("console", lambda shown: answer["console"].append(shown.text))
    page.on("pageerror", lambda error: answer["console"].append(str(error)))
    page.on("request", lambda request: answer["requests"].append(request.url))
    for file in sorted(set(folder.rglob("*.html")) - {folder / "404.html"}):  # that one is for a server alone
        page.goto(file.as_uri())
        answer["wide"].append(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
    page.goto((folder / "guides" / "tune.html").as_uri())
    page.locator("input[name=query]").fill(words)
    page.locator(".md-search-result__item a").first.wait_for(state="attached", timeout=120_000)
    answer["found"] = page.locator(".md-search-result__item a").first.get_attribute("href")
    browser.close()
answer["requests"] = sorted(
    {one for one in answer["requests"] if not one.startswith(("file:", "data:", "blob:", "about:"))}
)
print(json.dumps(answer))  # noqa: T201  # what the test reads
