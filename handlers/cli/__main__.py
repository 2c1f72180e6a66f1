"""`python -m handlers.cli` is the command `reso`."""

from handlers.cli import main

if __name__ == "__main__":
    main()
