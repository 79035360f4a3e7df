"""One JupyterLab and one browser for all browser tests of a session."""

import pytest


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A running JupyterLab in headless Chromium; see lab.py for how a test uses it.

    Without a browser on this machine the tests are skipped.
    """
    from tests.browser.lab import Lab, NoBrowser

    try:
        started = Lab(tmp_path_factory.mktemp("lab"))
    except NoBrowser as reason:
        pytest.skip(str(reason))
    yield started
    started.close()
