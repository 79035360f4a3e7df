"""What is said of an answer, whatever the answer does: `judged` never raises."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from course_utils.exercises.output import kept_output
from course_utils.exercises.rehearsal import EndsPython
from course_utils.exercises.time_limit import TooSlow, run_within

NEVER_ENDS = "Is there a loop that never ends, or a number that grows without bound?"
ENDS_PYTHON = "this answer ends Python itself. Does it call itself again and again without end?"
NESTED = (
    "`check` is called inside the function that it checks. Put that line behind the function, "
    "without an indent."
)
_running = []  # the checkers at work: one, or none


class Wrong(Exception):
    """A checker raises it with one sentence: what was expected and what came."""


class Unsolved(Exception):
    """A checker raises it with one sentence when the answer is still the stub."""


class _Nested(BaseException):
    """A check was called from inside the answer to another; no answer may swallow that."""


@dataclass(frozen=True)
class Verdict:
    """What a check found: state is "correct", "wrong", "unsolved", "slow" or "failed".

    "failed" means that the checker itself tripped; the tests allow it for no exercise.
    """

    state: str
    message: str


def judged(checker: Callable, answer: Any, limit: float | None, rehearsed: bool) -> Verdict:
    """The `Verdict` on an answer from `checker(answer)`, which has `limit` seconds."""
    if answer is None or answer is ...:
        return Verdict("unsolved", "Not solved yet: put your answer in place of the stub.")
    if _running:
        raise _Nested
    _running.append(checker)
    try:
        with kept_output():
            remark = run_within(limit, checker, answer, rehearsed=rehearsed)
    except Unsolved as reason:
        return Verdict("unsolved", f"Not solved yet: {reason}")
    except Wrong as reason:
        ended = f"{reason}" if f"{reason}".endswith("?") else f"{reason}."
        return Verdict("wrong", f"Not yet: {ended}")
    except TooSlow as reason:
        return Verdict("slow", f"Not yet: {reason}. {NEVER_ENDS}")
    except EndsPython:
        return Verdict("wrong", f"Not yet: {ENDS_PYTHON}")
    except _Nested:
        return Verdict("wrong", f"Not yet: {NESTED}")
    except KeyboardInterrupt:
        return Verdict("failed", "Not yet: the check was interrupted.")
    except BaseException as error:  # an odd answer may set off anything
        return Verdict("failed", f"Not yet: this answer could not be read ({named(error)}).")
    finally:
        _running.clear()
    return Verdict("correct", f"Correct. {remark}" if remark else "Correct.")


def named(error: BaseException) -> str:
    """The kind of an exception and what it says, on one line and short."""
    kind, text = "an exception", ""
    with suppress(BaseException):  # a learner's own may fail to say what it is
        kind = type(error).__name__
        text = " ".join(str(error).split()).rstrip(".")
    text = text if len(text) <= 160 else text[:157] + "..."
    return f"{kind}: {text}" if text else kind
