"""The frame of every exercise: check an answer, ask for a hint, see the solution.

A lesson module stays short::

    def solve_output_size(n, f, stride=1):
        return (n - f) // stride + 1

    output_size = code_exercise(
        "output_size", lesson="02",
        prompt="Write `output_size(n, f, stride=1)`, the length of the feature map.",
        solution=solve_output_size,
        cases=[(5, 3), (32, 5, 2), case(3, 3, note="the kernel fits once")],
        hints=["How many places can the kernel start at?"],
    )

and so does the learner's cell: `output_size.check(output_size_of_mine)`.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.exercises.answers import refuse_no_function, refuse_stub
from course_utils.exercises.compare import as_numbers, difference, show
from course_utils.exercises.output import say
from course_utils.exercises.progress import record
from course_utils.exercises.source import runnable_source
from course_utils.exercises.verdict import Verdict, Wrong, judged, named

TIME_LIMIT = 1.7  # seconds; stopping a loop may take another 0.2


@dataclass(repr=False)
class Exercise:
    """One exercise of a lesson, shown to learners as `check`, `hint` and `solution`.

    `checker(answer)` returns None or a remark when the answer is right, else raises `Wrong`. It
    runs with `TIME_LIMIT`. `solution_code` is a function of the lesson's module, whose source is
    shown, or a text. `kind` is "code" if the answer is a function, "number" or "value" if it is
    what `solution_code()` returns (a shape, a model), "choice" for a letter. The builders below
    cover most exercises; use this class for the rest.
    """

    name: str
    lesson: str
    prompt: str
    checker: Callable
    hints: tuple
    solution_code: Callable | str
    kind: str = "code"
    shown_hints: int = field(default=0, init=False)
    time_limit: float = TIME_LIMIT  # seconds; building layers takes longer than the usual answer
    cases: Sequence | Callable = ()  # of a code exercise: what its answer is tried on

    def __repr__(self) -> str:
        return f"Exercise {self.name}: {self.prompt}"

    def check(self, answer: Any) -> None:
        """Print whether the answer is right, or what was expected and what came; never raises."""
        verdict = self.judge(answer)
        say(verdict.message)
        if verdict.state == "correct":
            try:
                record(self.lesson, self.name)
            except (OSError, ValueError) as error:
                say(f"Your progress could not be kept: {error}")

    def judge(self, answer: Any, limit: float | None = None, rehearsed: bool = True) -> Verdict:
        """The `Verdict` on an answer, without printing or keeping anything of its own.

        rehearsed: first try the answer in a copy of the process, where that can be had; without
        it, an answer that crashes or never lets go of the interpreter takes this process along.
        """
        limit = self.time_limit if limit is None else limit
        return judged(self.checker, answer, limit, rehearsed)

    def mine_or_solution(self, answer: Any) -> Any:
        """The learner's function if it is right, else the solution; a line says which it is."""
        if self.judge(answer).state == "correct":
            print(f"Going on with your `{self.name}`.")
            return answer
        print(f"Going on with the solution of `{self.name}`.")
        return self.solution_code

    def hint(self) -> None:
        """Show the next hint; after the last one, the last one again."""
        self.shown_hints = min(self.shown_hints + 1, len(self.hints))
        number, total = self.shown_hints, len(self.hints)
        _show_markdown(f"**Hint {number} of {total}.** {self.hints[number - 1]}")

    def solution(self) -> None:
        """Show the solution as code that can be copied into a cell and run."""
        _show_markdown(self.solution_text())

    def solution_text(self) -> str:
        """The solution as markdown, code in a fenced block."""
        if isinstance(self.solution_code, str):
            return self.solution_code
        return f"```python\n{runnable_source(self.solution_code)}```"

    def _repr_markdown_(self) -> str:
        return f"**Exercise `{self.name}`.** {self.prompt}"


class case:
    """Arguments to call a function with: `case(5, 3, stride=2, note="a stride of two")`.

    The note is shown when the answer fails on this case.
    """

    def __init__(self, *arguments: Any, note: str = "", **keywords: Any) -> None:
        self.arguments, self.keywords, self.note = arguments, keywords, note

    def call(self, function: Callable) -> Any:
        """What the function returns for a copy of the arguments, or the exception it raises."""
        try:
            return function(*copy.deepcopy(self.arguments), **copy.deepcopy(self.keywords))
        except (Exception, SystemExit) as error:  # a learner may raise anything
            return error

    def __str__(self) -> str:
        parts = [show(a) for a in self.arguments]
        parts += [f"{name}={show(value)}" for name, value in self.keywords.items()]
        note = f" ({self.note})" if self.note else ""
        return f"({', '.join(parts)}){note}"


def code_exercise(
    name: str,
    *,
    lesson: str,
    prompt: str,
    solution: Callable,
    cases: Sequence | Callable,
    hints: Sequence[str],
    tolerance: float = 1e-4,
    compare: Callable | None = None,
    remark: str | None = None,
    mistakes: dict | None = None,
) -> Exercise:
    """An exercise answered with a function that must agree with `solution` on every case.

    `cases` is a list of argument tuples or `case(...)`, or a function that returns one (for cases
    that are slow to make). Where the solution raises, the answer must raise the same kind of
    error. `compare(expected, got)` may replace the comparison of values to `tolerance`; it
    returns None or one sentence. `remark` is added to "Correct". `mistakes` maps a sentence to a
    function that makes a typical mistake: an answer that agrees with it on every case is told so.
    """

    def checker(answer: Any) -> str | None:
        refuse_no_function(answer)
        listed = cases() if callable(cases) else cases
        for number, given in enumerate(listed):
            given = given if isinstance(given, case) else case(*given)
            expected, got = given.call(solution), given.call(answer)
            if number == 0:
                refuse_stub(got)
            called = f"{name}{given}"
            try:
                _compare_outcomes(called, expected, got, compare or _to(tolerance))
            except Wrong as reason:
                raise Wrong(f"{reason}{_mistake(answer, listed, mistakes, tolerance)}") from None
        return f"{len(listed)} cases agree. {remark or ''}".strip()

    return Exercise(name, lesson, prompt, checker, tuple(hints), solution, "code", cases=cases)


def number_exercise(
    name: str,
    *,
    lesson: str,
    prompt: str,
    what: str,
    solution: Callable,
    hints: Sequence[str],
    tolerance: float = 1e-6,
    mistakes: dict | None = None,
    remark: str | None = None,
) -> Exercise:
    """An exercise answered with a number, or with several such as a shape.

    `solution` is a function without arguments that computes the answer; its source is shown.
    `what` names the quantity, as in "the number of weights and biases": a wrong answer is told
    this and in which direction it lies, not the number. `mistakes` maps typical wrong answers to
    a sentence each. `tolerance` is relative.
    """

    def checker(answer: Any) -> str | None:
        expected, got = solution(), answer
        numbers, found = as_numbers(expected), as_numbers(got)
        if found is None:
            raise Wrong(f"expected {what} as {_form(numbers)}, got {show(got)}")
        if found.shape != numbers.shape:
            raise Wrong(f"expected {what} as {_form(numbers)}, got {_form(found)}: {show(got)}")
        off = abs(found - numbers) > tolerance * abs(numbers)
        if not off.any() and not np.isnan(found).any():
            return f"{show(expected)} is {what}. {remark or ''}".strip()
        for mistake, explanation in (mistakes or {}).items():
            if difference(mistake, got, tolerance) is None:
                raise Wrong(f"expected {what}, got {show(got)}. {explanation.rstrip('.')}")
        raise Wrong(f"expected {what}, got {show(got)}, {_direction(numbers, found, off)}")

    return Exercise(name, lesson, prompt, checker, tuple(hints), solution, "number")


def choice_exercise(
    name: str,
    *,
    lesson: str,
    prompt: str,
    options: dict[str, str],
    answer: str,
    hints: Sequence[str],
    why: dict[str, str],
) -> Exercise:
    """An exercise answered with the letter of one option.

    `options` maps letters to texts, `answer` is the right letter, `why` maps every letter to a
    sentence that says why it is right or wrong.
    """
    missing = set(options) ^ set(why)
    if missing or answer not in options:
        raise ValueError(f"Exercise {name}: give every option a why, and an answer among them.")

    def checker(given: str | Path) -> str | None:
        letter = given.strip().lower() if isinstance(given, str) else None
        if letter not in options:
            raise Wrong(f"expected one of {', '.join(map(repr, options))}, got {show(given)}")
        if letter != answer:
            raise Wrong(f"expected another letter, got {letter!r}. {why[letter].rstrip('.')}")
        return why[letter]

    listed = "\n".join(f"- **{letter}**: {text}" for letter, text in options.items())
    solution = f"**{answer}**: {options[answer]}. {why[answer]}"
    return Exercise(
        name, lesson, f"{prompt}\n\n{listed}", checker, tuple(hints), solution, "choice"
    )


def _compare_outcomes(called: Any, expected: Any, got: Any, compare: Callable | None) -> None:
    if isinstance(expected, Exception):
        if not isinstance(got, type(expected)):
            came = f"raised {named(got)}" if isinstance(got, BaseException) else show(got)
            raise Wrong(f"{called}\nexpected a {type(expected).__name__}, got {came}")
    elif isinstance(got, BaseException):
        raise Wrong(f"{called} raised {named(got)}")
    else:
        sentence = compare(expected, got)
        if sentence:
            raise Wrong(f"{called}\n{sentence}")


def _mistake(answer: Any, listed: Any, mistakes: dict, tolerance: float) -> str:
    """The sentence about the typical mistake that explains all that `answer` returns, or none."""
    for sentence, function in (mistakes or {}).items():
        given = [each if isinstance(each, case) else case(*each) for each in listed]
        pairs = [(each.call(function), each.call(answer)) for each in given]
        if not any(isinstance(value, BaseException) for pair in pairs for value in pair) and all(
            difference(wrong, got, tolerance) is None for wrong, got in pairs
        ):
            return f". {sentence.rstrip('.')}"
    return ""


def _to(tolerance: float) -> Callable:
    return lambda expected, got: difference(expected, got, tolerance)


def _form(numbers: Any) -> str:
    return "one number" if numbers.ndim == 0 else f"{' x '.join(map(str, numbers.shape))} numbers"


def _direction(numbers: Any, found: Any, off: Any) -> str:
    if numbers.ndim:
        place = int(off.ravel().argmax()) + 1
        return f"where number {place} is not right yet"
    return "which is too small" if found < numbers else "which is too large"


def _show_markdown(text: str) -> None:
    from IPython.display import Markdown, display

    display(Markdown(text))
