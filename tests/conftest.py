"""Fixtures for every test."""

pytest_plugins = ["tests.plugins.database", "tests.plugins.stack"]
