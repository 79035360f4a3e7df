"""The palette: dark enough for lines and text on white, told apart without red, green or blue."""

import ast
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course_utils.figures import style

PLOTS = sorted(Path(style.__file__).parent.glob("*.py"))
AREAS = {"ORANGE", "SKY"}
TEXT = ("BLUE", "BROWN", "INDIGO", "GREY")

# Machado, Oliveira and Fernandes (2009): linear RGB as seen without one kind of cone.
SEEN = {
    "by most": np.eye(3),
    "without red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "without green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "without blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = [[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]]
WHITE = (0.9505, 1, 1.089)


def linear(colour):
    value = np.array(to_rgb(colour))
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(colour, ground="white"):
    """The contrast of WCAG 2, from 1 (equal) to 21 (black on white)."""
    light = sorted(np.dot(TO_XYZ[1], linear(each)) + 0.05 for each in (colour, ground))
    return light[1] / light[0]


def lab(colour, seen):
    """CIE L*a*b* of a colour, in which a distance of 2 or 3 can just be seen."""
    xyz = np.dot(TO_XYZ, np.clip(np.dot(seen, linear(colour)), 0, 1)) / WHITE
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_contrast_is_that_of_wcag():
    assert contrast("white") == 1 and abs(contrast("black") - 21) < 0.01
    assert abs(contrast("#777777") - 4.48) < 0.01  # the well-known grey that just fails


@pytest.mark.parametrize("colour", style.COLOURS)
def test_lines_and_marks_stand_out_from_white(colour):
    assert contrast(colour) >= 3


@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read_on_white(name):
    assert contrast(getattr(style, name)) >= 4.5


@pytest.mark.parametrize("seen", SEEN)
def test_colours_are_told_apart(seen):
    places = [lab(colour, SEEN[seen]) for colour in style.COLOURS]
    assert min(np.linalg.norm(a - b) for a, b in combinations(places, 2)) > 15


def calls_with_a_colour(path):
    """(function, palette names among its arguments) of each innermost call of a module."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call):
            called = getattr(call.func, "attr", getattr(call.func, "id", ""))
            given = [*call.args, *(each.value for each in call.keywords)]
            yield called, {each.id for each in given if isinstance(each, ast.Name)}


@pytest.mark.parametrize("path", PLOTS, ids=lambda path: path.stem)
def test_light_colours_fill_areas_only(path):
    for called, names in calls_with_a_colour(path):
        assert called in ("fill_between", "axvspan", "_tint") or not names & AREAS, called


@pytest.mark.parametrize("path", PLOTS, ids=lambda path: path.stem)
def test_coloured_text_takes_a_dark_colour(path):
    lines_only = {"VERMILION", "GREEN", "PURPLE"}
    for called, names in calls_with_a_colour(path):
        assert called not in ("text", "annotate", "set_title") or not names & lines_only, called


def test_a_persons_own_matplotlibrc_leaves_the_figures_alone(tmp_path):
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\nfigure.figsize: 1, 1\n")
    drawn = (
        "import io, matplotlib as mpl; from course_utils.figures import style; "
        "picture, _ = style.figure(); picture.savefig(io.BytesIO()); "
        "print(mpl.rcParams['text.usetex'], picture.get_size_inches().tolist())"
    )
    environment = os.environ | {"MATPLOTLIBRC": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", drawn], env=environment, capture_output=True, text=True
    )
    assert done.stdout == "False [7.0, 4.0]\n", done.stderr
