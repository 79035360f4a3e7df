"""A photo classifier: photos of any kind in, an answer with its reasons out; with a widget."""

import importlib
from typing import Any

# Loaded when first asked for, since the widget and the networks take seconds to load.
OFFERED = {"LiveClassifier": "live_classifier", "PhotoClassifier": "widget"}
OFFERED |= {"classify": "classifier"}


def __getattr__(name: str) -> Any:
    if name in OFFERED:
        return getattr(importlib.import_module(f"{__name__}.{OFFERED[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
