"""A lesson that is open in JupyterLab, and its cells, worked as a learner would (see lab.py)."""

import time
from pathlib import Path

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By

from tests.browser.needed import needed

ROOT = Path(__file__).resolve().parents[2]


class Lesson:
    """The notebook that is open; cells are numbered from 0, markdown included."""

    def __init__(self, lab):
        self.lab = lab

    def sources(self):
        """The text of every cell."""
        return self.lab.js(
            "return lesson.content.widgets.map(c => c.model.sharedModel.getSource())"
        )

    def cell(self, text):
        """The first code cell whose source has the text; a number gives that cell."""
        if isinstance(text, int):
            return Cell(self, text)
        for number, kind in enumerate(self._kinds()):
            if kind == "code" and text in self.sources()[number]:
                return Cell(self, number)
        raise AssertionError(f"no code cell has {text!r}")

    def _kinds(self):
        return self.lab.js("return lesson.content.widgets.map(c => c.model.type)")

    def run_for(self, *texts):
        """Run the cells that have these texts, and before them those that bind what they use."""
        code = {n: text for n, text in enumerate(self.sources()) if self._kinds()[n] == "code"}
        for number in needed(code, [self.cell(text).number for text in texts]):
            Cell(self, number).run()
        # What `execute` is asked next would take the last cell's place in `Out`.
        self.lab.promise(
            "await lesson.sessionContext.session.kernel.requestExecute({code: 'pass'}).done"
        )

    def run_all(self):
        """Run every code cell in order; AssertionError at the first that fails."""
        for number, kind in enumerate(self._kinds()):
            if kind == "code":
                Cell(self, number).run()

    def run_until(self, text):
        """Run every code cell up to and with the first that has the text, and return that one."""
        last = self.cell(text)
        for number, kind in enumerate(self._kinds()[: last.number + 1]):
            if kind == "code":
                Cell(self, number).run()
        return last

    def execute(self, code):
        """Run code in the kernel, outside any cell, and return what it prints or evaluates to.

        The proof that the kernel is alive. AssertionError if the code raises.
        """
        answer = self.lab.promise(
            """
            const kernel = lesson.sessionContext.session.kernel;
            const future = kernel.requestExecute({code: arguments[0], store_history: false});
            let text = '';
            future.onIOPub = message => {
                text += message.content.text || (message.content.data || {})['text/plain'] || '';
            };
            const reply = await future.done;
            return {status: reply.content.status, error: reply.content.evalue, text};
            """,
            code,
        )
        assert answer["status"] == "ok", f"{code!r} raised {answer['error']}"
        return answer["text"].strip()

    def screenshot(self, name, height=None):
        """Keep a picture of the whole notebook, or of its first `height` pixels."""
        size = self.lab.driver.get_window_size()
        content = self.lab.js(
            "const last = lesson.content.widgets[lesson.content.widgets.length - 1].node;"
            "return last.offsetTop + last.offsetHeight"
        )
        self.lab.resize(size["width"], min(height or content + 200, 16000))
        self.lab.js("lesson.content.outerNode.scrollTop = 0")
        time.sleep(0.5)  # for the new layout
        self.lab.screenshot(name)
        self.lab.resize(size["width"], size["height"])


class Cell:
    """One cell of the lesson."""

    def __init__(self, lesson, number):
        self.lesson, self.lab, self.number = lesson, lesson.lab, number

    def run(self):
        """Run the cell and wait for it; AssertionError with the error if it fails."""
        self.lab.promise(
            """
            lesson.content.activeCellIndex = arguments[0];
            lesson.content.deselectAll();
            await jupyterapp.commands.execute('notebook:run-cell');
            """,
            self.number,
        )
        errors = [o for o in self.outputs() if o["output_type"] == "error"]
        assert not errors, f"cell {self.number}: {errors[0]['ename']}: {errors[0]['evalue']}"
        return self

    def outputs(self):
        """The outputs as the notebook would store them."""
        return self.lab.js(
            "return lesson.content.widgets[arguments[0]].model.outputs.toJSON()", self.number
        )

    @property
    def element(self):
        """The element that holds the outputs."""
        return self.lab.js(
            "return lesson.content.widgets[arguments[0]].node.querySelector('.jp-Cell-outputArea')",
            self.number,
        )

    def scroll(self):
        """Bring the outputs into view, which widgets need before they are clicked."""
        self.lab.js("arguments[0].scrollIntoView({block: 'start'})", self.element)
        return self.element

    def find(self, selector):
        """Every element of the outputs that fits the CSS selector."""
        return self.element.find_elements(By.CSS_SELECTOR, selector)

    def wait_for(self, selector, seconds=30):
        """The first element of the outputs that fits, as soon as it is visible."""

        def visible():
            broken = self.find(".jupyter-widgets-error-widget")
            assert not broken, f"cell {self.number} has a widget that the browser cannot draw"
            return next((e for e in self.find(selector) if e.is_displayed()), None)

        return self.wait_until(
            visible, seconds, f"{selector!r} in the outputs of cell {self.number}"
        )

    def wait_until(self, condition, seconds=30, what=None):
        """The first true value of `condition()`; elements that are redrawn meanwhile do no harm."""

        def try_again():
            try:
                return condition()
            except StaleElementReferenceException:
                return None

        return self.lab.wait_until(try_again, seconds, what)

    def text(self):
        """The text that the outputs show."""
        return self.element.text

    def says(self, *texts, seconds=60):
        """Wait until the outputs show all of `texts`; the error tells what they show instead."""

        def there():
            shown = self.text()
            return all(text in shown for text in texts)

        try:
            self.wait_until(there, seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}: not all of {texts} in {self.text()!r}") from late

    def answers_anew(self, widget, give, *texts):
        """Do what `give` does; wait for another answer of the kernel's `widget`, and its texts."""
        answer = f"id({widget}.answer)"
        before = self.lesson.execute(answer)
        give()
        self.wait_until(lambda: self.lesson.execute(answer) != before, 60, "a new answer")
        self.says(*texts)

    def picture(self):
        """All pictures in the outputs as one text; it changes when a figure is redrawn."""
        return self.lab.js(
            """
            return Array.from(arguments[0].querySelectorAll('img, canvas, svg')).map(e =>
                e.tagName === 'IMG' ? e.src : e.tagName === 'CANVAS' ? e.toDataURL()
                : e.outerHTML).join();
            """,
            self.element,
        )

    def click(self, label):
        """Click the button with this text, or the first element that fits a CSS selector."""
        self.scroll()
        buttons = [b for b in self.find("button") if b.text.strip() == label]
        (buttons[0] if buttons else self.wait_for(label)).click()

    def control(self, label):
        """The widget whose description is `label`."""

        def labelled():
            for name in self.find(".widget-label"):
                if name.text.strip().rstrip(":") == label.rstrip(":"):
                    return name.find_element(By.XPATH, "..")
            return None

        return self.wait_until(labelled, what=f"a widget called {label!r}")

    def set_slider(self, label, value):
        """Type a value into the read-out of a slider, as a learner can, and press Enter."""
        self.scroll()
        readout = self.control(label).find_element(By.CSS_SELECTOR, ".widget-readout")
        keys = ActionChains(self.lab.driver).click(readout)
        keys.key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL)
        keys.send_keys(str(value)).send_keys(Keys.ENTER).perform()

    def drag_slider(self, label, pixels):
        """Pull the handle of a slider to the right (or left, if negative) and let it go."""
        self.scroll()
        handle = self.control(label).find_element(By.CSS_SELECTOR, ".noUi-handle")
        self.drag(handle, pixels)

    def drag(self, element, right, down=0):
        """Press the mouse on an element, move by so many pixels, release."""
        mouse = ActionChains(self.lab.driver).click_and_hold(element)
        mouse.move_by_offset(right, down).release().perform()

    def choose(self, label, option):
        """Choose an option of a dropdown or of toggle buttons, of the widget called `label`."""
        self.scroll()
        box = self.control(label)
        buttons = [b for b in box.find_elements(By.TAG_NAME, "button") if b.text.strip() == option]
        if buttons:
            buttons[0].click()
            return
        options = box.find_elements(By.TAG_NAME, "option")
        next(o for o in options if o.text.strip() == option).click()

    def write(self, label, text):
        """Replace what a text box holds and press Enter."""
        self.scroll()
        box = self.control(label).find_element(By.CSS_SELECTOR, "input, textarea")
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(str(text), Keys.ENTER)

    def upload(self, path):
        """Give a file (relative to the course's folder) to the cell's FileUpload button.

        The button opens the system's file dialog, which no browser driver can work: the file
        goes straight to the input that the button would have opened.
        """
        self.scroll()
        self.wait_for(".widget-upload")
        self.lab.js(
            """
            const click = HTMLInputElement.prototype.click;
            HTMLInputElement.prototype.click = function() {
                if (this.type !== 'file') { return click.call(this); }
                HTMLInputElement.prototype.click = click;
                this.dispatchEvent(new Event('click'));  // the widget forgets its last file then
                this.id = 'file-for-the-test';
                this.style.display = 'block';
                document.body.appendChild(this);
            };
            """
        )
        self.wait_for(".widget-upload").click()
        box = self.lab.driver.find_element(By.ID, "file-for-the-test")
        box.send_keys(str((ROOT / path).resolve()))
        self.lab.js("arguments[0].remove()", box)

    def screenshot(self, name):
        """Keep a picture of the outputs."""
        self.lab.screenshot(name, self.scroll())
