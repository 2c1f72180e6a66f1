"""`python -m handlers.docs`: writes the generated pages, or checks them."""

import argparse
import sys
from pathlib import Path

from handlers.docs.pages import stale, write

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Exit 0: written, or all as it should be. 1: a page is not as it would be written."""
    parser = argparse.ArgumentParser(prog="python -m handlers.docs", description="Write the generated pages.")
    parser.add_argument("--check", action="store_true", help="write nothing, say which pages are not up to date")
    if parser.parse_args().check:
        old = stale(ROOT)
        sys.stdout.write("".join(f"{path} is not up to date; run `python -m handlers.docs`\n" for path in old))
        return 1 if old else 0
    sys.stdout.write("".join(f"wrote {path}\n" for path in write(ROOT)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
