"""HTML for widgets: escaped by itself, never twice, in the palette of the figures."""

import re
from pathlib import Path

import numpy as np
import pytest
from markupsafe import Markup
from matplotlib.colors import to_rgb
from PIL import Image

import course_utils
from course_utils.figures import style
from course_utils.widgets import html

EVIL = "<script>\"'&"
PACKAGE = Path(course_utils.__file__).parent


@pytest.mark.parametrize(
    "made",
    [
        html.tag("div", EVIL, title=EVIL),
        html.page("x", EVIL),
        html.figure(EVIL, EVIL),
        html.row(EVIL),
        html.table([(EVIL, 1)], (EVIL, "n")),
        html.cell(EVIL, title=EVIL),
        html.note(EVIL, EVIL),
        html.problem(EVIL),
        html.picture(np.zeros((2, 2, 3), "uint8"), EVIL),
    ],
)
def test_what_is_handed_in_is_escaped(made):
    assert isinstance(made, Markup)
    assert "<script" not in made and "&lt;script&gt;&#34;&#39;&amp;" in made


def test_what_was_made_here_is_not_escaped_again():
    bold = html.tag("b", "1 < 2")
    assert html.tag("div", bold, " or ", 3) == "<div><b>1 &lt; 2</b> or 3</div>"
    cell = html.cell("best", class_="best")
    assert html.table([(cell, "td>")]).count("<td") == 2


def test_attributes_without_a_value_are_left_out():
    assert html.tag("td", "", class_="", width=None, aria_hidden="true") == (
        '<td aria-hidden="true"></td>'
    )


def test_a_table_has_a_head_and_a_class_for_each_row():
    made = html.table([(1, 2), (3, 4)], ("a", "b"), ["", "best"])
    assert made.startswith('<table><thead><tr><th scope="col">a</th>')
    assert '<tr class="best"><td>3</td><td>4</td></tr>' in made
    with pytest.raises(ValueError):
        html.table([(1,)], classes=["a", "b"])


def test_a_problem_is_said_to_screen_readers_and_without_one_there_is_nothing():
    assert html.problem("No.") == (
        '<div class="note bad" role="status"><b>Impossible.</b> No.</div>'
    )
    assert html.problem("") == "" == html.problem(None)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_pictures_of_every_kind_hold_their_pixels(form):
    pixels = np.full((4, 6, 3), 200, "uint8")
    for image in (pixels, pixels[..., 0], Image.fromarray(pixels)):
        made = html.picture(image, "six by four", width=60, form=form)
        assert made.startswith(f'<img src="data:image/{form.lower()};base64,')
        assert made.endswith('width="60" alt="six by four">')
    fig, _ = style.figure()
    assert len(html.picture(fig, "a figure")) > 5000


def test_the_sheet_takes_its_colours_from_the_figures():
    sheet = html.style_sheet()
    red, green, blue = (round(255 * channel) for channel in to_rgb(style.VERMILION))
    assert f"--vermilion: {red}, {green}, {blue};" in sheet
    used = set(re.findall(r"var\(--(\w+)\)", sheet))
    assert used == set(html.COLOURS)
    assert sheet.count("{") == sheet.count("}") and "/*" not in sheet


def test_no_module_brings_a_style_of_its_own():
    """Of all widgets; a diagram is a file by itself and says what its text looks like."""
    allowed = {PACKAGE / "widgets" / "html.py", PACKAGE / "figures" / "diagrams.py"}
    found = {path for path in PACKAGE.rglob("*.py") if "<style" in path.read_text("utf-8")}
    assert found <= allowed


def test_every_class_that_the_sheet_names_is_used():
    sheet = (PACKAGE / "widgets" / "style.css").read_text("utf-8")
    rules = re.sub(r"/\*.*?\*/|\{.*?\}", " ", sheet, flags=re.DOTALL)
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    words = set(re.findall(r"[\w-]+", code))
    assert {name for name in re.findall(r"\.([a-z][\w-]*)", rules) if name not in words} == set()
