"""The generated pages: written from the table, the clocks, the rule packs and the models of the events.

`python -m handlers.docs` writes them; with `--check` it writes nothing and exits 1 if one is not up to date.
"""
