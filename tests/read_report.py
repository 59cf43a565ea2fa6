"""Opens a report in Debian's Chromium as a person would: pictures of it, and what axe and the console find.

Run by tests in an environment of its own; prints JSON. Arguments: the report, a folder for the pictures.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
VIEWS: dict[str, dict[str, Any]] = {
    "report": {"viewport": {"width": 1100, "height": 800}},
    "report-dark-phone": {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark", "device_scale_factor": 1},
}
NARROWEST = "Math.min(...[...document.querySelectorAll('td')].map(one => one.clientWidth).filter(Boolean))"
SERIOUS = ("serious", "critical")

place, folder = Path(sys.argv[1]).absolute().as_uri(), Path(sys.argv[2])
answer: dict[str, Any] = {"console": [], "requests": [], "serious": [], "wide": [], "narrowest": []}
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    for name, view in VIEWS.items():
        # The policy of the page lets no script in but its own; axe is one.
        page = browser.new_context(**view, bypass_csp=True).new_page()
        page.on("console", lambda said: answer["console"].append(said.text))
        page.on("pageerror", lambda error: answer["console"].append(str(error)))
        page.on("request", lambda request: answer["requests"].append(request.url))
        page.goto(place)
        times = page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
        answer.setdefault("ready_ms", []).append(round(times["domContentLoadedEventEnd"]))
        page.screenshot(path=str(folder / f"{name}.png"))
        answer["wide"].append(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
        answer["narrowest"].append(page.evaluate(NARROWEST))
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found = Axe().run(page).response["violations"]
        answer["serious"] += [f"{one['id']}: {one['nodes'][0]['target']}" for one in found if one["impact"] in SERIOUS]
        page.context.close()
    page = browser.new_context(**VIEWS["report"]).new_page()  # with its policy, by keyboard
    page.on("console", lambda said: answer["console"].append(said.text))
    page.goto(place)
    page.get_by_label("Search in samples").fill(sys.argv[3])
    answer["found"] = page.locator("#found").inner_text()
    page.locator("#removed").scroll_into_view_if_needed()
    page.locator("#removed").evaluate("one => one.scrollIntoView()")
    page.screenshot(path=str(folder / "report-samples.png"))
    page.get_by_label("Search in samples").press("Tab")
    answer["focus"] = page.evaluate("document.activeElement.id")
    browser.close()
answer["requests"] = sorted({one for one in answer["requests"] if one != place and not one.startswith("data:")})
print(json.dumps(answer))  # noqa: T201  # what the test reads
