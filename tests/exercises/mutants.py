"""Wrong variants of a solution, generated: what the checker of an exercise has to refuse."""

import ast
import copy
import inspect
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from course_utils.exercises.compare import as_numbers, difference
from course_utils.exercises.frame import Exercise, case

OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow, ast.MatMult, ast.Mod)  # a ∘ b is not b ∘ a
NAMES = {"mean": "sum", "sum": "mean", "max": "min", "min": "max", "var": "std", "std": "var"}
NAMES |= {"sin": "cos", "cos": "sin", "ceil": "floor", "argmax": "argmin", "zeros": "ones"}
WITHOUT_EFFECT = ("verbose", "batch_size")  # how Keras goes about it, not what comes out


class Mutant(NamedTuple):
    """An answer that should be wrong, and in what it differs from the solution."""

    what: str
    answer: Any


def mutants(exercise: Exercise) -> list[Mutant]:
    """The mutants of one exercise, always the same ones."""
    if exercise.kind == "choice":
        return list(_choices(exercise))
    if exercise.kind == "code":
        return list(_functions(exercise.solution_code))
    found = []
    for what, make in _functions(exercise.solution_code):
        with suppress(Exception):  # a name that is not there: no value, so no answer
            found.append(Mutant(what, make()))
    found = [each for each in found if each.answer is not None]  # the stub, which is no answer
    return found + list(_values(exercise.solution_code(), exercise.kind))


def is_equivalent(exercise: Exercise, mutant: Mutant) -> bool:
    """Whether a mutant gives what the solution gives, as far as inputs like the check's tell."""
    if exercise.kind == "number":
        return difference(exercise.solution_code(), mutant.answer) is None
    if exercise.kind != "code" or not exercise.cases:
        return False
    random = np.random.default_rng(0)
    listed = exercise.cases() if callable(exercise.cases) else exercise.cases
    for given in listed:
        given = given if isinstance(given, case) else case(*given)
        for nearby in [given, *(_nearby(given, random) for _ in range(8))]:
            expected, got = nearby.call(exercise.solution_code), nearby.call(mutant.answer)
            if isinstance(expected, BaseException):
                continue  # the changed numbers are no input for this exercise
            if isinstance(got, BaseException) or difference(expected, got) is not None:
                return False
    return True


def _choices(exercise: Exercise) -> Iterator[Mutant]:
    """All letters but the right one, and what is no letter of the list."""
    right = exercise.solution_code[2]  # "**b**: ..."
    for letter in "abcdefgh":
        if letter != right:
            yield Mutant(f"the letter {letter}", letter)
    for other in (2, f"{right}{right}", f"not {right}", ["x"], True):
        yield Mutant(f"{other!r}", other)


def _values(right: Any, kind: str) -> Iterator[Mutant]:
    """Numbers and arrays near the right ones, and in other forms."""
    numbers = as_numbers(right)
    if numbers is None:
        return
    numbers = numbers.astype(float)
    yield Mutant("the sign", -numbers)
    yield Mutant("off by one", numbers + 1)
    yield Mutant("in words", f"about {right}")
    yield Mutant("one dimension more", numbers[..., None])
    yield Mutant("not a number", numbers * np.nan)
    yield Mutant("infinite", numbers + np.inf)
    if kind == "number":  # another value may scale as it likes
        for factor in (0.1, 0.5, 0.99, 1.01, 2, 10, 100, 1000):
            yield Mutant(f"{factor} times", numbers * factor)
        yield Mutant("off by minus one", numbers - 1)
    if numbers.ndim:
        yield Mutant("the first part alone", numbers[:1])
        yield Mutant("the other way round", numbers[::-1].T)
        yield Mutant("flat", numbers.reshape(-1)[:, None])
        for place in np.ndindex(numbers.shape):
            changed = numbers.copy()
            changed[place] += 1
            yield Mutant(f"one more at {place}", changed)


def _functions(solution: Any) -> Iterator[Mutant]:
    """The solution with one place of its source changed."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(solution)))
    tree.body[0].decorator_list = []
    parameters = [each.arg for each in tree.body[0].args.args]
    seen = {_what_counts(tree)}
    for place, node in enumerate(ast.walk(tree)):
        for change in _changes(node, parameters):
            other = _with_change(tree, place, change)
            text = _what_counts(other)
            if text in seen:
                continue
            seen.add(text)
            inside = dict(solution.__globals__)
            exec(compile(other, f"<mutant of {solution.__name__}>", "exec"), inside)
            yield Mutant(_first_difference(tree, other), inside[solution.__name__])


def _what_counts(tree: ast.AST) -> str:
    """The source without the arguments that have no effect: two of one text are one mutant."""

    class Drop(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.AST:
            node.keywords = [each for each in node.keywords if each.arg not in WITHOUT_EFFECT]
            return self.generic_visit(node)

    return ast.unparse(Drop().visit(copy.deepcopy(tree)))


def _with_change(tree: ast.AST, place: int, change: Any) -> ast.AST:
    """A copy of the tree in which the node number `place` is `change(node)`."""
    tree = copy.deepcopy(tree)
    target = list(ast.walk(tree))[place]
    new = change(target)

    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return new if node is target else self.generic_visit(node)

    return ast.fix_missing_locations(Put().visit(tree))


def _first_difference(one: ast.AST, other: ast.AST) -> str:
    lines = zip(ast.unparse(one).splitlines(), ast.unparse(other).splitlines(), strict=False)
    return next((f"{a.strip()}  ->  {b.strip()}" for a, b in lines if a != b), "a line less")


def _changes(node: ast.AST, parameters: list[str]) -> Iterator[Any]:
    """Functions that turn a copy of the node into a wrong one."""
    kind = type(node)
    if kind in _CHANGES:
        yield from _CHANGES[kind](node)
    if kind is ast.Name and node.id in parameters and isinstance(node.ctx, ast.Load):
        other = parameters[(parameters.index(node.id) + 1) % len(parameters)]
        yield lambda node: ast.Name(other, ast.Load())


def _set(name: str, make: Any) -> Any:
    """A change of one field of a node: make(old value) is the new one."""

    def change(node: ast.AST) -> ast.AST:
        setattr(node, name, make(getattr(node, name)))
        return node

    return change


def _of_operation(node: ast.BinOp) -> Iterator[Any]:
    if type(node.op) in OPERATORS:
        yield _set("op", lambda op: OPERATORS[type(op)]())
    if isinstance(node.op, ORDERED):
        yield lambda node: ast.BinOp(node.right, node.op, node.left)
    yield lambda node: node.left
    yield lambda node: node.right


def _of_comparison(node: ast.Compare) -> Iterator[Any]:
    if type(node.ops[0]) in COMPARISONS:
        yield _set("ops", lambda ops: [COMPARISONS[type(ops[0])](), *ops[1:]])
    yield lambda node: ast.UnaryOp(ast.Not(), node)


def _of_constant(node: ast.Constant) -> Iterator[Any]:
    if isinstance(node.value, bool):
        yield _set("value", lambda value: not value)
    elif isinstance(node.value, int | float):
        yield _set("value", lambda value: value + 1)
        yield _set("value", lambda value: value * 2 or -1)


def _of_call(node: ast.Call) -> Iterator[Any]:
    for place in range(len(node.keywords)):
        yield _set("keywords", lambda old, p=place: old[:p] + old[p + 1 :])
    if len(node.args) >= 2:
        yield _set("args", lambda old: [old[1], old[0], *old[2:]])
    if len(node.args) == 1:
        yield lambda node: node.args[0]
    if isinstance(node.func, ast.Attribute):
        yield lambda node: node.func.value


def _of_slice(node: ast.Slice) -> Iterator[Any]:
    for part in ("lower", "upper", "step"):
        if getattr(node, part) is not None:
            yield _set(part, lambda old: None)


def _of_return(node: ast.Return) -> Iterator[Any]:
    if node.value is None:
        return
    if isinstance(node.value, ast.Tuple):
        yield _set("value", lambda old: ast.Tuple(old.elts[::-1], ast.Load()))
        yield _set("value", lambda old: ast.Tuple(old.elts[:-1], ast.Load()))
    yield _set("value", lambda old: ast.UnaryOp(ast.USub(), old))
    yield _set("value", lambda old: ast.BinOp(ast.Constant(2), ast.Mult(), old))
    yield _set("value", lambda old: ast.BinOp(old, ast.Add(), ast.Constant(1)))
    for tail in ("T", "reshape(-1, 1)"):
        wrap = f"__import__('numpy').asarray(0).{tail}"
        yield _set("value", lambda old, wrap=wrap: _wrapped(wrap, old))


def _wrapped(text: str, inner: ast.expr) -> ast.expr:
    """The expression `text` with `inner` in place of its 0."""

    class Fill(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            return inner if node.value == 0 else node

    return Fill().visit(ast.parse(text, mode="eval").body)


def _of_body(node: ast.FunctionDef | ast.For | ast.If) -> Iterator[Any]:
    for place, line in enumerate(node.body):
        if not isinstance(line, ast.Import | ast.ImportFrom | ast.FunctionDef):
            yield _set("body", lambda old, p=place: [*old[:p], ast.Pass(), *old[p + 1 :]])


def _of_if(node: ast.If | ast.IfExp) -> Iterator[Any]:
    yield _set("test", lambda test: ast.UnaryOp(ast.Not(), test))
    if isinstance(node, ast.If):
        yield from _of_body(node)


_CHANGES = {
    ast.BinOp: _of_operation,
    ast.AugAssign: lambda node: iter([_set("op", lambda op: OPERATORS[type(op)]())]),
    ast.Compare: _of_comparison,
    ast.BoolOp: lambda node: iter(
        [_set("op", lambda op: ast.Or() if isinstance(op, ast.And) else ast.And())]
    ),
    ast.UnaryOp: lambda node: iter([lambda node: node.operand]),
    ast.Constant: _of_constant,
    ast.Call: _of_call,
    ast.Attribute: lambda node: iter(
        [_set("attr", NAMES.get)] if node.attr in NAMES else []  # mean for sum, and the like
    ),
    ast.Slice: _of_slice,
    ast.Return: _of_return,
    ast.FunctionDef: _of_body,
    ast.For: _of_body,
    ast.If: _of_if,
    ast.IfExp: _of_if,
}


def _nearby(given: case, random: np.random.Generator) -> case:
    """The arguments of a case with other numbers of the same kinds and shapes."""
    keywords = {name: _varied(value, random) for name, value in given.keywords.items()}
    return case(*(_varied(value, random) for value in given.arguments), **keywords)


def _varied(value: Any, random: np.random.Generator) -> Any:
    if isinstance(value, bool | np.bool_):
        return bool(random.integers(2))
    if isinstance(value, int | np.integer):
        return int(value + random.integers(0, 3))
    if isinstance(value, float | np.floating):
        return float(value * random.uniform(0.5, 1.5))
    if isinstance(value, np.ndarray):
        return _varied_array(value, random)
    if isinstance(value, list | tuple):
        return type(value)(_varied(each, random) for each in value)
    if isinstance(value, dict):
        return {name: _varied(each, random) for name, each in value.items()}
    return value


def _varied_array(array: np.ndarray, random: np.random.Generator) -> np.ndarray:
    mixed = random.permuted(array.reshape(-1)).reshape(array.shape)
    if array.dtype.kind == "f":
        return (mixed * random.uniform(0.5, 1.5, array.shape)).astype(array.dtype)
    return mixed
