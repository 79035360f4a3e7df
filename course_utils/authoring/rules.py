"""The rules that every lesson keeps, each a function from a lesson to the sentences it breaks.

`broken_rules(Lesson.read(path))` gives a list of sentences, empty for a good lesson. Lesson 00
only sets the learner up, so a few rules hold from lesson 01 on.
"""

import ast
import re
from pathlib import Path
from statistics import median

from course_utils.authoring.notebook import ORDER, count_lines, output_kinds, stored_texts, tags
from course_utils.authoring.training_rules import fresh_start, training
from course_utils.lessons.catalogue import LESSONS

TAGS = {"nbval-check-output", "raises-exception", "nbval-raises-exception"}
WRONG_HEADING = "What the article got wrong, and what has changed since"
WIDGET = "application/vnd.jupyter.widget-view+json"
FIGURES = ("image/png", "image/jpeg", "image/svg+xml")
PLACES = re.compile(r"/(?:work|root|home|Users|tmp|content)/|\b[A-Z]:\\|file://")


def broken_rules(lesson):
    """Every sentence about a broken rule, in the order of the rules."""
    return [sentence for rule in RULES for sentence in rule(lesson)]


def one_title(lesson):
    titles = [text for level, text in lesson.headings if level == 1]
    if len(titles) != 1 or not lesson.cells[0].source.lstrip().startswith("# "):
        yield f"start with the one H1 of the lesson; it has {len(titles)}: {titles}"


def promise(lesson):
    paragraphs = re.split(r"\n\s*\n", lesson.cells[0].source.strip())
    sentence = paragraphs[1] if len(paragraphs) > 1 else ""
    if len(sentence) < 30 or re.match(r"[-*#|>]\s|\**You will\b", sentence):
        yield "write one sentence that promises something below the H1"


def objectives(lesson):
    will, have = bullets_after(lesson, "You will:"), bullets_after(lesson, "You have:")
    if len(will) < 2:
        yield f'write a line "You will:" and at least two bullets below it; found {len(will)}'
    if len(will) != len(have):
        yield f'"You will:" has {len(will)} bullets, "You have:" {len(have)}; repeat each as done'


def bullets_after(lesson, line):
    """The bullets below a line of exactly these words (bold or not) in a markdown cell."""
    for cell in lesson.markdown:
        lines = cell.source.splitlines()
        for number, text in enumerate(lines):
            if text.strip("*_ ").rstrip(":") != line.rstrip(":"):
                continue
            below = [t for t in lines[number + 1 :] if t.strip()]
            end = next((i for i, t in enumerate(below) if not re.match(r"[-*] |\s+\S", t)), None)
            return [t for t in below[:end] if re.match(r"[-*] ", t)]
    return []


def frame_of_the_lesson(lesson):
    opening = " ".join(cell.source for cell in lesson.cells[:3] if cell.cell_type == "markdown")
    if "minutes" not in opening:
        yield "say near the top how many minutes the lesson takes"
    if not lesson.is_start and not re.search(r"\barticle\b", opening):
        yield "name near the top the article that the lesson follows and what it claims"


def set_up_cell(lesson):
    first = lesson.code[0].source if lesson.code else ""
    if not re.search(r"(?m)^(import|from) ", first):
        yield "make the first code cell the set-up cell, with the imports"
    if count_lines(first) > 8:
        yield f"keep the set-up cell at 8 lines or fewer; it has {count_lines(first)}"
    for number, tree in enumerate(lesson.trees, start=1):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names):
                yield f"code cell {number} imports * from {node.module}; import by name"


def cell_length(lesson):
    lengths = [count_lines(cell.source) for cell in lesson.code]
    if lengths and median(lengths) > 6:
        yield f"keep the median code cell at 6 lines or fewer; it is {median(lengths)}"
    for number, length in enumerate(lengths, start=1):
        if length > 25:
            yield f"code cell {number} has {length} lines, over 25"


def predictions(lesson):
    asked = [
        one
        for one, following in zip(lesson.cells, lesson.cells[1:], strict=False)
        if one.cell_type == "markdown"
        and re.search(r"\bPredict\b", one.source)
        and following.cell_type == "code"
    ]
    if len(asked) < 2:
        yield f'ask two "Predict" questions that the next code cell answers; found {len(asked)}'


def exercises(lesson):
    if lesson.is_start:
        return
    checked, by_function = set(), set()
    defined = {
        node.name
        for tree in lesson.trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    for call in calls(lesson):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "check":
            name = ast.unparse(call.func.value)
            checked.add(name)
            if any(isinstance(a, ast.Name) and a.id in defined for a in call.args):
                by_function.add(name)
    if len(checked) < 3:
        yield f"check three exercises or more; found {sorted(checked)}"
    if not by_function:
        yield "have one exercise at least in code: a stub with `def`, then check(its name)"
    text = "\n".join(cell.source for cell in lesson.cells)
    for helper in (".hint()", ".solution()"):
        if helper not in text:
            yield f"show the learner {helper}, as a comment below the check"


def calls(lesson):
    for tree in lesson.trees:
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def widgets(lesson):
    if not any(WIDGET in kinds for cell in lesson.code for kinds in output_kinds(cell)):
        yield "show one widget at least (its view must be among the stored outputs)"


def figures(lesson):
    for number, cell in enumerate(lesson.cells):
        if cell.cell_type != "code":
            continue
        if not any(kinds.intersection(FIGURES) for kinds in output_kinds(cell)):
            continue
        following = lesson.cells[number + 1] if number + 1 < len(lesson.cells) else None
        if not following or following.cell_type != "markdown" or following.source.startswith("#"):
            yield f"say in a markdown cell below cell {number} what to see in its figure"


def heading_levels(lesson):
    previous = 0
    for level, text in lesson.headings:
        if level > previous + 1:
            yield f"heading {text!r} jumps from level {previous} to {level}"
        previous = level


def checked_cells(lesson):
    tagged = [cell for cell in lesson.code if "nbval-check-output" in tags(cell)]
    if len(tagged) < 3:
        yield f"tag three cells or more nbval-check-output; found {len(tagged)}"
    for cell in tagged:
        if not any(
            output.get("text") or "text/plain" in output.get("data", {}) for output in cell.outputs
        ):
            yield f"a cell tagged nbval-check-output stores no text: {cell.source[:40]!r}"
    for cell in lesson.cells:
        unknown = set(tags(cell)) - TAGS
        if unknown:
            yield f"tags {sorted(unknown)} are not for lessons; a skipped cell is not tested"


def stored_outputs(lesson):
    counts = [cell.execution_count for cell in lesson.code]
    if counts != list(range(1, len(counts) + 1)):
        yield "store the outputs of one run from top to bottom: `./course refresh`"
    for number, cell in enumerate(lesson.code, start=1):
        kinds = {output.output_type for output in cell.outputs}
        if "error" in kinds and not {"raises-exception", "nbval-raises-exception"} & set(
            tags(cell)
        ):
            yield f"code cell {number} stores an error"
        if any(output.get("name") == "stderr" for output in cell.outputs):
            yield f"code cell {number} stores text on stderr; find what warns and mend it"
        if any("WARNING:" in output.get("text", "") for output in cell.outputs):
            yield f"code cell {number} stores a warning; find what warns and mend it"


def stored_size(lesson):
    if lesson.size >= 500_000:
        yield f"keep the stored notebook under 500 KB; it has {lesson.size / 1000:.0f}"


def no_absolute_path(lesson):
    for number, cell in enumerate(lesson.cells):
        for text in stored_texts(cell):
            place = PLACES.search(text)
            if place:
                around = text[max(0, place.start() - 20) : place.end() + 20]
                yield f"cell {number} holds a path of one machine: {around!r}"


def metadata(lesson):
    stored = lesson.notebook.metadata
    if stored.get("kernelspec", {}).get("name") != "python3":
        yield "set the kernel to python3"
    more = set(stored) - {"kernelspec", "language_info"}
    if more:
        yield f"drop the notebook's metadata {sorted(more)}"
    if (lesson.notebook.nbformat, lesson.notebook.nbformat_minor) != (4, 5):
        yield "store the notebook as nbformat 4.5"
    ids = [cell.get("id") for cell in lesson.cells]
    if len(set(ids)) != len(ids) or None in ids:
        yield "give every cell an id of its own"
    extra = {key for cell in lesson.cells for key in cell.metadata} - {"tags"}
    if extra:
        yield f"drop the cells' metadata {sorted(extra)}"


def no_shell(lesson):
    for number, cell in enumerate(lesson.code, start=1):
        if re.search(r"(?m)^\s*(!|%%)", cell.source):
            yield f"code cell {number} leaves Python (! or %%); it would not run everywhere"


def article(lesson):
    if not lesson.is_start and WRONG_HEADING not in [text for _, text in lesson.headings]:
        yield f'have a section "{WRONG_HEADING}"'


def previous_lesson(lesson):
    """The first cell links to the lesson before."""
    if not lesson.is_start:
        target = f"({ORDER[ORDER.index(lesson.name) - 1]}.ipynb)"
        if target not in lesson.cells[0].source:
            yield f"link near the top to the lesson before, [...]{target}"


def next_lesson(lesson):
    """The last cell links to the next lesson that has been written."""
    later = LESSONS[ORDER.index(lesson.name) + 1 :]
    following = next((each.file for each in later if each.there), None)
    if following is None:
        return
    target = f"({following}.ipynb)"
    if target not in lesson.markdown[-1].source:
        yield f"end with a link to the next lesson, [...]{target}"


def links(lesson, folder):
    """Relative links of a lesson that lead to no file below `folder`."""
    for cell in lesson.markdown:
        for target in re.findall(r"\]\(([^)#\s]+)", cell.source):
            if not re.match(r"\w+:", target) and not (Path(folder) / target).exists():
                yield f"the link to {target} leads nowhere"


RULES = (
    one_title,
    promise,
    objectives,
    frame_of_the_lesson,
    set_up_cell,
    cell_length,
    predictions,
    exercises,
    widgets,
    figures,
    heading_levels,
    training,
    fresh_start,
    checked_cells,
    stored_outputs,
    stored_size,
    no_absolute_path,
    metadata,
    no_shell,
    article,
    previous_lesson,
    next_lesson,
)
