"""Loads what nbval needs, wherever pytest is started from."""

pytest_plugins = ["tests.notebooks.nbval_setup"]
