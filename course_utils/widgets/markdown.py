"""Tables in Markdown, for notebooks and pages."""


def table(head, rows):
    """The text of a table: one line per row of `rows`, each with as many cells as `head`.

    Cells are Markdown; a "|" in one does not end it. ValueError for a row of another length.
    """
    wrong = next((row for row in rows if len(row) != len(head)), None)
    if wrong is not None:
        raise ValueError(f"The row {wrong!r} has {len(wrong)} cells, the head {len(head)}.")
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(content):
    return str(content).replace("|", "\\|").replace("\n", " ")
