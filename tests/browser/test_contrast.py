"""Every stored lesson in both themes, wide and narrow: its text can be read, nothing is cut off."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_utils.lessons.catalogue import LESSONS
from tests.browser.lab import ROOT

NAMES = [lesson.file for lesson in LESSONS if lesson.there]
READABLE = (Path(__file__).parent / "readable.js").read_text(encoding="utf-8")
OPEN_WITHOUT_KERNEL = """
const registry = jupyterapp.docRegistry;
registry.getKernelPreference = () => ({shouldStart: false, canStart: false});
try {
    window.lesson = await jupyterapp.commands.execute(
        'docmanager:open', {path: arguments[0], factory: 'Notebook'});
    await lesson.context.ready;
    await lesson.revealed;
    const cells = lesson.content.widgets;
    cells.forEach(cell => { cell.model.trusted = true; });  // as the outputs of a cell that has run
    await Promise.all(cells.map(cell => cell.ready));
    return lesson.id;
} finally {
    delete registry.getKernelPreference;
}
"""
SHOW = """
jupyterapp.shell.activateById(arguments[0]);
window.lesson = Array.from(jupyterapp.shell.widgets('main')).find(w => w.id === arguments[0]);
for (let frame = 0; frame < 3; frame++) { await new Promise(requestAnimationFrame); }
"""
RENDERED = """
return lesson.content.widgets.every(
    cell => cell.model.type !== 'markdown' || cell.node.querySelector('.jp-MarkdownOutput > *'));
"""


def open_stored(lab, name):
    """Open a notebook of `lab.notebooks` with its stored outputs and no kernel; returns an id."""
    panel = lab.promise(OPEN_WITHOUT_KERNEL, f"notebooks/{name}.ipynb")
    lab.wait_until(lambda: lab.js(RENDERED), what=f"the text of {name}")
    return panel


def look(lab, panel):
    """The sentences about what is faint or cut off in an open notebook."""
    lab.promise(SHOW, panel)
    return lab.js(READABLE)


def restore(lab):
    lab.close_lessons()
    lab.theme("light")
    lab.resize(1280)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_can_be_read(lab, name):
    lab.close_lessons()
    shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", lab.notebooks)
    panel, found = open_stored(lab, name), {}
    for theme in ("light", "dark"):
        lab.theme(theme)
        for width in (1280, 800):
            lab.resize(width)
            found[f"{theme}, {width} px"] = look(lab, panel)
            lab.screenshot(f"{name[:2]}-{theme}-{width}")
    restore(lab)
    assert {view: sentences for view, sentences in found.items() if sentences} == {}


def html(text):
    return new_code_cell("1", outputs=[new_output("display_data", data={"text/html": text})])


FAINT = '<p style="color: #999999">faint</p>'
ON_BLACK = '<p style="color: #999999; background: black">clear</p>'
DARK = '<p style="color: #444444">dark</p>'
WIDE = '<div style="width: 3000px">wide</div>'
PLAIN = "# Pool\n\n[a link](a.md), `code` and\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"


@pytest.mark.parametrize(
    ("theme", "cells"),
    [
        (
            "light",
            [
                (html(FAINT), '"faint": 153,153,153 on 255,255,255, 2.85'),
                (html(f'<div style="opacity: 0.3">{DARK}</div>'), '"dark"'),
                (html(f'<div style="overflow: hidden">{WIDE}</div>'), "3000 px wide is cut off"),
                (html(f"{ON_BLACK}{DARK}{WIDE}"), ""),
                (html('<p style="color: #8c8c8c; font-size: 30px">large</p>'), ""),
                (new_markdown_cell(PLAIN), ""),
            ],
        ),
        ("dark", [(html(DARK), '"dark"'), (html(FAINT), ""), (new_markdown_cell(PLAIN), "")]),
    ],
)
def test_the_check_finds_what_is_faint_or_cut_off(lab, theme, cells):
    lab.close_lessons()
    lab.theme(theme)
    notebook = new_notebook(cells=[cell for cell, _ in cells])
    nbformat.write(notebook, lab.notebooks / "small.ipynb")
    found = look(lab, open_stored(lab, "small"))
    restore(lab)
    expected = [f"cell {number}: " for number, (_, said) in enumerate(cells) if said]
    assert [sentence[:8] for sentence in found] == expected
    assert all(said in " ".join(found) for _, said in cells)
