"""Each lesson keeps each rule; and each rule finds the lesson that breaks it."""

import copy
import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_utils.authoring import rules
from course_utils.authoring.notebook import ORDER, Lesson
from course_utils.authoring.rules import RULES, WIDGET

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_lesson_keeps_the_rule(path, rule):
    assert list(rule(Lesson.read(path))) == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_lesson_is_a_valid_notebook(path):
    nbformat.validate(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_links_of_the_lesson_lead_somewhere(path):
    assert list(rules.links(Lesson.read(path), NOTEBOOKS)) == []


def test_the_folder_holds_the_lessons_and_nothing_else():
    assert PATHS, "no lesson found"
    assert {path.stem for path in PATHS} <= set(ORDER)


def text_output(text):
    return [new_output("stream", name="stdout", text=text)]


def data_output(kind, value="x"):
    return [new_output("display_data", data={kind: value, "text/plain": "<Figure>"})]


def good_lesson():
    """The smallest lesson that keeps every rule."""
    cells = [
        new_markdown_cell(
            "# Pool\n\nIn this lesson a picture shrinks and still shows what it showed.\n\n"
            "You will:\n\n- pool an image,\n  by hand\n- see why it helps\n\n"
            "After [01](01_vanishing_gradients.ipynb). 20 minutes. It follows the article on CNNs, "
            "which claims little."
        ),
        new_code_cell("import numpy as np\n\nfrom course_utils.settings import scaled"),
        new_markdown_cell("## Pool a row\n\n**Predict** the largest number."),
        new_code_cell("print(max([1, 2]))", outputs=text_output("2\n"), metadata=checked()),
        new_markdown_cell("**Predict** the sum."),
        new_code_cell("print(sum([1, 2]))", outputs=text_output("3\n"), metadata=checked()),
        new_markdown_cell("### Train"),
        new_code_cell("epochs = scaled(quick=1, full=20)\nmodel = 1"),
        new_code_cell(
            "model = build()\nmodel.fit(1, epochs=epochs)",
            outputs=text_output("1\n"),
            metadata=checked(),
        ),
        new_code_cell("plot()", outputs=data_output("image/png")),
        new_markdown_cell("The curve falls."),
        new_code_cell("slider()", outputs=data_output(WIDGET)),
        new_markdown_cell("## Solve three exercises"),
        new_code_cell("def pool(x):\n    ...\n\n\none.check(pool)\n# one.hint()\n# one.solution()"),
        new_code_cell("two.check(None)"),
        new_code_cell("three.check(...)"),
        new_markdown_cell(f"## {rules.WRONG_HEADING}\n\n```\n# not a heading\n```"),
        new_markdown_cell(
            "## Look back\n\n**You have:**\n\n- pooled an image\n- seen why it helps\n\n"
            "Next: [a CNN](03_cnn_on_cifar10.ipynb)"
        ),
    ]
    for number, cell in enumerate(c for c in cells if c.cell_type == "code"):
        cell.execution_count = number + 1
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    return Lesson("02_convolution_and_pooling", notebook, size=20_000)


def checked():
    return {"tags": ["nbval-check-output"]}


def test_a_good_lesson_breaks_no_rule():
    assert rules.broken_rules(good_lesson()) == []


def replace(number, old, new):
    def change(lesson):
        cell = lesson.cells[number]
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def set_of(attribute, value):
    return lambda lesson: setattr(lesson, attribute, value)


def output(number, outputs):
    return lambda lesson: lesson.cells[number].update(outputs=outputs)


def remove(*numbers):
    def cut(lesson):
        lesson.notebook.cells = [c for i, c in enumerate(lesson.cells) if i not in numbers]

    return cut


STDERR = [new_output("stream", name="stderr", text="Warning")]
WARNING = [new_output("stream", name="stdout", text="WARNING:tensorflow:5 out of the last 9")]
ERROR = [new_output("error", ename="ValueError", evalue="bad", traceback=["ValueError: bad"])]

BAD = [
    ("one_title", replace(2, "## Pool", "# Pool")),
    ("one_title", replace(0, "# Pool", "Pool")),
    (
        "promise",
        replace(0, "In this lesson a picture shrinks and still shows what it showed.", "Hi."),
    ),
    ("promise", replace(0, "In this lesson a picture", "- In this lesson a picture")),
    ("objectives", replace(0, "You will:", "You shall:")),
    ("objectives", replace(17, "- seen why it helps", "")),
    ("frame_of_the_lesson", replace(0, "20 minutes", "Short")),
    ("frame_of_the_lesson", replace(0, "article", "text")),
    ("set_up_cell", replace(1, "import numpy as np", "import numpy as np\n" * 8)),
    (
        "set_up_cell",
        replace(1, "import numpy as np\n\nfrom course_utils.settings import scaled", "1"),
    ),
    ("set_up_cell", replace(7, "model = 1", "from keras.layers import *")),
    ("cell_length", replace(7, "model = 1", "model = 1\n" * 25)),
    ("cell_length", lambda lesson: [c.update(source="1\n" * 7) for c in lesson.code]),
    ("predictions", replace(4, "**Predict** the sum.", "The sum.")),
    ("predictions", remove(5)),
    ("exercises", replace(15, "three.check(...)", "two.check(...)")),
    ("exercises", replace(13, "one.check(pool)", "one.check(3)")),
    ("exercises", replace(13, "# one.hint()", "")),
    ("exercises", replace(13, "# one.solution()", "")),
    ("widgets", output(11, [])),
    ("figures", remove(10)),
    ("figures", replace(10, "The curve falls.", "## Next")),
    ("figures", output(14, data_output("image/svg+xml"))),
    ("heading_levels", replace(2, "## Pool", "### Pool")),
    ("training", replace(7, "scaled(quick=1, full=20)", "20")),
    ("training", replace(8, "model.fit(1, epochs=epochs)", 'train("cifar_cnn")')),
    ("fresh_start", replace(8, "model = build()", "")),
    ("fresh_start", replace(8, "model.fit(", "model.train_on_batch(1)\nother.fit(")),
    ("checked_cells", lambda lesson: lesson.cells[3].metadata.clear()),
    ("checked_cells", output(3, [])),
    ("checked_cells", lambda lesson: lesson.cells[7].metadata.update(tags=["nbval-skip"])),
    ("stored_outputs", lambda lesson: lesson.cells[3].update(execution_count=None)),
    ("stored_outputs", lambda lesson: lesson.cells[3].update(execution_count=9)),
    ("stored_outputs", output(9, ERROR)),
    ("stored_outputs", output(9, STDERR)),
    ("stored_outputs", output(9, WARNING)),
    ("stored_size", set_of("size", 500_000)),
    ("no_absolute_path", replace(8, "model.fit(1", 'model.fit("/home/me/x"')),
    ("no_absolute_path", output(3, text_output("saved in C:\\Users\\me\n"))),
    ("no_absolute_path", output(9, data_output("text/html", "<img src='/tmp/x.png'>"))),
    ("metadata", lambda lesson: lesson.notebook.metadata.update(widgets={})),
    ("metadata", lambda lesson: lesson.notebook.metadata.update(jupytext={})),
    ("metadata", lambda lesson: lesson.notebook.metadata.kernelspec.update(name="conda-env")),
    ("metadata", lambda lesson: lesson.cells[3].metadata.update(execution={})),
    ("metadata", lambda lesson: lesson.cells[3].update(id=lesson.cells[5].id)),
    ("metadata", lambda lesson: lesson.notebook.update(nbformat_minor=4)),
    ("no_shell", replace(7, "model = 1", "!pip install x")),
    ("no_shell", replace(7, "epochs =", "%%bash\nepochs =")),
    ("article", replace(16, "got wrong", "got right")),
    ("previous_lesson", replace(0, "01_vanishing_gradients", "00_start_here")),
    ("next_lesson", replace(17, "03_cnn_on_cifar10", "04_zca_whitening")),
]


@pytest.mark.parametrize(
    ("rule", "spoil"), BAD, ids=[f"{i}-{name}" for i, (name, _) in enumerate(BAD)]
)
def test_the_rule_finds_a_lesson_that_breaks_it(rule, spoil):
    lesson = good_lesson()
    spoil(lesson)
    lesson = Lesson(lesson.name, copy.deepcopy(lesson.notebook), lesson.size)
    assert list(getattr(rules, rule)(lesson)), f"{rule} found nothing"


def test_every_rule_is_tried_on_a_bad_lesson():
    assert {rule.__name__ for rule in RULES} == {name for name, _ in BAD}


def test_a_picture_in_base64_may_look_like_a_path():
    lesson = good_lesson()
    lesson.cells[9].outputs = data_output("image/png", "abc/tmp/def/home/x")
    assert list(rules.no_absolute_path(lesson)) == []


def test_an_error_may_be_shown_where_it_is_the_lesson():
    lesson = good_lesson()
    lesson.cells[9].outputs = ERROR
    lesson.cells[9].metadata.tags = ["raises-exception"]
    assert list(rules.stored_outputs(lesson)) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    lesson = good_lesson()
    (tmp_path / "01_vanishing_gradients.ipynb").touch()
    assert "03_cnn_on_cifar10" in list(rules.links(lesson, tmp_path))[0]
    (tmp_path / "03_cnn_on_cifar10.ipynb").touch()
    assert list(rules.links(lesson, tmp_path)) == []


def test_whitening_is_no_training():
    lesson = good_lesson()
    lesson.cells[8].source = "whitened = ZCA(epsilon=0.1).fit(images)"
    assert list(rules.training(lesson)) == []
