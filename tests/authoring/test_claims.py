"""No sentence of a lesson that its numbers contradict."""

import nbformat
import pytest

from course_utils.authoring.claims import Claim, Stored, all_claims, failure, stored
from course_utils.authoring.notebook import Lesson

CLAIMS = all_claims()


@pytest.mark.parametrize(
    ("entry", "claim"), CLAIMS, ids=[f"{entry.number}-{claim.says[:40]}" for entry, claim in CLAIMS]
)
def test_what_a_lesson_says_is_what_its_numbers_say(entry, claim):
    assert failure(claim, stored(entry.file)) is None


@pytest.fixture
def made():
    """A lesson whose one cell printed three figures."""
    text = "whitened: 0.71 ± 0.02\nplain:    0.68 ± 0.03\nin all 1,234 images"
    output = nbformat.v4.new_output("stream", text=text)
    cells = [
        nbformat.v4.new_markdown_cell("Whitening is\nworth 3 points."),
        nbformat.v4.new_code_cell("compare(arms)", outputs=[output]),
    ]
    return Stored(Lesson("99_made", nbformat.v4.new_notebook(cells=cells)))


def test_numbers_are_read_from_the_output_of_a_cell(made):
    assert made.numbers("compare", "{} ± {}") == [(0.71, 0.02), (0.68, 0.03)]
    assert made.number("compare", "plain: {}") == 0.68
    assert made.number("compare", "in all {} images") == 1234
    with pytest.raises(LookupError, match="prints nothing like"):
        made.number("compare", "cut: {}")
    with pytest.raises(LookupError, match="0 code cells"):
        made.output("train(")
    with pytest.raises(LookupError, match="2 times"):
        made.number("compare", "± {}")


def gain(lesson):
    return lesson.number("compare", "whitened: {}") - lesson.number("compare", "plain: {}")


def test_a_claim_fails_when_its_words_or_its_numbers_are_gone(made):
    assert (
        failure(Claim("Whitening is worth 3 points", lambda m: 0.02 < gain(m) < 0.04), made) is None
    )
    assert "numbers say otherwise" in failure(Claim("worth 3", lambda m: gain(m) > 0.05), made)
    assert "no longer says" in failure(Claim("worth 4", lambda m: True), made)
