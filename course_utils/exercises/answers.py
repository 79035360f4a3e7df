"""Ask a learner's function; what is no function, still a stub or raises gets one sentence."""

from collections.abc import Callable
from typing import Any

from course_utils.exercises.compare import show
from course_utils.exercises.verdict import Unsolved, Wrong, named


def refuse_no_function(answer: Any) -> None:
    """Wrong for an answer that cannot be called."""
    if not callable(answer):
        raise Wrong(f"expected a function, got {show(answer)}; pass its name without brackets")


def refuse_stub(got: Any) -> None:
    """Unsolved for what a stub returns or raises."""
    if isinstance(got, NotImplementedError):
        raise Unsolved("write the body of the function.")
    if got is None or got is ...:
        raise Unsolved("the function returns nothing. Write its body and end it with `return`.")


def outcome_of(answer: Callable, *arguments: Any, words: str = "it") -> Any:
    """What the answer returns, None included.

    Unsolved for NotImplementedError; for another exception Wrong: `words` "raised" it.
    """
    refuse_no_function(answer)
    try:
        return answer(*arguments)
    except NotImplementedError as error:
        refuse_stub(error)
    except Exception as error:  # a learner's function may raise anything
        raise Wrong(f"{words} raised {named(error)}") from None


def value_of(answer: Callable, *arguments: Any, words: str = "it") -> Any:
    """As `outcome_of`, and Unsolved where nothing is returned."""
    got = outcome_of(answer, *arguments, words=words)
    refuse_stub(got)
    return got
