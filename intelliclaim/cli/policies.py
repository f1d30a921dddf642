"""Commands on the policies in the store, and on the store itself."""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from intelliclaim import bench as measuring
from intelliclaim.assistant import samples
from intelliclaim.cli.shared import ADD_ONE, complain, opened, policy_row, read_file, show_progress
from intelliclaim.errors import UnreadablePolicy

VERSIONED = ("streamlit", "torch", "transformers", "sentence-transformers", "chromadb", "pypdf", "pypdfium2")


def ingest(parsed: argparse.Namespace) -> int:
    """Add policy files; one that cannot be read does not keep the others out."""
    failures, rows = 0, []
    with opened() as desk:
        replaces = desk.policy_named(parsed.replaces).id if parsed.replaces else None
        for file in parsed.files:
            try:
                done = desk.ingest(
                    read_file(file),
                    file.name,
                    password=parsed.password,
                    replaces=replaces,
                    on_progress=show_progress,
                )
            except UnreadablePolicy as error:
                failures += 1
                rows.append({"file": file.name, "error": str(error)})
                complain(error)
                continue
            rows.append({"file": file.name, "known": done.known, "policy": policy_row(done.policy)})
            if not parsed.json:
                state = (
                    "already there"
                    if done.known
                    else f"{done.policy.n_pages} pages, {done.policy.n_clauses} clauses"
                )
                print(f"{done.policy.id}  {done.policy.name}: {state}")
    if parsed.json:
        print(json.dumps(rows))
    return 1 if failures else 0


def policies(parsed: argparse.Namespace) -> int:
    """List the policies."""
    with opened() as desk:
        rows = [policy_row(policy) for policy in desk.policies()]
    if parsed.json:
        print(json.dumps(rows))
        return 0
    for row in rows:
        print(
            f"{row['id']}  {row['name']}, version {row['version']}:"
            f" {row['n_pages']} pages, {row['n_clauses']} clauses"
        )
    if not rows:
        print(f"No policies yet. {ADD_ONE}")
    return 0


def reindex(parsed: argparse.Namespace) -> int:
    """Encode and read every clause anew."""
    with opened() as desk:
        desk.reindex(show_progress)
        n_policies = len(desk.policies())
    print(json.dumps({"policies": n_policies}) if parsed.json else f"{n_policies} policies indexed anew.")
    return 0


def doctor(parsed: argparse.Namespace) -> int:
    """Report what is well and what is not."""
    with opened() as desk:
        findings = desk.doctor()
    versions = {package: version(package) for package in VERSIONED}
    if parsed.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings], "versions": versions}))
    else:
        for finding in findings:
            print(f"{'ok ' if finding.ok else 'BAD'}  {finding.subject}: {finding.detail}")
        print("     " + ", ".join(f"{package} {number}" for package, number in versions.items()))
    return 0 if all(finding.ok for finding in findings) else 1


def bench(parsed: argparse.Namespace) -> int:
    """Measure speed and memory in a store of its own."""
    files = parsed.files or sorted(samples.SAMPLES.glob("*.pdf"))
    if not files:
        raise UnreadablePolicy("The sample policies are not there (samples/*.pdf): name some files.")
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as desk:
        print(json.dumps(measuring.measure(desk, files)))
    return 0
