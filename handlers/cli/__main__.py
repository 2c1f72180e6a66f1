"""`python -m handlers.cli` is the command `reso`."""

from handlers.cli import main

main()
