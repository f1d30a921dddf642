"""Take the pictures of the documentation: an answer at the desk, a claim, the portfolio, two versions.

    python scripts/screenshots.py [--out docs] [--question "..."]

Starts the real app on a free port with an empty data folder of its own, and drives it in headless
Chromium. The browser tests start app and browser by the same functions. Needs Playwright and a
Chromium; nothing is downloaded.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from samples.make_policies import SOURCES, make_pdf

ROOT = Path(__file__).resolve().parents[1]
SIZE = (1440, 900)  # pixels
START_S = 60.0  # the server answers within this
READY_MS = 120_000  # the model is loaded and the samples are read within this
CLAIM = (
    "58F, hernia repair in Pune on 3 Mar 2026. Silver plan, policy since 12 Dec 2025, sum insured Rs 5 lakh, "
    "bill Rs 1,50,000 (surgeon 90,000, theatre 25,000, mesh 35,000)."
)
UNBILLED = (
    "46M, hernia repair in Pune on 3 Mar 2026. Silver plan, policy since 12 Dec 2022, sum insured Rs 5 lakh."
)
INVOICE = """Larkspur Clinic, Pune
Invoice 4471 of 9 March 2026
Date of admission: 4 March 2026
Room 2 days @ 6,000 12,000.00
Surgeon 60,000.00
Theatre 18,000.00
Total Rs 90,000.00"""
# What the next edition of the home policy says otherwise.
NEXT_EDITION = (
    ("30 days in", "45 days in"),
    ("£350", "£500"),
    ("within 14 days if you move", "within 30 days if you move"),
)
QUESTION = "Is there a waiting period for cataract surgery?"


def find_chromium() -> str | None:
    """Return the path of an installed Chromium or Chrome."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def served(data: Path, program: Sequence[str] = (sys.executable, "-m", "streamlit")) -> Iterator[str]:
    """Serve the app over the data folder `data` for the length of the block; yield its address.

    `program` is what has Streamlit's command line.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*program, "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    environ = os.environ | {"INTELLICLAIM_DATA": str(data)}
    log = data.parent / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"http://localhost:{port}/_stcore/health", server, log)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"The app did not start:\n{log.read_text('utf-8', 'replace')}")


@contextmanager
def browser() -> Iterator[Browser]:
    """Open a headless Chromium for the length of the block."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        try:
            yield chromium
        finally:
            chromium.close()


def ask(page: Page, question: str) -> Locator:
    """Ask at the desk; return the card of the answer (or of the abstention) when it is there."""
    card = send(page, question)
    settle(page)
    return card


def send(page: Page, question: str) -> Locator:
    """Send a question; return the card of what comes as soon as it can be seen."""
    cards = page.locator("[class*=st-key-answer-], [class*=st-key-silent-]")
    before = cards.count()
    box = page.locator("[data-testid=stChatInput] textarea")
    box.fill(question)
    box.press("Enter")
    card = cards.nth(before)
    card.wait_for(timeout=READY_MS)
    return card


def settle(page: Page) -> None:
    """Wait until the running script has drawn everything, and the browser has what draws it."""
    page.wait_for_timeout(300)
    drawing = "[data-testid=stStatusWidget], [data-testid=stMain] [data-testid=stSkeleton]"
    page.wait_for_function("drawing => !document.querySelector(drawing)", arg=drawing, timeout=READY_MS)
    page.wait_for_timeout(500)


def main() -> None:
    """Take the pictures."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--out", type=Path, default=ROOT / "docs")
    arguments.add_argument("--question", default=QUESTION)
    wanted = arguments.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "data") as address,
        browser() as chromium,
    ):
        page = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto(address)
        page.get_by_role("button", name="Load the sample policies").click(timeout=READY_MS)
        page.locator(".st-key-examples").wait_for(timeout=READY_MS)
        ask(page, wanted.question)
        page.locator("[data-testid=stToast]").first.wait_for(state="hidden", timeout=30_000)
        page.locator(".st-key-page img").wait_for()
        save(page, wanted.out / "desk.png")
        picture_claims(page, address, wanted.out)
        picture_comparison(page, address, wanted.out, Path(folder))


def picture_claims(page: Page, address: str, out: Path) -> None:
    """Assess two claims, decide on them, begin a third, and take the pictures of all that shows them."""
    page.goto(f"{address}/assess")
    page.locator(".st-key-sample-claims").wait_for(timeout=READY_MS)
    name = page.get_by_label("Your name").first
    name.fill("A. Rao")
    name.press("Enter")
    settle(page)
    page.locator(".st-key-sample-claim-1 button").click()
    page.locator("[class*=st-key-banner-]").wait_for(timeout=READY_MS)
    settle(page)
    page.locator(".st-key-decide button").click()
    page.locator("[class*=st-key-decided-]").wait_for(timeout=READY_MS)
    begin_claim(page, CLAIM)
    page.locator(".st-key-assess button").click()
    page.locator("[class*=st-key-banner-]").wait_for(timeout=READY_MS)
    page.locator("[data-testid=stToast]").first.wait_for(state="hidden", timeout=30_000)
    settle(page)
    save(page, out / "assess.png")
    page.locator(".ic-drawing").last.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    save(page, out / "amounts.png")
    keep_in_diary(page)
    attach_invoice(page)
    page.locator(".st-key-offers").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    save(page, out / "papers.png")
    for file in ("history", "portfolio"):
        page.goto(f"{address}/{file}")
        page.locator("h1").wait_for(timeout=READY_MS)
        settle(page)
        save(page, out / f"{file}.png")


def picture_comparison(page: Page, address: str, out: Path, folder: Path) -> None:
    """Replace the home policy by its next edition, and take the picture of what changed."""
    wording = (SOURCES / "home.md").read_text(encoding="utf-8")
    for old, new in NEXT_EDITION:
        wording = wording.replace(old, new)
    edition = folder / "home-next.md"
    edition.write_text(wording, encoding="utf-8")
    page.goto(f"{address}/policies")
    page.locator("[class*=st-key-row-] button").filter(has_text="Home").click(timeout=READY_MS)
    settle(page)
    file = {"name": "home-next.pdf", "mimeType": "application/pdf", "buffer": make_pdf(edition)}
    page.locator("[class*=st-key-replace-] input[type=file]").set_input_files(file)
    page.locator("[data-testid=stToast]").first.wait_for(timeout=READY_MS)
    page.locator("[data-testid=stToast]").first.wait_for(state="hidden", timeout=30_000)
    page.goto(f"{address}/compare")
    page.locator(".st-key-changes").wait_for(timeout=READY_MS)
    settle(page)
    save(page, out / "compare.png")


def begin_claim(page: Page, told: str) -> None:
    """Begin a claim on the health policy by its text."""
    page.locator(".st-key-new-claim button").click()
    settle(page)
    page.locator(".st-key-claim-policy [data-baseweb=select], .st-key-claim-policy input").first.click()
    page.get_by_role("option").filter(has_text="Health").first.click()
    settle(page)
    box = page.get_by_label("The claim, as it was told")
    box.fill(told)
    box.blur()
    settle(page)


def keep_in_diary(page: Page) -> None:
    """Refer the claim on show, and note a day to come back to it."""
    page.locator("[class*=st-key-decision-] label").filter(has_text="Refer").last.click()
    settle(page)
    reason = page.get_by_label("Reason").last
    reason.fill("The surgeon’s report is asked for.")
    reason.blur()
    settle(page)
    page.locator(".st-key-decide button").click()
    page.locator("[class*=st-key-decided-]").wait_for(timeout=READY_MS)
    page.locator("[class*=st-key-diary-] summary").first.click()
    settle(page)
    page.get_by_label("Assigned to").fill("B. Okafor")
    page.get_by_label("What for").fill("Ask the surgeon")
    page.get_by_role("button", name="Keep in the diary").click()
    settle(page)


def attach_invoice(page: Page) -> None:
    """Begin a claim without amounts, and put an invoice with it whose facts are offered."""
    begin_claim(page, UNBILLED)
    page.locator("summary", has_text="Papers").first.click()
    paper = {"name": "invoice.txt", "mimeType": "text/plain", "buffer": INVOICE.encode()}
    page.locator("[class*=st-key-drop-papers] input[type=file]").set_input_files(paper)
    page.locator(".st-key-offers").wait_for(timeout=READY_MS)
    page.locator("[data-testid=stToast]").first.wait_for(state="hidden", timeout=30_000)
    settle(page)


def save(page: Page, file: Path) -> None:
    """Save a picture of the window with 256 colours: a third of the size, and text stays sharp."""
    page.screenshot(path=file)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
