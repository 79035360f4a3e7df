"""What every test runs in, the lessons included: the sample, quick, and no silent gap under CI."""

import os

import pytest

os.environ.update(COURSE_DATA="sample", COURSE_SCALE="quick")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

pytest_plugins = ["course_utils.authoring.environment", "tests.browser.session"]


def under_ci():
    return os.environ.get("CI", "").lower() in ("1", "true")


def without_skip(report):
    """The report, a failure if it is a skip under CI: there, what is missing has to be seen."""
    if under_ci() and report.skipped:
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped under CI. {reason}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport():
    return without_skip((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report():
    return without_skip((yield))


def pytest_report_header():
    if not os.environ.get("COURSE_DATA_DIR"):
        return "COURSE_DATA_DIR is not set: the tests on real data do not run"
