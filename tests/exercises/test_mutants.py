"""Checkers are tried with wrong variants of their solutions: nearly all are refused, in words."""

from functools import cache
from typing import NamedTuple

import pytest

from course_utils.exercises.frame import TIME_LIMIT, Exercise
from course_utils.lessons.progress import exercises_by_lesson
from tests.exercises.mutants import is_equivalent, mutants

pytestmark = pytest.mark.filterwarnings("ignore")  # mutants divide by zero, and worse
SHARE = 0.9  # of all mutants are refused
WORDS = 7  # "Not yet: expected a function, got 3." says what was wrong; fewer say that it was
MOST, MOST_SLOW = 40, 6  # mutants tried of an exercise; slow ones build layers for each
EXERCISES = [each for exercises in exercises_by_lesson().values() for each in exercises]


class Outcome(NamedTuple):
    """What became of the mutants of one exercise."""

    refused: list  # (what was changed, Verdict)
    let_through: list  # what was changed
    equivalent: list  # what was changed, without effect


@cache
def tried(number: int) -> Outcome:
    exercise, outcome = EXERCISES[number], Outcome([], [], [])
    made = mutants(exercise)
    most = MOST if exercise.time_limit <= TIME_LIMIT else MOST_SLOW
    for mutant in made[:: -(-len(made) // most)]:
        verdict = exercise.judge(mutant.answer, limit=10, rehearsed=False)
        if verdict.state != "correct":
            outcome.refused.append((mutant.what, verdict))
        elif is_equivalent(exercise, mutant):
            outcome.equivalent.append(mutant.what)
        else:
            outcome.let_through.append(mutant.what)
    return outcome


@pytest.mark.parametrize("number", range(len(EXERCISES)), ids=lambda n: EXERCISES[n].name)
def test_a_refusal_is_one_sentence_that_names_what_is_wrong(number):
    outcome, exercise = tried(number), EXERCISES[number]
    assert len(outcome.refused) >= 3, "too few mutants to tell anything"
    for what, verdict in outcome.refused:
        assert_names_what_is_wrong(exercise, what, verdict)


def assert_names_what_is_wrong(exercise: Exercise, what: str, verdict) -> None:
    message = verdict.message
    assert verdict.state in ("wrong", "unsolved", "slow"), (what, message)
    assert message.startswith(("Not yet: ", "Not solved yet: ")) and message.count("\n") <= 1
    assert message.rstrip().endswith((".", "?")) and len(message) < 1200, (what, message)
    assert "could not be read" not in message and len(message.split()) >= WORDS, (what, message)


def test_nine_of_ten_mutants_are_refused():
    refused = let_through = equivalent = 0
    for number, exercise in enumerate(EXERCISES):
        outcome = tried(number)
        refused += len(outcome.refused)
        let_through += len(outcome.let_through)
        equivalent += len(outcome.equivalent)
        for what in outcome.let_through:
            print(f"{exercise.lesson} {exercise.name} accepts: {what}")
    share = refused / (refused + let_through)
    print(f"{refused} of {refused + let_through} mutants are refused ({share:.1%});", end=" ")
    print(f"{equivalent} more give what their solutions give.")
    assert refused > 10 * len(EXERCISES) and share >= SHARE
