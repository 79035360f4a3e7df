"""How the time slider looks: filters, an image with its ten probabilities, the confusion matrix."""

import numpy as np

from course_utils.widgets import html
from course_utils.widgets.html import bar, cell, figure, note, picture, row, table, tag

CELL = 11  # screen pixels per weight of a filter


def page(summary, filters, photo, answer, confusion):
    """The whole view."""
    return html.page("story", summary, row(tag("div", filters, row(photo, answer)), confusion))


def missing(why):
    """What is shown where there are no states of a training."""
    return html.page("story", note(str(why), "Nothing to slide through.", "odd"))


def summary(when, counts, held_out=""):
    """One line: which state this is, and how many images it gets right."""
    right, total = int(np.trace(counts)), int(counts.sum())
    words = f" {right} of these {total} images right, {right / total:.0%}. {held_out}"
    return tag("p", tag("b", f"{when.capitalize()}:"), words)


def filters(pictures):
    """Filters [n, h, w, 3] from 0 to 1 in two rows, as one picture."""
    count, height, width, _ = pictures.shape
    columns = -(-count // 2)
    sheet = np.ones((2 * (height * CELL + 4), columns * (width * CELL + 4), 3))
    for number, each in enumerate(pictures):
        top = number // columns * (height * CELL + 4)
        left = number % columns * (width * CELL + 4)
        large = each.repeat(CELL, axis=0).repeat(CELL, axis=1)
        sheet[top : top + height * CELL, left : left + width * CELL] = large
    shown = picture(np.rint(255 * sheet).astype("uint8"), f"{count} filters of the first layer")
    return figure(f"The {count} filters of the first layer (grey is weight 0)", shown)


def photo(image, true):
    """The image [h, w, 3] uint8 and its class."""
    return figure(f"True class: {true}", picture(image, "the image", 112, class_="pixels"))


def answer(probabilities, class_names, true):
    """All classes with their probabilities as bars; the true one is marked."""
    rows = [
        (f"{name} ✓" if number == true else name, bar(share), f"{share:.0%}")
        for number, (name, share) in enumerate(zip(class_names, probabilities, strict=True))
    ]
    classes = ["true" if number == true else "" for number in range(len(rows))]
    return table(rows, classes=classes)


def confusion(counts, class_names):
    """The confusion matrix; the darker a field, the larger its share of the row."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    rows = [
        [cell(name, "th", scope="row"), *map(_field, line, parts)]
        for name, line, parts in zip(class_names, counts, shares, strict=True)
    ]
    head = ["true ↓ says →", *(name[:5] for name in class_names)]
    return tag("div", figure("All images", table(rows, head, class_="confusion")), class_="scroll")


def _field(count, share):
    style = f"background: rgba(var(--blue), {0.6 * share:.2f})" if count else None
    return cell(count or "", style=style)
