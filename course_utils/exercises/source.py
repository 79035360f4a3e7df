"""Show a solution as code that runs when it is copied into a new cell."""

import inspect
import sys
import textwrap
import types
from collections.abc import Callable
from typing import Any


def runnable_source(function: Callable) -> str:
    """The source of a function, led by the imports it needs to run in a new cell."""
    imports = []
    for used in _names(function.__code__):
        if used not in function.__globals__:
            continue
        value = function.__globals__[used]
        if isinstance(value, types.ModuleType):
            alias = "" if value.__name__ == used else f" as {used}"
            imports.append(f"import {value.__name__}{alias}")
        else:
            imports.append(f"from {_home(used, value, function)} import {used}")
    source = textwrap.dedent(inspect.getsource(function))
    return "".join(f"{line}\n" for line in sorted(imports)) + "\n\n" * bool(imports) + source


def _names(code: types.CodeType) -> list[str]:
    inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    return sorted(set(code.co_names).union(*map(_names, inner)))


def _home(name: str, value: Any, function: Callable) -> str:
    """The module that a name comes from; constants have none and stay with the function's."""
    module = sys.modules.get(getattr(value, "__module__", None) or "")
    here = getattr(module, name, None) is value
    return module.__name__ if here else function.__module__
