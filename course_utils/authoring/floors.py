"""The rooms of `course_utils` from the top floor down, and the imports that break the order."""

import ast
import textwrap
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

# Each room imports from those after it alone: what stands lower knows nothing of what uses it.
FLOORS = tuple(
    "cli authoring lessons photo_classifier training experiments inputs datasets exercises widgets "
    "figures models jupyter files machine settings paths".split()
)
PACKAGE = "course_utils"


def arrows(root):
    """{module: modules of the course that it imports, anywhere in it} of the folder `root`."""
    paths = {_name(path, root): path for path in Path(root).rglob("*.py")}
    return {name: _imports(path, paths) - {name} for name, path in paths.items()}


def _name(path, root):
    parts = path.relative_to(Path(root).parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path, known):
    """Of `from a.b import c` the module a.b.c if there is one, else a.b."""
    named = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            named |= {name if name in known else node.module for name in full}
    return {name for name in named if name.split(".")[0] in (PACKAGE, "tests")}


def broken(root):
    """A sentence about each arrow that runs upwards or from lesson to lesson, and each circle."""
    graph = arrows(root)
    for module, imported in sorted(graph.items()):
        for other in sorted(imported):
            here, there = _lesson(module), _lesson(other)
            if not _is_downwards(module, other):
                yield f"{module} imports {other}, which stands above it"
            elif here and there and here != there:
                yield f"{module} imports {other}, which is of another lesson"
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield "a circle: " + " imports ".join(reversed(error.args[1]))


def _is_downwards(module, other):
    if PACKAGE in (module, other):
        return other == PACKAGE
    here, there = _room(module), _room(other)
    return there in FLOORS and FLOORS.index(here) <= FLOORS.index(there)


def _room(module):
    return module.removeprefix(f"{PACKAGE}.").split(".")[0]


def _lesson(module):
    """The lesson that a module belongs to; None for what all lessons share."""
    parts = module.split(".")
    return parts[2] if parts[1:2] == ["lessons"] and len(parts) > 3 else None


def sentence():
    """What the README says about the floors."""
    rooms = ", ".join(f"`{room}`" for room in FLOORS)
    return textwrap.fill(
        f"Rooms of `course_utils` from the top floor down: {rooms}. Each imports from those after "
        "it alone, no lesson imports another one, and a test says so.",
        width=100,
    )
