"""Thin ipywidgets on top of tested functions; one module a widget."""

import importlib

# Widgets that more than one lesson shows, by name -> their module; loaded when first asked for.
SHARED = {"LiveClassifier": "live_classifier", "PhotoClassifier": "photo_classifier"}


def __getattr__(name):
    if name in SHARED:
        return getattr(importlib.import_module(f"{__name__}.{SHARED[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
