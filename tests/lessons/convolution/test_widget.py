"""The widgets of lesson 02, without a browser."""

import numpy as np
import pytest

from course_utils.lessons.convolution import by_hand
from course_utils.lessons.convolution.widget import IMAGES, ConvolutionExplorer, PhotoFilter
from course_utils.lessons.convolution.widget_state import (
    Walk,
    as_pixels,
    filter_photo,
    grey,
    grid_text,
    parse_grid,
)

ARTICLE = IMAGES["the article's"], by_hand.KERNELS["the article's"]


@pytest.mark.parametrize("side", range(1, 9))
@pytest.mark.parametrize("stride", range(1, 7))
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_a_walk_has_steps_or_a_problem(side, stride, padding):
    image = np.arange(48).reshape(6, 8)
    for kernel in (np.ones((side, 2), int), np.ones((2, side), int)):
        walk = Walk(image, kernel, stride, padding)
        gaps = [n - k for n, k in zip(image.shape, kernel.shape, strict=True)]
        fits = padding == "same" or all(gap >= 0 and gap % stride == 0 for gap in gaps)
        assert (walk.problem is None) == fits == (walk.feature_map is not None)
        if fits:
            expected = by_hand.convolve2d(image, kernel, stride, padding)
            assert [step.sum for step in walk.steps] == expected.ravel().tolist()
            above, left = walk.border
            inside = walk.padded[above : above + 6, left : left + 8]
            assert (inside == image).all()
        else:
            assert walk.steps == []


def test_a_misfit_names_the_strides_that_fit():
    problem = Walk(*ARTICLE, stride=3).problem
    assert "(5 − 3) / 3 = 0.667" in problem and "last 2 of the 5 rows" in problem
    assert "Strides that fit: 1, 2;" in problem
    assert "columns" in Walk(np.ones((5, 6)), np.ones((3, 3)), 2).problem


def test_typed_numbers_are_read_back():
    for grid in [*IMAGES.values(), *by_hand.KERNELS.values(), np.array([[0.123456789, -2]])]:
        again = parse_grid("image", grid_text(grid))
        assert again.dtype == grid.dtype and (again == grid).all()
    assert parse_grid("kernel", "1, 2\n\n −3 1/2\n").tolist() == [[1, 2], [-3, 0.5]]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        ("1 2\n3", "row 1 has 2 values and row 2 has 1 value:"),
        ("1 x", "'x'"),
        ("1/0", "'1/0'"),
        ("nan", "'nan'"),
        ("1e99", "'1e99'"),
        ("0 " * 13, "1 x 13"),
    ],
)
def test_typed_nonsense_is_named(text, part):
    with pytest.raises(ValueError, match=part):
        parse_grid("image", text)


def test_explorer_steps_through_the_article():
    explorer = ConvolutionExplorer()
    assert "<b>2</b>" in explorer.view.value and "Window 1 of 9" in explorer.view.value
    assert explorer.back.disabled and not explorer.next.disabled
    sums = []
    for _ in range(9):
        sums.append(explorer.walk.steps[explorer.play.value].sum)
        explorer.next.click()
    assert sums == [2, 1, -2, 0, 2, 1, 0, -1, 0]
    assert "Window 9 of 9" in explorer.view.value and explorer.next.disabled
    explorer.back.click()
    assert "Window 8 of 9" in explorer.view.value and "<b>−1</b>" in explorer.view.value


def test_explorer_shows_the_impossible_and_recovers():
    explorer = ConvolutionExplorer()
    explorer.go(5)
    explorer.stride.value = 3
    assert "Impossible." in explorer.view.value and "Window" not in explorer.view.value
    assert explorer.play.disabled and explorer.next.disabled and explorer.back.disabled
    assert explorer.view.value.count('class="lost"') == 16
    explorer.padding.value = "same"
    assert "Window 1 of 4" in explorer.view.value and not explorer.play.disabled
    explorer.padding.value, explorer.stride.value = "valid", 2
    explorer.go(3)
    explorer.kernel.text.value = "1 2\n3"
    assert explorer.walk is None and "Impossible." in explorer.view.value
    explorer.kernel.menu.value = "blur 5x5"
    assert explorer.walk.feature_map == pytest.approx(0.48)
    explorer.image.text.value = "1 2\n3 4"
    assert "does not fit on an image of 2" in explorer.view.value
    assert explorer.image.menu.value == "your own"


def test_a_typed_word_cannot_inject_html():
    explorer = ConvolutionExplorer()
    explorer.image.text.value = "<img>"
    assert "<img>" not in explorer.view.value and "&lt;img&gt;" in explorer.view.value


def test_photo_filter():
    photo = np.zeros((20, 30, 3), "uint8")
    photo[:, 15:] = 200
    widget = PhotoFilter({"step": photo})
    assert "18 x 28, from 0 to 800" in widget.view.value
    widget.pool.value = True
    assert "9 x 14, from 0 to 800" in widget.view.value
    widget.kernel.menu.value = "horizontal edges"
    assert "from 0 to 0" in widget.view.value
    widget.kernel.text.value = "?"
    assert "Impossible." in widget.view.value


def test_the_photo_filter_starts_with_a_kernel_of_ones_own():
    kernel = [[-1, 1, 0], [-1, 1, 0], [-1, 1, 0]]
    photo = np.zeros((8, 8), dtype="uint8")
    widget = PhotoFilter({"flat": photo}, kernel=kernel)
    np.testing.assert_array_equal(widget.kernel.grid(), kernel)
    assert widget.kernel.menu.value == "your own"
    assert (
        PhotoFilter({"flat": photo}, kernel=by_hand.KERNELS["outline"]).kernel.menu.value
        == "outline"
    )


def test_photo_pixels():
    assert grey([[[255, 255, 255]]]) == pytest.approx(255)
    photo = np.tile(np.array([0, 0, 0, 100, 100, 100]), (6, 1))
    edges = by_hand.KERNELS["vertical edges"]
    found = filter_photo(photo, -edges)
    pixels, _ = as_pixels(found, -edges)
    assert sorted(set(pixels.ravel().tolist())) == [0, 128]
    relu = filter_photo(photo, edges, relu=True)
    assert as_pixels(relu, edges, relu=True)[0].max() == 255
    identity = by_hand.KERNELS["identity"]
    assert (as_pixels(filter_photo(photo, identity), identity)[0] == photo[1:-1, 1:-1]).all()
