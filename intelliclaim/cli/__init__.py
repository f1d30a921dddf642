"""The command line: a thin caller of the assistant, for people (text) and programs (`--json`).

policies    ingest, policies, reindex, doctor, bench
questions   ask, answer
claims      assess, batch, verify-log
quality     evaluate
shared      the assistant opened, files read, progress
"""

from intelliclaim.cli.commands import main

__all__ = ["main"]
