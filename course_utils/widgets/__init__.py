"""Thin ipywidgets on top of tested functions; one module a widget."""
