"""A real JupyterLab and a headless Chromium to work the lessons' widgets with.

A test of a lesson reads like this (fixture `lab` comes from conftest.py)::

    def test_the_slider_redraws_the_figure(lab):
        lesson = lab.open("02_convolution_and_pooling")
        cell = lesson.run_until("ConvolutionExplorer")  # runs all cells up to the one with the text
        cell.wait_for(".widget-slider")                 # any CSS selector within the cell's output
        before = cell.picture()
        cell.set_slider("stride", 2)
        cell.wait_until(lambda: cell.picture() != before)
        cell.click("Reset")                             # a button, by the text on it
        cell.choose("kernel", "blur")                   # an option of the dropdown with that label
        cell.upload("data/sample/cat.jpg")              # the FileUpload of the cell
        assert "feature map" in cell.text()
        assert lesson.execute("6 * 7") == "42"          # the kernel is alive
        cell.screenshot("02-explorer")                  # kept if COURSE_SCREENSHOTS names a folder

Lab works on a temporary copy of `notebooks/` with sample data and the quick scale. It renders
every cell (its windowing of long notebooks is off), so cells off the screen are there as well.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from course_utils.authoring.environment import lesson_environment
from tests.browser.lesson import Lesson

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SETTINGS = {
    "notebook-extension/tracker": '{"windowingMode": "none", "kernelShutdown": true}',
    "docmanager-extension/plugin": '{"autosave": false}',
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
}


class NoBrowser(RuntimeError):
    """There is no Chromium or no driver for it on this machine."""


class Lab:
    """One JupyterLab server and one browser window on it; `open` gives a lesson to work with."""

    def __init__(self, folder, browser_options=()):
        self.folder = Path(folder)
        self.notebooks = self.folder / "course" / "notebooks"
        self.notebooks.mkdir(parents=True)
        self.log = self.folder / "jupyterlab.log"
        self.driver = start_browser(*browser_options)
        try:
            self.server, self.url = self._start_server()
            self._load()
        except BaseException:
            self.close()
            raise

    server = None

    def _start_server(self):
        port, token = free_port(), secrets.token_hex(16)
        environment = lesson_environment() | self._own_folders()
        options = [
            "--no-browser",
            "--LabApp.expose_app_in_browser=True",
            f"--ServerApp.root_dir={self.notebooks.parent}",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            "--ServerApp.allow_root=True",
            f"--IdentityProvider.token={token}",
        ]
        with self.log.open("w") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "course_utils.cli", "lab", *options],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.server = server
        url = f"http://127.0.0.1:{port}"
        self._wait_for_server(f"{url}/api/status?token={token}")
        return server, f"{url}/lab?token={token}&reset"

    def _own_folders(self):
        """Jupyter's folders, so that the learner's settings stay out of the test and unchanged."""
        names = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR")
        settings = self.folder / "settings"
        for name, text in SETTINGS.items():
            plugin, key = name.split("/")
            path = settings / "@jupyterlab" / plugin / f"{key}.jupyterlab-settings"
            path.parent.mkdir(parents=True)
            path.write_text(text)
        own = {name: str(self.folder / name.lower()) for name in names}
        return own | {"JUPYTERLAB_SETTINGS_DIR": str(settings)}

    def _wait_for_server(self, address, seconds=90):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.server.poll() is None:
            try:
                urllib.request.urlopen(address, timeout=5).close()
                return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.3)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}")

    def _load(self):
        self.driver.get(self.url)
        self.wait_until(
            lambda: self.js(
                "return Boolean(window.jupyterapp && jupyterapp.shell.isAttached"
                " && jupyterapp.commands.hasCommand('notebook:run-cell')"
                " && !document.querySelector('#jupyterlab-splash'))"
            ),
            seconds=90,
            what="JupyterLab in the browser",
        )
        self.js("if (!jupyterapp.shell.leftCollapsed) { jupyterapp.shell.collapseLeft(); }")

    def open(self, name):
        """A fresh copy of the lesson, opened with a kernel that is ready. The others are closed."""
        self.close_lessons()
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", self.notebooks)
        return self.open_copy(name)

    def open_copy(self, name):
        """Like `open`, for a notebook that the test has written into `lab.notebooks` itself."""
        path = f"notebooks/{name}.ipynb"
        self.promise(
            """
            const widget = await jupyterapp.commands.execute(
                'docmanager:open',
                {path: arguments[0], factory: 'Notebook', kernel: {name: 'python3'}});
            window.lesson = widget;
            await widget.context.ready;
            await widget.revealed;
            await widget.sessionContext.ready;
            await widget.sessionContext.session.kernel.info;
            """,
            path,
        )
        return Lesson(self)

    def close_lessons(self):
        """Close what is open and stop its kernels."""
        self.promise(
            """
            for (const widget of Array.from(jupyterapp.shell.widgets('main'))) {
                if (widget.context) { widget.context.model.dirty = false; }
                widget.dispose();
            }
            await jupyterapp.serviceManager.sessions.shutdownAll();
            """
        )

    def theme(self, name):
        """Switch to "light" or "dark"."""
        self.promise(
            "await jupyterapp.commands.execute('apputils:change-theme', {theme: arguments[0]});",
            {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[name],
        )
        time.sleep(0.5)  # the style sheet is swapped after the promise

    def resize(self, width, height=1000):
        """Make the browser window so many pixels wide and high."""
        self.driver.set_window_size(width, height)

    def js(self, script, *arguments):
        """What the script returns in the browser; the open notebook panel is `lesson` there."""
        return self.driver.execute_script(script, *arguments)

    def promise(self, script, *arguments):
        """Like `js`, for a script with `await`; RuntimeError with the reason if it rejects."""
        answer = self.driver.execute_async_script(
            f"""
            const done = arguments[arguments.length - 1];
            (async function() {{ {script} }}).apply(null, arguments)
                .then(value => done({{value}}), error => done({{error: String(error)}}));
            """,
            *arguments,
        )
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def wait_until(self, condition, seconds=30, what=None):
        """The first true value of `condition()`, or AssertionError after so many seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            value = condition()
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} s in vain for {what or 'a condition'}")

    def screenshot(self, name, element=None):
        """Keep a picture of the window (or of one element) in the folder COURSE_SCREENSHOTS."""
        folder = os.environ.get("COURSE_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            path = str(Path(folder) / f"{name}.png")
            (element.screenshot if element else self.driver.save_screenshot)(path)

    def close(self):
        """Stop the browser, the server and its kernels."""
        self.driver.quit()
        if self.server is None or self.server.poll() is not None:
            return
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()


def start_browser(*further):
    """A headless Chromium at 1280 x 1000 pixels; NoBrowser if there is none here.

    `further` are command-line options of Chromium, without their two dashes.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not browser or not driver:
        missing = "chromedriver" if browser else "Chromium or Chrome"
        raise NoBrowser(f"{missing} is not on the PATH; on Debian: apt-get install chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    quiet = ("background-networking", "component-update", "sync", "quic", "gpu", "dev-shm-usage")
    plain = ("headless=new", "no-sandbox", "no-first-run", "window-size=1280,1000")
    for argument in plain + further:
        options.add_argument(f"--{argument}")
    for feature in quiet:
        options.add_argument(f"--disable-{feature}")
    window = webdriver.Chrome(options=options, service=Service(driver))
    window.set_script_timeout(300)
    return window


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
