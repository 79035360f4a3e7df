"""Lesson 02 in JupyterLab: the explorer and the photo filter, worked as a learner would."""

import pytest
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By

ARTICLE_SUMS = ["2", "1", "−2", "0", "2", "1", "0", "−1", "0"]


@pytest.fixture(scope="module")
def lesson(lab):
    opened = lab.open("02_convolution_and_pooling")
    opened.run_until("PhotoFilter(")
    return opened


@pytest.fixture
def explorer(lesson):
    cell = lesson.cell("ConvolutionExplorer()").run()
    cell.wait_for(".conv .window")
    return cell


@pytest.fixture
def photo_filter(lesson):
    cell = lesson.cell("PhotoFilter(").run()
    cell.wait_for(".conv img")
    return cell


def texts(cell, selector):
    """What the elements show, read at one moment, since each step redraws all of them."""
    script = "return Array.from(arguments[0].querySelectorAll(arguments[1])).map(e => e.innerText)"
    return cell.lab.js(script, cell.element, selector)


def line(cell):
    """The sentence below the tables, empty while they are redrawn."""
    return " ".join(texts(cell, ".conv .line, .conv .note"))


def wait_for_line(cell, text):
    cell.wait_until(lambda: text in line(cell), what=text)


def type_grid(cell, number, rows):
    """Replace the image (0) or the kernel (1) by typing."""
    cell.scroll()
    box = cell.find("textarea")[number]
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys("\n".join(rows))


def choose_preset(cell, number, name):
    """Choose from the menu of the image (0) or of the kernel (1)."""
    cell.scroll()
    options = cell.find("select")[number].find_elements(By.TAG_NAME, "option")
    next(option for option in options if option.text == name).click()


def feature_map(cell):
    return [text for text in texts(cell, ".conv .pair:nth-of-type(3) td") if text]


def test_explorer_walks_over_the_article_s_image(explorer):
    for number, total in enumerate(ARTICLE_SUMS, start=1):
        wait_for_line(explorer, f"Window {number} of 9")
        assert line(explorer).endswith(f"= {total}")
        assert feature_map(explorer) == ARTICLE_SUMS[:number]
        if number < 9:
            explorer.click("Next")
    explorer.screenshot("lesson02_explorer")
    explorer.click("Back")
    wait_for_line(explorer, "Window 8 of 9")


def test_explorer_plays_by_itself(explorer):
    explorer.click(".jupyter-widget-play button, .widget-play button")
    wait_for_line(explorer, "Window 3 of 9")


def test_explorer_shows_what_is_impossible(explorer):
    explorer.set_slider("Stride", 3)
    wait_for_line(explorer, "Impossible. Stride 3 does not fit")
    assert len(explorer.find(".conv .lost")) == 16
    stuck = {"Back", "Next"}
    explorer.wait_until(
        lambda: stuck <= {text.strip() for text in texts(explorer, "button:disabled")},
        what="Back and Next to be disabled",
    )
    explorer.screenshot("lesson02_impossible")
    explorer.choose("Padding", "same: zeros around")
    wait_for_line(explorer, "Window 1 of 4")
    assert explorer.find(".conv .zero")
    explorer.choose("Padding", "valid: no border")
    explorer.drag_slider("Stride", -300)
    wait_for_line(explorer, "Window 1 of 9")


def test_explorer_takes_typed_numbers(explorer):
    choose_preset(explorer, 1, "blur 5x5")
    wait_for_line(explorer, "Window 1 of 1")
    type_grid(explorer, 0, ["1 2 3 4", "5 6 7 8", "9 10 11 12"])
    wait_for_line(explorer, "Impossible. A kernel of 5 pixels does not fit on an image of 3")
    type_grid(explorer, 1, ["1 1", "0 -1/2"])
    wait_for_line(explorer, "Window 1 of 6: 1 + 2 + 0 + (−3) = 0")
    type_grid(explorer, 1, ["1 1", "0 one"])
    wait_for_line(explorer, "'one' in the kernel")


def test_photo_filter(photo_filter):
    def caption(text):
        photo_filter.wait_until(lambda: text in photo_filter.text(), what=text)

    caption("94 x 94")
    before = photo_filter.picture()
    choose_preset(photo_filter, 0, "blur 5x5")
    caption("92 x 92")
    assert photo_filter.picture() != before
    photo_filter.choose("Photo", "hand 16")
    photo_filter.set_slider("Stride", 2)
    caption("46 x 46")
    for box in photo_filter.find("input[type=checkbox]"):
        box.click()
    caption("23 x 23")
    photo_filter.screenshot("lesson02_photo")
