"""Every test in this folder runs on the real data under COURSE_DATA_DIR."""

import pytest

from course_utils import settings


@pytest.fixture(autouse=True)
def real_data(monkeypatch):
    if settings.data_dir() is None:
        pytest.skip("COURSE_DATA_DIR is not set")
    monkeypatch.setenv("COURSE_DATA", "real")
