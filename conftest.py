"""What every test runs in, the lessons included: the sample, quick, and no silent gap."""

import os

import pytest


def share_of_the_cores():
    """Keep a process of pytest-xdist, and what it starts, on cores of its own.

    Otherwise each computes with as many threads as there are cores, and all wait for each other.
    """
    worker, of = (os.environ.get(f"PYTEST_XDIST_WORKER{what}") for what in ("", "_COUNT"))
    if worker and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))[int(worker.removeprefix("gw")) :: int(of)]
        os.sched_setaffinity(0, cores or os.sched_getaffinity(0))


share_of_the_cores()  # TensorFlow counts them when it is loaded
os.environ.update(COURSE_DATA="sample", COURSE_SCALE="quick")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

pytest_plugins = ["course_utils.authoring.environment", "tests.browser.session"]


def without_skip(report):
    """The report; with COURSE_SKIPS=fail, a skip in it is a failure, so that no gap is missed."""
    if os.environ.get("COURSE_SKIPS") == "fail" and report.skipped:
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped with COURSE_SKIPS=fail. {reason}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport():
    return without_skip((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report():
    return without_skip((yield))


def takes_long(path):
    """Whether the tests of this file run a lesson, a browser, real data or many trainings."""
    return (
        path.suffix == ".ipynb"
        or "browser" in path.stem
        or "real_data" in path.parts
        or path.stem in ("test_training", "test_recipes")
    )


def pytest_collection_modifyitems(items):
    """Files that take long first: two processes share the work evenly only by small last pieces."""
    items.sort(key=lambda item: not takes_long(item.path))


def pytest_report_header():
    if not os.environ.get("COURSE_DATA_DIR"):
        return "COURSE_DATA_DIR is not set: the tests on real data do not run"
