"""The frame of the exercises, tried with the answers that learners give."""

import json
import sys
import time

import numpy as np
import pytest

from course_utils.exercises import compare, frame, progress, time_limit
from course_utils.exercises.verify import shown_solution, verify
from course_utils.lessons import progress as lessons

FACTOR = 2


def solve_double(x):
    return FACTOR * np.asarray(x)


def solve_root(x):
    if x < 0:
        raise ValueError("no root of a negative number")
    return x**0.5


def solve_weights():
    return 3 * 3 * 3 * 32 + 32


def solve_shape():
    return (30, 30, 32)


double = frame.code_exercise(
    "double",
    lesson="02",
    prompt="Write `double(x)`.",
    solution=solve_double,
    cases=[(1,), frame.case([1, 2], note="a list"), (np.ones((9, 9)),)],
    hints=["Twice is `2 *`.", "Lists repeat: make an array first."],
)
root = frame.code_exercise(
    "root",
    lesson="02",
    prompt="Write `root(x)`.",
    solution=solve_root,
    cases=[(4,), (-1,)],
    hints=["!"],
)
weights = frame.number_exercise(
    "weights",
    lesson="03",
    prompt="How many weights and biases?",
    what="the number of weights and biases",
    solution=solve_weights,
    mistakes={864: "Each of the 32 kernels has a bias as well."},
    hints=["Count one kernel first."],
)
shape = frame.number_exercise(
    "shape",
    lesson="03",
    prompt="Which shape?",
    what="the shape",
    solution=solve_shape,
    hints=["!"],
)
pooling = frame.choice_exercise(
    "pooling",
    lesson="02",
    prompt="What does pooling keep?",
    options={"a": "the mean", "b": "the largest value"},
    answer="b",
    why={
        "a": "That would be average pooling.",
        "b": "Max pooling keeps the largest value.",
    },
    hints=["Its name says it."],
)


def double_in_place(x):
    x *= 2
    return x


def test_the_code_exercise():
    verify(
        double,
        right=[lambda x: np.add(x, x), lambda x: np.multiply(x, 2).tolist()],
        wrong=[
            (lambda x: 2 * x, "(a list)"),
            (lambda x: x, "expected 2, got 1"),
            (lambda x, y: 2 * x, "TypeError"),
            (3, "expected a function, got 3"),
            (lambda x: 2 / 0, "raised ZeroDivisionError: division by zero"),
            (
                lambda x: 2 * np.ravel(x),
                "expected the single number 2, got [2] of shape (1,)",
            ),
        ],
    )


def test_where_the_solution_refuses_the_answer_must_refuse_too():
    def asserting(x):
        assert x >= 0
        return np.sqrt(x)

    def refusing(x):
        if x < 0:
            raise ValueError("imaginary")
        return float(np.sqrt(x))

    verify(
        root,
        right=[refusing],
        wrong=[
            (lambda x: abs(x) ** 0.5, "expected a ValueError, got 1"),
            (asserting, "Assertion"),
        ],
    )


def test_the_number_exercise():
    verify(
        weights,
        right=[896.0, np.int64(896)],
        wrong=[
            (864, "Each of the 32 kernels has a bias"),
            (90, "too small"),
            (9000, "too large"),
            ("896", "as one number, got '896'"),
            ((896, 1), "2 numbers"),
            (float("nan"), "got nan"),
        ],
    )
    assert "896" not in weights.judge(90).message, "a wrong try must not give the answer away"
    verify(
        shape,
        right=[[30, 30, 32], np.array([30, 30, 32])],
        wrong=[
            ((32, 32, 32), "number 1 is not right"),
            ((30, 30), "3 numbers"),
            (30, "one number"),
        ],
    )


def test_the_choice_exercise():
    verify(
        pooling,
        right=["B", " b "],
        wrong=[("a", "average pooling"), ("c", "one of"), (2, "got 2")],
    )
    with pytest.raises(ValueError, match="every option a why"):
        frame.choice_exercise(
            "x",
            lesson="01",
            prompt="?",
            options={"a": "1"},
            answer="b",
            hints=["!"],
            why={"a": "no"},
        )


def test_verify_itself_finds_a_checker_that_accepts_too_much():
    lax = frame.code_exercise(
        "double",
        lesson="02",
        prompt="?",
        solution=solve_double,
        cases=[(0,)],
        hints=["!"],
    )
    with pytest.raises(AssertionError, match="expected state 'wrong'"):
        verify(lax, right=[lambda x: x + x], wrong=[lambda x: 3 * x, lambda x: 1])
    with pytest.raises(AssertionError, match="two typical wrong"):
        verify(double, right=[lambda x: np.add(x, x)], wrong=[3])


@pytest.mark.parametrize("swallow", [Exception, BaseException])
def test_an_endless_loop_is_stopped_in_time(swallow):
    steps = []

    def endless(x):
        while True:
            try:
                steps.append(1)
            except swallow:
                pass

    started = time.perf_counter()
    verdict = double.judge(endless)
    seconds = time.perf_counter() - started
    assert verdict.state == "slow" and "loop that never ends" in verdict.message
    assert seconds < 3.0
    time.sleep(0.1)
    still = len(steps)
    time.sleep(0.1)
    assert len(steps) == still, "the loop runs on in the background"


def test_run_within_returns_and_raises_as_the_function_does():
    assert time_limit.run_within(1, divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        time_limit.run_within(1, divmod, 7, 0)


def test_no_answer_raises_at_the_learner(capsys):
    class Odd:
        def __eq__(self, other):
            raise RuntimeError("odd")

        __array__ = __repr__ = __str__ = __eq__

    for exercise in (double, weights, pooling):
        for answer in (
            Odd(),
            sys.exit,
            [[1], [2, 3]],
            object,
            {},
            lambda: Odd(),
            lambda *_: Odd(),
        ):
            exercise.check(answer)
            assert capsys.readouterr().out.startswith(("Not yet: ", "Not solved yet: "))


def test_a_learner_may_change_the_arguments_without_spoiling_the_next_check():
    assert double.judge(lambda x: double_in_place(np.array(x))).state == "correct"
    grow = frame.code_exercise(
        "grow",
        lesson="02",
        prompt="?",
        solution=lambda x: len(x) + 1,
        cases=[([1],)],
        hints=["!"],
    )
    assert [grow.judge(lambda x: x.append(1) or len(x)).state for _ in range(2)] == ["correct"] * 2


def test_check_prints_one_or_two_lines(capsys, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    double.check(solve_double)
    assert capsys.readouterr().out == "Correct. 3 cases agree.\n"
    double.check(lambda x: np.asarray(x) + 1)
    assert (
        capsys.readouterr().out
        == "Not yet: double([1, 2]) (a list)\nexpected [2, 4], got [2, 3].\n"
    )


def test_hints_come_one_after_the_other_and_the_last_stays(monkeypatch):
    shown = []
    monkeypatch.setattr(frame, "_show_markdown", shown.append)
    monkeypatch.setattr(double, "shown_hints", 0)
    for _ in range(3):
        double.hint()
    assert shown[0] == "**Hint 1 of 2.** Twice is `2 *`."
    assert shown[1] == shown[2] == "**Hint 2 of 2.** Lists repeat: make an array first."


def test_the_solution_brings_its_imports():
    text = double.solution_text()
    assert text.startswith("```python\n") and text.endswith("```")
    assert "import numpy as np\n" in text
    assert f"from {__name__} import FACTOR\n" in text
    assert list(shown_solution(double)([1, 2])) == [2, 4]
    assert "**b**: the largest value" in pooling.solution_text()


@pytest.mark.parametrize(
    ("expected", "got", "sentence"),
    [
        (1.0, 1.00001, None),
        (True, 1, None),
        ([1, 2], np.array([1.0, 2.0]), None),
        ("same", "same", None),
        ("same", "valid", "expected 'same', got 'valid'"),
        ((1, [1, 2]), (1, [1, 3]), "value 2 of 2: expected [1, 2], got [1, 3]"),
        ({"a": 1}, {"a": 2}, "entry 'a': expected 1, got 2"),
        ({"a": 1}, {"b": 1}, "expected a dictionary with keys ['a'], got ['b']"),
        (np.zeros((2, 2)), np.zeros(4), "expected [[0, 0], [0, 0]] of shape (2, 2)"),
        (
            np.zeros(99),
            np.eye(99)[5],
            "expected 0 at [5], got 1 (1 of 99 values differ)",
        ),
        (np.nan, np.nan, None),
        (1.0, np.nan, "expected 1, got nan"),
        (1e6, 1e6 + 1, None),
        (None, 0, "expected None, got 0"),
    ],
)
def test_difference(expected, got, sentence):
    found = compare.difference(expected, got)
    assert found is None if sentence is None else sentence in found


class TestProgress:
    @pytest.fixture(autouse=True)
    def file(self, tmp_path, monkeypatch):
        path = tmp_path / ".course" / "progress.json"
        monkeypatch.setenv("COURSE_PROGRESS", str(path))
        monkeypatch.setattr(lessons, "exercises_by_lesson", lambda: {"02": [double, pooling]})
        return path

    def test_only_a_right_answer_is_kept(self, file, capsys):
        double.check(3)
        double.check(None)
        assert not file.exists()
        double.check(solve_double)
        double.check(solve_double)
        assert json.loads(file.read_text()) == {"02": ["double"]}
        assert [p.name for p in file.parent.iterdir()] == ["progress.json"]

    def test_the_table(self, file, capsys):
        assert "| 02 | 0 of 2 | ○ double, ○ pooling |" in lessons.progress().data
        pooling.check("b")
        assert "| 02 | 1 of 2 | ○ double, ✔ pooling |" in lessons.progress().data
        file.unlink()
        assert "0 of 2" in lessons.progress().data

    def test_a_damaged_file_is_said_not_raised(self, file, capsys):
        file.parent.mkdir()
        for text in ("{", "[1]", '{"02": 3}', "[" * 100_000):
            file.write_text(text)
            assert "delete it" in lessons.progress().data
            pooling.check("b")
            assert "delete it" in capsys.readouterr().out
            assert file.read_text() == text

    def test_switched_off_nothing_is_read_or_written(self, file, monkeypatch, capsys):
        pooling.check("b")
        before = file.read_text()
        monkeypatch.setenv("COURSE_PROGRESS", "off")
        assert progress.progress_file() is None and progress.solved() == {}
        double.check(solve_double)
        assert file.read_text() == before


def test_every_exercise_is_named_once_and_belongs_to_its_lesson():
    for lesson, exercises in lessons.exercises_by_lesson().items():
        assert {e.lesson for e in exercises} <= {lesson}
        assert len({e.name for e in exercises}) == len(exercises)


def test_a_typical_mistake_of_code_is_named():
    exercise = frame.code_exercise(
        "double",
        lesson="02",
        prompt="Write `double(x)`.",
        solution=solve_double,
        cases=[(1.5,), (4.0,)],
        hints=["!"],
        mistakes={"Twice is not squared.": lambda x: x**2, "It raises.": lambda x: x.nothing},
    )
    assert "expected 3, got 2.25. Twice is not squared." in exercise.judge(lambda x: x * x).message
    assert "Twice" not in exercise.judge(lambda x: 3 * x).message
    assert "It raises" not in exercise.judge(lambda x: x.other).message


def test_a_lesson_goes_on_with_the_right_answer_or_the_solution(capsys):
    def mine(x):
        return np.add(x, x)

    assert double.mine_or_solution(mine) is mine
    assert "with your `double`" in capsys.readouterr().out
    assert double.mine_or_solution(lambda x: x) is solve_double
    assert double.mine_or_solution(...) is solve_double
    assert "the solution of `double`" in capsys.readouterr().out


def test_an_exercise_may_take_longer_than_others():
    def slow(answer):
        time.sleep(0.3)

    made = frame.Exercise("slow", "02", "Wait.", slow, ("!",), "nothing", time_limit=0.1)
    assert made.judge(1, rehearsed=False).state == "slow"
    assert made.judge(1, limit=5, rehearsed=False).state == "correct"
