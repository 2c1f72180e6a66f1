"""What is required, which tests show it, and the page that says so: written from a run, never by hand."""
