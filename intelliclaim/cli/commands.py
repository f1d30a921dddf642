"""The commands' names and arguments, and what becomes of errors."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from intelliclaim.cli import claims, policies, quality, questions
from intelliclaim.cli.shared import complain
from intelliclaim.errors import IntelliClaimError

Command = Callable[[argparse.Namespace], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 where it did what was asked."""
    parsed = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if parsed.verbose else logging.WARNING, format="%(name)s: %(message)s"
    )
    command: Command = parsed.command
    try:
        return command(parsed)
    except (IntelliClaimError, OSError) as error:  # OSError: a file named on the command line
        complain(error)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m intelliclaim", description="Answers from insurance policies, in their own words."
    )
    parser.add_argument("--verbose", action="store_true", help="log what is done, with milliseconds")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, help_: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=help_, description=help_)
        one.set_defaults(command=command)
        one.add_argument("--json", action="store_true", help="print JSON")
        return one

    _add_policies(add)
    _add_questions(add)
    _add_claims(add)
    add("reindex", policies.reindex, "Encode every clause, read its terms anew, rebuild the vector cache.")
    add("doctor", policies.doctor, "Check the model, the store, the log, the vector cache, every policy.")
    measure = add("bench", policies.bench, "Measure pages a second, seconds a question and memory, as JSON.")
    measure.add_argument("files", nargs="*", type=Path, help="default: the sample policies")
    quality.add_arguments(
        add("evaluate", quality.evaluate, "Measure the answers to a file of test questions.")
    )
    return parser


def _add_policies(add: Add) -> None:
    ingest = add("ingest", policies.ingest, "Add policy files to the store.")
    ingest.add_argument("files", nargs="+", type=Path)
    ingest.add_argument("--password", default="", help="of encrypted files")
    ingest.add_argument(
        "--replaces", default=None, metavar="POLICY", help="the policy that the file is the newer version of"
    )
    add("policies", policies.policies, "List the policies in the store.")


def _add_questions(add: Add) -> None:
    ask = add("ask", questions.ask, "Answer a question from the policies in the store.")
    ask.add_argument("question")
    ask.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="POLICY",
        help="id or name; may be repeated; default: all current ones",
    )
    answer = add(
        "answer",
        questions.answer,
        "Answer a file of questions and claims from a folder of policies, in a store of its own.",
    )
    answer.add_argument("--policies", required=True, type=Path, metavar="DIR")
    answer.add_argument("--questions", required=True, type=Path, metavar="FILE")
    answer.add_argument("--out", required=True, type=Path, metavar="FILE")


def _add_claims(add: Add) -> None:
    assess = add("assess", claims.assess, "Assess a claim under a policy and keep it; prints JSON.")
    assess.add_argument("--policy", required=True, metavar="POLICY", help="id, name or file name")
    told = assess.add_mutually_exclusive_group(required=True)
    told.add_argument("text", nargs="?", help="the claim as it was told")
    told.add_argument("--file", type=Path, help=".txt, or .json with `text`, `fields` and `reference`")
    assess.add_argument("--reference", default="", help="the claim's number or name")
    assess.add_argument("--by", default="", metavar="NAME", help="who assesses; for the log")
    batch = add("batch", claims.batch, "Assess a CSV of claims into a CSV of worksheets.")
    batch.add_argument(
        "claims", type=Path, metavar="IN.csv", help="reference, policy, claim, and form fields"
    )
    batch.add_argument("out", type=Path, metavar="OUT.csv")
    batch.add_argument("--by", default="", metavar="NAME", help="who assesses; for the log")
    add("verify-log", claims.verify_log, "Check that no entry of the log was altered or is missing.")
