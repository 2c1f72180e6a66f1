"""Every run of the tests gathers which requirements it has shown."""

pytest_plugins = ["pytester", "tests.coverage.plugin"]
