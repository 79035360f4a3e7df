"""The rules for cells that train: at the scale that is asked for, and from the start each time."""

import ast
import re


def training(lesson):
    """A cell that trains uses `scaled`, itself or through a name set from it in an earlier cell."""
    names = {"scaled", "scale"}
    for number, tree in enumerate(lesson.trees, start=1):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and uses(node.value, names):
                names |= {
                    n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)
                }
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
            if is_training(call) and not uses(tree, names):
                called = ast.unparse(call.func)
                yield f"code cell {number} calls {called} without scaled(quick, full)"


def fresh_start(lesson):
    """A cell that trains a network builds it or sets its weights: run twice, it gives the same."""
    for number, tree in enumerate(lesson.trees, start=1):
        nodes = list(outside_functions(tree))
        own = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        called = [n.func for n in nodes if isinstance(n, ast.Call)]
        methods = [f for f in called if isinstance(f, ast.Attribute)]
        own |= {ast.unparse(f.value) for f in methods if f.attr == "set_weights"}
        for method in methods:
            whitens = "zca" in ast.unparse(method).lower()
            trains = method.attr in ("fit", "train_on_batch") and not whitens
            if trains and not uses(method.value, own):
                yield (
                    f"code cell {number} calls {ast.unparse(method)} on what another cell built: "
                    "run twice, it trains on; build it, or set its weights, in the same cell"
                )


def outside_functions(tree):
    """The nodes of a cell's code that run with the cell, those of its functions left out."""
    inner = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, inner):
            yield node
            yield from outside_functions(node)


def is_training(call):
    """True for model.fit(...) and train(...), not for the fit of a whitening."""
    called = ast.unparse(call.func)
    return bool(re.search(r"(^|\.)(fit|train)$", called)) and "zca" not in called.lower()


def uses(tree, names):
    return any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(tree))
