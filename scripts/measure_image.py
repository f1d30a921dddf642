#!/usr/bin/env python3
"""Measure a running container's memory while it does a claims desk's work, with two browsers open.

    scripts/measure_image.py [TAG]                     starts TAG under --memory, 512m
    scripts/measure_image.py --address URL --cgroup DIR  measures a container that runs already

Signs in twice, adds a policy of a hundred pages (the sample policies, repeated, or --policy), asks 20
questions from the two browsers in turn and assesses 5 claims. Prints, after each step, the memory
that cannot be given back (anonymous), all of it with the file cache, and the most it has been. Fails
where a step fails or the kernel killed something for memory. Needs docker (DOCKER names another command,
as podman), Playwright and Chromium.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page
from pypdf import PdfReader, PdfWriter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.screenshots import ask, browser, settle

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
PASSWORD = "measure"
PORT = 18502
PAGES, QUESTIONS, CLAIMS = 100, 20, 5
WAIT_MS = 900_000  # a hundred pages on half a core take minutes
ASKED = (
    "How long is the waiting period for cataract surgery?",
    "What is the excess for escape of water?",
    "Is theft of keys covered?",
    "By when must a claim be reported?",
    "How do I cancel the policy?",
)
CLAIM = (
    "46M, knee replacement in Pune on {day} Mar 2026, policy since 12 Dec 2025, bill 2,40,000 "
    "(room 4 days at 6,000), sum insured 5 lakh"
)


class Cgroup:
    """A container's control group, version 1 or 2."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def memory(self) -> tuple[int, int, int, int]:
        """Return the bytes that are anonymous, all bytes, the most bytes so far, and the kills."""
        first = (self.folder / "memory.usage_in_bytes").exists()
        stat = self._pairs("memory.stat")
        if first:
            kills = max(
                int(dict(line.split() for line in file.read_text().splitlines()).get("oom_kill", 0))
                for file in (self.folder.rglob("memory.oom_control"))
            )
            return (
                stat["total_rss"],
                self._number("memory.usage_in_bytes"),
                self._number("memory.max_usage_in_bytes"),
                kills,
            )
        kills = self._pairs("memory.events")["oom_kill"]
        return stat["anon"], self._number("memory.current"), self._number("memory.peak"), kills

    def _pairs(self, name: str) -> dict[str, int]:
        lines = (self.folder / name).read_text().splitlines()
        return {key: int(value) for key, value in map(str.split, lines)}

    def _number(self, name: str) -> int:
        return int((self.folder / name).read_text())


class Report:
    """Prints a row for each step."""

    def __init__(self, cgroup: Cgroup) -> None:
        self._cgroup = cgroup
        self._begun = time.monotonic()
        print(f"| {'step':44} | seconds | anonymous MB | with file cache MB | most MB |")
        print(f"| {'---':44} | ---: | ---: | ---: | ---: |")

    def row(self, step: str) -> None:
        anonymous, used, most, kills = self._cgroup.memory()
        megabytes = " | ".join(f"{size / 1e6:.0f}" for size in (anonymous, used, most))
        print(f"| {step:44} | {time.monotonic() - self._begun:.0f} | {megabytes} |", flush=True)
        if kills:
            raise SystemExit(f"{kills} processes were killed for memory")


def long_policy(folder: Path) -> Path:
    """Make a policy of a hundred pages of the sample policies."""
    writer = PdfWriter()
    samples = [page for file in sorted(SAMPLES.glob("*.pdf")) for page in PdfReader(file).pages]
    for number in range(PAGES):
        writer.add_page(samples[number % len(samples)])
    file = folder / "hundred-pages.pdf"
    writer.write(file)
    return file


def wait_until_healthy(address: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the container did not turn healthy within two minutes")


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(address)
    if page.locator("input[name=password]").count():
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("button")


def add_policy(page: Page, policy: Path) -> None:
    drop_zone = page.locator("[data-testid=stFileUploaderDropzoneInput]").first
    drop_zone.wait_for(state="attached", timeout=WAIT_MS)
    drop_zone.set_input_files(policy)
    page.locator("[data-testid=stChatInput] textarea").wait_for(timeout=WAIT_MS)


def assess(page: Page, address: str, text: str) -> None:
    page.goto(f"{address}/assess")
    page.locator(".st-key-new-claim button").click(timeout=WAIT_MS)
    settle(page)
    told = page.get_by_label("The claim, as it was told")
    told.fill(text)
    told.press("Control+Enter")  # hands the words over, and assesses
    page.locator("[class*=st-key-by-], [class*=st-key-decide]").first.wait_for(timeout=WAIT_MS)
    settle(page)


def drive(address: str, cgroup: Cgroup, policy: Path) -> None:
    wait_until_healthy(address)
    report = Report(cgroup)
    report.row("healthy")
    with browser() as chromium:
        desks = [chromium.new_context().new_page() for _ in range(2)]
        for number, desk in enumerate(desks):
            sign_in(desk, address, f"Handler {number + 1}")
            drop = desk.locator("[data-testid=stFileUploaderDropzoneInput]").first
            drop.wait_for(state="attached", timeout=WAIT_MS)
            report.row(f"{number + 1} signed in, models loaded")
        add_policy(desks[0], policy)
        report.row(f"a policy of {len(PdfReader(policy).pages)} pages added")
        desks[1].reload()
        for number in range(QUESTIONS):
            ask(desks[number % 2], ASKED[number % len(ASKED)])
            if number in (0, QUESTIONS - 1):
                report.row(f"{number + 1} question{'s' if number else ''} answered")
        for number in range(CLAIMS):
            assess(desks[number % 2], address, CLAIM.format(day=number + 1))
            if number in (0, CLAIMS - 1):
                report.row(f"{number + 1} claim{'s' if number else ''} assessed")


def memory_group(pid: int) -> Path:
    """Return the folder of a process's control group for memory, version 1 or 2."""
    lines = Path(f"/proc/{pid}/cgroup").read_text("utf-8").splitlines()
    groups = {controllers: group for _, controllers, group in (line.split(":", 2) for line in lines)}
    root = Path("/sys/fs/cgroup")
    if "memory" in groups:
        return root / "memory" / groups["memory"].lstrip("/")
    return root / groups[""].lstrip("/")


@contextmanager
def started(tag: str, memory: str) -> Iterator[Cgroup]:
    """Run the image under a hard limit, no swap, on half a core; yield its control group."""
    docker = os.environ.get("DOCKER", "docker")
    published = f"127.0.0.1:{PORT}:{PORT}"
    options = ["--memory", memory, "--memory-swap", memory, "--cpus", "0.5", "--publish", published]
    environ = ["--env", f"PORT={PORT}", "--env", f"INTELLICLAIM_PASSWORD={PASSWORD}"]
    command = [docker, "run", "--detach", "--rm", *options, *environ, tag]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    try:
        inspect = [docker, "inspect", "--format", "{{.State.Pid}}", name]
        pid = subprocess.run(inspect, check=True, capture_output=True, text=True).stdout.strip()
        yield Cgroup(memory_group(int(pid)))
    finally:
        subprocess.run([docker, "stop", name], check=False, capture_output=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("tag", nargs="?", default="intelliclaim")
    arguments.add_argument("--memory", default="512m")
    arguments.add_argument("--policy", type=Path)
    arguments.add_argument("--address")
    arguments.add_argument("--cgroup", type=Path)
    wanted = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        policy = wanted.policy or long_policy(Path(folder))
        if wanted.address:
            drive(wanted.address, Cgroup(wanted.cgroup), policy)
            return
        with started(wanted.tag, wanted.memory) as cgroup:
            drive(f"http://127.0.0.1:{PORT}", cgroup, policy)


if __name__ == "__main__":
    main()
