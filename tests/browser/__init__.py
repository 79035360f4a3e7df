"""Widgets worked in a real JupyterLab by a real browser."""
