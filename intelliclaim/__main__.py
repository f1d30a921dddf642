"""`python -m intelliclaim`: the command line."""

from intelliclaim.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
