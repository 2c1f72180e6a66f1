"""The pages: a file each, with a `router`."""
