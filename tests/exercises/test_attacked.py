"""Answers that would hang the kernel, end it, or make the check itself fall over."""

import collections
import ctypes
import itertools
import os
import re
import sys
import textwrap
import threading
import time

import pytest

from course_utils.exercises import frame, rehearsal, time_limit

copied = pytest.mark.skipif(not rehearsal.POSSIBLE, reason="only Linux copies a process safely")
LIMIT = 0.3


def solve_double(x):
    return 2 * x


double = frame.code_exercise(
    "double",
    lesson="02",
    prompt="Write `double(x)`.",
    solution=solve_double,
    cases=[(1,), (2,)],
    hints=["!"],
)


@pytest.fixture(autouse=True)
def progress_off(monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "off")


def left_in_a_thread(x):
    threading.Thread(target=sum, args=(itertools.repeat(1),), daemon=True).start()


NEVER = {
    "a power of a power": lambda x: 9**9**9,
    "a sum without end": lambda x: sum(itertools.repeat(1)),
    "a sum of too many": lambda x: sum(range(10**12)),
    "a list without end": lambda x: list(itertools.count()),
    "a search": lambda x: 0.5 in range(10**12),
    "a regular expression": lambda x: re.match(r"(a+)+$", "a" * 40 + "b"),
    "a queue": lambda x: collections.deque(itertools.repeat(1), maxlen=0),
    "a thread that is left behind": left_in_a_thread,
    "printing": lambda x: [print("x" * 1000) for _ in itertools.repeat(1)],
    "a loop": lambda x: [1 for _ in itertools.repeat(1) if False],
}


@copied
@pytest.mark.parametrize("answer", NEVER.values(), ids=NEVER)
def test_code_that_never_returns_is_left_in_time(answer, capfd):
    began = time.monotonic()
    verdict = double.judge(answer, LIMIT)
    assert time.monotonic() - began < LIMIT + 1
    assert verdict.state == "slow" and "loop that never ends" in verdict.message
    assert capfd.readouterr().out == ""


def test_code_that_waits_is_left_in_time():
    began = time.monotonic()
    verdict = double.judge(lambda x: time.sleep(60))
    assert time.monotonic() - began < 3.0
    assert verdict.state == "slow"


ENDS = {
    "a crash": lambda x: ctypes.string_at(0),
    "an abortion": lambda x: os.abort(),
    "an exit": lambda x: os._exit(0),
    "a signal": lambda x: os.kill(os.getpid(), 9),
}


@copied
@pytest.mark.parametrize("answer", ENDS.values(), ids=ENDS)
def test_code_that_ends_python_ends_a_copy_of_it(answer):
    verdict = double.judge(answer, LIMIT)
    assert verdict.state == "wrong" and "ends Python itself" in verdict.message


@copied
def test_an_abortion_is_put_down_to_the_copy_where_a_gpu_is_driven(monkeypatch):
    monkeypatch.setattr(rehearsal, "_drives_a_gpu", lambda: True)
    rehearsal.rehearse(LIMIT, os.abort, ())


@copied
def test_a_rehearsal_shows_and_changes_nothing(capfd):
    calls = []

    def answer(x):
        calls.append(x)
        print("printed")
        return 2 * x

    assert double.judge(answer).state == "correct"
    assert calls == [1, 2]
    assert capfd.readouterr().out == "printed\nprinted\n"


@copied
def test_without_a_process_to_be_had_there_is_no_rehearsal(monkeypatch):
    def fork():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fork)
    assert double.judge(lambda x: x + x).state == "correct"


@copied
def test_an_interrupt_ends_the_check_and_what_it_started(monkeypatch):
    def interrupted(receiver, pid, deadline):
        interrupted.pid = pid
        raise KeyboardInterrupt

    monkeypatch.setattr(rehearsal, "_answers", interrupted)
    assert double.judge(lambda x: 9**9**9).message == "Not yet: the check was interrupted."
    with pytest.raises(ProcessLookupError):
        os.kill(interrupted.pid, 0)


@pytest.mark.parametrize("rehearsed", [True, False])
def test_a_check_inside_its_own_answer_says_so(rehearsed):
    def answer(x):
        try:
            double.check(answer)
        except Exception:
            return None

    verdict = double.judge(answer, rehearsed=rehearsed)
    assert verdict.state == "wrong" and "inside the function that it checks" in verdict.message
    assert double.judge(solve_double).state == "correct"


def test_a_loop_in_python_is_stopped_without_a_rehearsal_too():
    steps = []

    def endless():
        while True:
            try:
                steps.append(1)
            except BaseException:
                pass

    with pytest.raises(time_limit.TooSlow):
        time_limit.run_within(LIMIT, endless, rehearsed=False)
    time.sleep(0.1)
    still = len(steps)
    time.sleep(0.1)
    assert len(steps) == still, "the loop runs on in the background"


@pytest.mark.parametrize("rehearsed", [True, False])
def test_a_flood_of_printing_is_cut_short(capsys, rehearsed):
    def answer(x):
        print("x" * 50_000)
        return 2 * x

    assert double.judge(answer, rehearsed=rehearsed).state == "correct"
    printed = capsys.readouterr().out
    assert len(printed) < 10_100 and printed.endswith("x\n... and more.\n")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_an_answer_cannot_take_the_output_away(capsys, stream):
    for spoil in (lambda: getattr(sys, stream).close(), lambda: setattr(sys, stream, None)):
        double.check(lambda x, spoil=spoil: spoil() or 2 * x)
        assert capsys.readouterr().out == "Correct. 2 cases agree.\n"
        print("still here", file=getattr(sys, stream))
        assert getattr(capsys.readouterr(), stream[3:]) == "still here\n"


class Speechless(Exception):
    def __str__(self):
        raise self


class Obscene(Exception):
    def __str__(self):
        sys.exit(3)


@pytest.mark.parametrize(
    "error", [Speechless(), Obscene(), SystemExit(), GeneratorExit(), ValueError("\udc80")]
)
def test_an_exception_that_cannot_say_what_it_is_is_named(error, capsys):
    def answer(x):
        raise error

    double.check(answer)
    printed = capsys.readouterr().out
    assert printed.startswith("Not yet: ") and type(error).__name__ in printed
    assert printed.encode()


class Nameless(type):
    @property
    def __name__(cls):
        raise KeyboardInterrupt


class Anonymous(Exception, metaclass=Nameless):
    pass


def test_an_exception_without_a_name_is_one_too(capsys):
    def answer(x):
        raise Anonymous

    double.check(answer)
    assert "raised an exception." in capsys.readouterr().out


def test_half_a_letter_can_be_printed(capsys):
    double.check(lambda x: "\udc80")
    assert "expected 2, got" in capsys.readouterr().out


SLOW_PACKAGE = """
    import time
    time.sleep({seconds})
    VALUE = 2
"""


@pytest.mark.parametrize("rehearsed", [True, False])
@pytest.mark.parametrize("swallow", [True, False])
def test_a_first_import_is_not_counted(tmp_path, monkeypatch, rehearsed, swallow):
    monkeypatch.syspath_prepend(str(tmp_path))
    name = f"slow_package_{rehearsed}_{swallow}"
    (tmp_path / f"{name}.py").write_text(textwrap.dedent(SLOW_PACKAGE.format(seconds=2 * LIMIT)))

    def answer(x):
        try:
            return __import__(name).VALUE * x
        except BaseException:
            if not swallow:
                raise

    assert double.judge(answer, LIMIT, rehearsed).state == "correct"
    assert name in sys.modules


def test_a_first_import_that_fails_is_told_to_the_answer(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "broken_package.py").write_text("1 / 0")

    def answer(x):
        import broken_package

        return broken_package

    assert "ZeroDivisionError" in double.judge(answer).message
    assert "ModuleNotFoundError" in double.judge(lambda x: __import__("not_there_at_all")).message
