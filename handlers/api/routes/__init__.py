"""The addresses of the API, a file a matter; each file has a `router`."""
