"""Test every exercise in the same way: right answers, typical wrong ones, stubs."""

import re
import time
from collections.abc import Sequence
from typing import Any

from course_utils.exercises.frame import Exercise


def verify(exercise: Exercise, *, right: Sequence, wrong: Sequence) -> None:
    """Assert that the exercise judges these answers as it should; for use in a test.

    `right` holds at least one right answer written differently from the solution, `wrong` at
    least two typical wrong ones; a wrong answer may be a pair `(answer, text)` of which the text
    must occur in what the learner reads. The solution as it is shown, and stubs, are tried as
    well. Example::

        def test_output_size():
            verify(
                lesson02.output_size,
                right=[lambda n, f, stride=1: len(range(0, n - f + 1, stride))],
                wrong=[lambda n, f, stride=1: n - f, (lambda n, f: n - f + 1, "TypeError")],
            )
    """
    assert isinstance(exercise, Exercise), f"{exercise!r} is not an Exercise"
    assert len(right) >= 1, "give a second right answer, written differently"
    assert len(wrong) >= 2, "give two typical wrong answers"
    assert exercise.prompt and exercise.hints, "an exercise has a prompt and at least one hint"

    for answer in [shown_solution(exercise), *right]:
        _expect(exercise, answer, "correct", "Correct.")
    for item in wrong:
        paired = isinstance(item, tuple) and len(item) == 2 and isinstance(item[1], str)
        answer, text = item if paired else (item, "")
        message = _expect(exercise, answer, "wrong", "Not yet: ")
        assert text in message, f"{exercise.name} says {message!r}, which has no {text!r}"
    for stub in _stubs(exercise):
        _expect(exercise, stub, "unsolved", "Not solved yet: ")
    _assert_quick(exercise, right[0])


def shown_solution(exercise: Exercise) -> Any:
    """What the solution gives when a learner copies it into a new cell: a function or a value."""
    text = exercise.solution_text()
    if exercise.kind == "choice":
        return re.match(r"\*\*(.+?)\*\*", text).group(1)
    code = re.fullmatch(r"```python\n(.*)```", text, flags=re.DOTALL).group(1)
    cell: dict[str, Any] = {"__name__": "a_new_cell"}
    exec(compile(code, f"<solution of {exercise.name}>", "exec"), cell)
    solution: Any = exercise.solution_code
    answer = cell[solution.__name__]
    return answer if exercise.kind == "code" else answer()


def _stubs(exercise: Exercise) -> list:
    def dots(*arguments: Any, **keywords: Any) -> None: ...

    def not_implemented(*arguments: Any, **keywords: Any) -> None:
        raise NotImplementedError

    return [None, ...] + ([dots, not_implemented] if exercise.kind == "code" else [])


def _expect(exercise: Exercise, answer: Any, state: str, start: str) -> str:
    # First calls of a model are slow on a busy machine, and these answers need no rehearsal.
    verdict = exercise.judge(answer, limit=30, rehearsed=False)
    assert verdict.state == state, f"{exercise.name}: {verdict}, expected state {state!r}"
    assert verdict.message.startswith(start), verdict
    assert verdict.message.count("\n") <= 1, f"more than two lines: {verdict.message!r}"
    return verdict.message


def _assert_quick(exercise: Exercise, answer: Any, limit: float = 2.0) -> None:
    limit = max(limit, exercise.time_limit / 4)  # those that build layers say that they take longer
    started = time.perf_counter()
    exercise.judge(answer, limit=30, rehearsed=False)
    seconds = time.perf_counter() - started
    assert seconds < limit, f"{exercise.name} takes {seconds:.1f} s to check, over {limit} s"
