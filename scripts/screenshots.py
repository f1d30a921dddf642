"""Take the pictures of the documentation: the desk with the sample policies and an answer.

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

ROOT = Path(__file__).resolve().parents[1]
SIZE = (1440, 900)  # pixels
START_S = 60.0  # the server answers within this
READY_MS = 120_000  # the model is loaded and the samples are read within this
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
    cards = page.locator("[class*=st-key-answer-], [class*=st-key-silent-]")
    before = cards.count()
    box = page.locator("[data-testid=stChatInput] textarea")
    box.fill(question)
    box.press("Enter")
    card = cards.nth(before)
    card.wait_for(timeout=READY_MS)
    settle(page)
    return card


def settle(page: Page) -> None:
    """Wait until the running script has drawn everything."""
    page.wait_for_timeout(300)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=READY_MS)
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


def save(page: Page, file: Path) -> None:
    """Save a picture of the window with 256 colours: a third of the size, and text stays sharp."""
    page.screenshot(path=file)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
