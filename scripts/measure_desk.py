#!/usr/bin/env python3
"""Measure what a handler waits for: the frame, an answer, a page, a click while a policy is read.

    scripts/measure_desk.py [--times 5]

Starts the real app with the real model on an empty data folder, and drives it in headless Chromium: a
time is from the key or click to what it brings being drawn, and so includes the browser. Prints a table
of medians and worst, with the machine's load at the time. Needs Playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.measure_image import ASKED, long_policy
from scripts.screenshots import CLAIM, READY_MS, SIZE, browser, send, served, settle

# Each page, and what is there when it is drawn.
PAGES = {
    "Assess a claim": "[class*=st-key-pane-] textarea",
    "History": "[data-testid=stMain] .st-key-verify",
    "Portfolio": "[data-testid=stMain] .ic-figures",
    "Policies": "[data-testid=stMain] .st-key-terms",
    "Compare": "[data-testid=stMain] .st-key-changes",
    "Quality": "[data-testid=stMain] .st-key-run-questions",
    "System": "[data-testid=stMain] h1",
    "Claim desk": "[data-testid=stMain] .st-key-page img",
}
DRAWN = """before => {
  const image = document.querySelector(".st-key-page img");
  return image && image.src !== before && image.complete && image.naturalWidth > 0;
}"""


class Watch:
    """Times by what was waited for, in the order of the first of each."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    @contextmanager
    def on(self, what: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.times.setdefault(what, []).append(time.perf_counter() - begun)

    def print(self) -> None:
        print("| from the key or click to | median, s | worst, s | times |\n| --- | ---: | ---: | ---: |")
        for what, times in self.times.items():
            print(f"| {what} | {statistics.median(times):.2f} | {max(times):.2f} | {len(times)} |")
        load, _, _ = os.getloadavg()
        print(f"\nLoad at the end {load:.1f} on {os.cpu_count()} cores.")


def turned(page: Page, act: Callable[[], object]) -> None:
    """Do what turns the page, and wait until another image is drawn."""
    before = page.locator(".st-key-page img").get_attribute("src")
    address = page.evaluate("source => new URL(source, location).href", before)
    act()
    page.wait_for_function(DRAWN, arg=address, timeout=READY_MS)


def measure_frame(page: Page, address: str, watch: Watch, times: int) -> None:
    for _ in range(times):
        with watch.on("a reload: the frame, with the navigation"):
            page.goto(address)
            page.locator(".st-key-navigation a").first.wait_for(timeout=READY_MS)
        settle(page)
    for _ in range(times):
        with watch.on("a reload: the whole desk, with answer and page"):
            page.goto(address)
            page.locator("[class*=st-key-answer-]").first.wait_for(timeout=READY_MS)
            page.wait_for_function(DRAWN, arg="", timeout=READY_MS)
        settle(page)


def measure_reading(page: Page, watch: Watch, times: int) -> None:
    """Ask, follow citations, turn pages, find words."""
    for number in range(times):
        with watch.on("an answer"):
            send(page, ASKED[number % len(ASKED)])
        settle(page)
    number_box = page.locator(".st-key-page-number input")
    number_box.fill("2")
    number_box.press("Enter")
    settle(page)
    for _ in range(min(times, 5)):  # the sample policies have 8 pages and more
        with watch.on("the next page, drawn"):
            turned(page, lambda: page.keyboard.press("Alt+n"))
        settle(page)
    buttons = page.locator("[class*=st-key-answer-] [class*=st-key-cite-] button")
    for number in range(times):
        button = buttons.nth(number % buttons.count())
        head = page.locator(".st-key-page-head").inner_text()
        with watch.on("a citation’s page, lit"):
            button.click()
            page.locator(".st-key-page-head").filter(has_not_text=head).wait_for(timeout=READY_MS)
            page.wait_for_function(DRAWN, arg="", timeout=READY_MS)
        settle(page)
    box = page.get_by_label("Find words in this policy")
    for word in ("excess", "claim", "doctor")[:times]:
        box.fill("")
        page.locator(".st-key-place-on").wait_for(state="detached", timeout=READY_MS)
        settle(page)
        with watch.on("words found, and their place"):
            box.fill(word)
            page.locator(".st-key-finding [role=status]").wait_for(timeout=READY_MS)
        settle(page)
    box.fill("")
    settle(page)


def measure_claim(page: Page, watch: Watch) -> None:
    page.get_by_role("link", name="Assess a claim").click()
    box = page.get_by_label("The claim, as it was told")
    box.wait_for(timeout=READY_MS)
    box.fill(CLAIM)
    box.blur()
    settle(page)
    with watch.on("a claim’s worksheet"):
        page.locator(".st-key-assess button").click()
        page.locator("[class*=st-key-banner-]").wait_for(timeout=READY_MS)
    settle(page)


def measure_pages(page: Page, watch: Watch, times: int) -> None:
    for _ in range(times):
        for name, ready in PAGES.items():
            ready = "[class*=st-key-banner-]" if name == "Assess a claim" else ready
            with watch.on(f"the page {name}"):
                page.get_by_role("link", name=name, exact=True).click()
                page.locator(ready).first.wait_for(timeout=READY_MS)
            settle(page)


def measure_ingest(page: Page, watch: Watch, policy: Path, times: int) -> None:
    """Ask and turn pages while a hundred pages are indexed, then cancel that."""
    drop_zone = page.locator("[data-testid=stFileUploaderDropzoneInput]").first
    bar = page.locator("[data-testid=stProgress]")
    drop_zone.set_input_files(policy)
    page.get_by_text("Indexing clause").wait_for(timeout=READY_MS)
    for number in range(times):
        with watch.on("the next page, while a policy is read"):
            turned(page, lambda key="Alt+p" if number % 2 else "Alt+n": page.keyboard.press(key))
        with watch.on("an answer, while a policy is read"):
            send(page, ASKED[number % len(ASKED)])
        if not bar.count():
            raise SystemExit("The policy was read before the pages were turned: measure with a longer one.")
        print("Meanwhile:", bar.inner_text().replace("\n", " "))
    with watch.on("“cancelled”, after Cancel"):
        page.locator(".st-key-cancel-0 button").click()
        page.get_by_text("Nothing of it was kept").wait_for(timeout=READY_MS)


def main() -> None:
    """Measure, and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--times", type=int, default=5)
    times = arguments.parse_args().times
    watch = Watch()
    print(f"Load at the start {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    try:
        measure(watch, times)
    finally:
        watch.print()


def measure(watch: Watch, times: int) -> None:
    """Go through the day's work from an empty data folder on."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "data") as address,
        browser() as chromium,
    ):
        page = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        with watch.on("the first start’s frame, before the models are loaded"):
            page.goto(address)
            page.locator(".st-key-navigation a").first.wait_for(timeout=READY_MS)
        with watch.on("the sample policies, read"):
            page.get_by_role("button", name="Load the sample policies").click(timeout=READY_MS)
            page.locator(".st-key-examples").wait_for(timeout=READY_MS)
        settle(page)
        send(page, ASKED[0])  # the first question warms up
        settle(page)
        measure_reading(page, watch, times)
        measure_frame(page, address, watch, times)
        measure_claim(page, watch)
        measure_pages(page, watch, max(1, times // 2))
        measure_ingest(page, watch, long_policy(Path(folder)), max(2, times // 2))


if __name__ == "__main__":
    main()
