"""The widget of lesson 09 on the hands of the sample."""

import pytest

from course_utils.inputs import hand_scenes
from course_utils.lessons.own_photos.widget import AnotherWall


@pytest.fixture(scope="module")
def hands():
    return hand_scenes.drawn_hands(6, seed=3)


def test_the_widget_shows_another_twelve_of_the_chosen_hand(hands):
    cut, labels = hands
    widget = AnotherWall(cut, labels, hand_scenes.drawn_backdrops(4, seed=1))
    first = widget.pictures
    assert first.shape == (12, 64, 64, 3) and first.std(axis=0).mean() > 5
    widget.again.click()
    second = widget.pictures
    assert (first != second).any()
    widget.hand.value = 5
    assert 'alt="Hand 5 in 12' in widget.picture.value and (widget.pictures != second).any()


def test_a_hand_may_have_any_name(hands):
    cut, _ = hands
    names = ['"><img src=x onerror=alert(1)>'] * len(cut)
    shown = AnotherWall(cut, names, hand_scenes.drawn_backdrops(1, seed=1)).picture.value
    assert shown.count("<img") == 1 and "&lt;img src=x onerror" in shown
