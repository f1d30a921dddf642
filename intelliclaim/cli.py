"""The command line: a thin caller of the assistant, for people (text) and programs (`--json`)."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from intelliclaim import assistant, bench, settings
from intelliclaim.assistant import Assistant
from intelliclaim.errors import IntelliClaimError, UnknownPolicy, UnreadablePolicy
from intelliclaim.types import Answer, Policy, Progress

VERSIONED = ("streamlit", "torch", "transformers", "sentence-transformers", "chromadb", "pypdf", "pypdfium2")
ADD_ONE = "Add one: python -m intelliclaim ingest FILE.pdf"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 where it did what was asked."""
    parsed = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if parsed.verbose else logging.WARNING, format="%(name)s: %(message)s"
    )
    command: Callable[[argparse.Namespace], int] = parsed.command
    try:
        return command(parsed)
    except (IntelliClaimError, OSError) as error:  # OSError: a file named on the command line
        print(f"intelliclaim: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m intelliclaim", description="Answers from insurance policies, in their own words."
    )
    parser.add_argument("--verbose", action="store_true", help="log what is done, with milliseconds")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], help_: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=help_, description=help_)
        one.set_defaults(command=command)
        one.add_argument("--json", action="store_true", help="print JSON")
        return one

    ingest = add("ingest", _ingest, "Add policy files to the store.")
    ingest.add_argument("files", nargs="+", type=Path)
    ingest.add_argument("--password", default="", help="of encrypted files")
    ingest.add_argument(
        "--replaces", default=None, metavar="POLICY", help="the policy that the file is the newer version of"
    )
    add("policies", _policies, "List the policies in the store.")
    ask = add("ask", _ask, "Answer a question from the policies in the store.")
    ask.add_argument("question")
    ask.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="POLICY",
        help="id or name; may be repeated; default: all current ones",
    )
    batch = add(
        "answer", _answer, "Answer a file of questions from a folder of policies, in a store of its own."
    )
    batch.add_argument("--policies", required=True, type=Path, metavar="DIR")
    batch.add_argument("--questions", required=True, type=Path, metavar="FILE")
    batch.add_argument("--out", required=True, type=Path, metavar="FILE")
    add("reindex", _reindex, "Encode every clause anew and rebuild the vector cache.")
    add("doctor", _doctor, "Check the model, the store, the vector cache and every policy.")
    measure = add("bench", _bench, "Measure pages a second, seconds a question and memory, as JSON.")
    measure.add_argument("files", nargs="*", type=Path, help="default: the sample policies")
    return parser


@contextmanager
def _opened(data: Path | None = None) -> Iterator[Assistant]:
    chosen = settings.from_env()
    desk = assistant.open_assistant(replace(chosen, data=data) if data else chosen)
    try:
        yield desk
    finally:
        desk.close()


def _ingest(parsed: argparse.Namespace) -> int:
    failures, rows = 0, []
    with _opened() as desk:
        replaces = _policy(desk, parsed.replaces).id if parsed.replaces else None
        for file in parsed.files:
            try:
                done = desk.ingest(
                    _bytes(file),
                    file.name,
                    password=parsed.password,
                    replaces=replaces,
                    on_progress=_show_progress,
                )
            except UnreadablePolicy as error:
                failures += 1
                rows.append({"file": file.name, "error": str(error)})
                print(f"intelliclaim: {error}", file=sys.stderr)
                continue
            rows.append({"file": file.name, "known": done.known, "policy": _policy_row(done.policy)})
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


def _policies(parsed: argparse.Namespace) -> int:
    with _opened() as desk:
        rows = [_policy_row(policy) for policy in desk.policies()]
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


def _ask(parsed: argparse.Namespace) -> int:
    with _opened() as desk:
        chosen = [_policy(desk, name).id for name in parsed.policy]
        current = [policy.id for policy in desk.policies() if policy.replaced_by is None]
        if not current:
            raise UnknownPolicy(f"There is no policy to ask. {ADD_ONE}")
        said = desk.ask(parsed.question, chosen or current).answer
    print(json.dumps(asdict(said) | {"abstained": said.abstained}) if parsed.json else _readable(said))
    return 0


def _answer(parsed: argparse.Namespace) -> int:
    items = list(_items(parsed.questions))
    with (
        tempfile.TemporaryDirectory() as folder,
        _opened(Path(folder)) as desk,
        parsed.out.open("w", encoding="utf-8") as out,
    ):
        ids: dict[str, str | None] = {}
        for item in items:
            if item["policy"] not in ids:
                ids[item["policy"]] = _ingested(desk, parsed.policies / item["policy"])
            out.write(json.dumps(_run_row(desk, item, ids[item["policy"]]), ensure_ascii=False) + "\n")
    return 0


def _items(file: Path) -> Iterator[dict[str, Any]]:
    """Read a question file: a JSON object a line, with `id`, `policy`, and `question` or `claim.text`."""
    for number, line in enumerate(_bytes(file).splitlines(), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            texts = (
                item["id"],
                item["policy"],
                item["claim"]["text"] if "claim" in item else item["question"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise IntelliClaimError(f"{file}, line {number} is no question or claim: {error!r}.") from error
        if not all(isinstance(text, str) for text in texts):
            raise IntelliClaimError(f"{file}, line {number} is no question or claim: {texts} must be texts.")
        yield item


def _ingested(desk: Assistant, file: Path) -> str | None:
    try:
        return desk.ingest(_bytes(file), file.name).policy.id
    except UnreadablePolicy as error:
        print(f"intelliclaim: {error}", file=sys.stderr)
        return None


def _run_row(desk: Assistant, item: dict[str, Any], policy_id: str | None) -> dict[str, Any]:
    """One line of the run format; a claim is referred, with the clauses that its text leads to."""
    is_claim = "claim" in item
    question = item["claim"]["text"] if is_claim else item["question"]
    said = desk.answer(question, [policy_id]) if policy_id else Answer(question, "", (), (), 0.0, 0.0)
    return {
        "id": item["id"],
        "answer": said.text,
        "abstained": said.abstained,
        "citations": [
            {"page": citation.page, "quote": citation.quote}
            for citation in (said.citations or (said.nearest if is_claim else ()))
        ],
        "recommendation": "refer" if is_claim else None,
        "amount": None,
        "seconds": round(said.seconds, 4),
    }


def _reindex(parsed: argparse.Namespace) -> int:
    with _opened() as desk:
        desk.reindex(_show_progress)
        n_policies = len(desk.policies())
    print(json.dumps({"policies": n_policies}) if parsed.json else f"{n_policies} policies indexed anew.")
    return 0


def _doctor(parsed: argparse.Namespace) -> int:
    with _opened() as desk:
        findings = desk.doctor()
    versions = {package: version(package) for package in VERSIONED}
    if parsed.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings], "versions": versions}))
    else:
        for finding in findings:
            print(f"{'ok ' if finding.ok else 'BAD'}  {finding.subject}: {finding.detail}")
        print("     " + ", ".join(f"{package} {number}" for package, number in versions.items()))
    return 0 if all(finding.ok for finding in findings) else 1


def _bench(parsed: argparse.Namespace) -> int:
    files = parsed.files or sorted(assistant.SAMPLES.glob("*.pdf"))
    if not files:
        raise UnreadablePolicy("The sample policies are not there (samples/*.pdf): name some files.")
    with tempfile.TemporaryDirectory() as folder, _opened(Path(folder)) as desk:
        print(json.dumps(bench.measure(desk, files)))
    return 0


def _policy(desk: Assistant, name: str) -> Policy:
    for policy in desk.policies():
        if name in (policy.id, policy.name):
            return policy
    raise UnknownPolicy(f"There is no policy {name!r}. List them: python -m intelliclaim policies")


def _policy_row(policy: Policy) -> dict[str, Any]:
    return asdict(policy) | {"added_at": policy.added_at.isoformat()}


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadablePolicy(
            f"{file} cannot be read: {error.strerror}. Check its name and its rights."
        ) from error


def _readable(said: Answer) -> str:
    lines = [said.text or "The policy does not say. Nearest, and not an answer:", ""]
    for number, citation in enumerate(said.citations or said.nearest, 1):
        place = " > ".join((f"{citation.policy_name}, page {citation.page}", *citation.heading))
        lines.append(f"[{number}] {place}: “{' '.join(citation.quote.split())}”")
    return "\n".join(lines)


def _show_progress(progress: Progress) -> None:
    if sys.stderr.isatty():
        end = "\n" if progress.done == progress.total else ""
        print(f"\r{progress.stage} {progress.done}/{progress.total}   ", end=end, file=sys.stderr, flush=True)
