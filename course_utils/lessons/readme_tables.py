"""The generated tables of README.md and data/README.md: lessons, recorded runs, stored weights."""

from course_utils import files, settings
from course_utils.experiments import records, weights
from course_utils.lessons import catalogue

MARKS = "<!-- generated table begins -->", "<!-- generated table ends -->"
HEAD = (
    "recipe",
    "data",
    "parameters",
    "epochs done / planned",
    "accuracy on all test images",
    "seconds",
    "hardware",
    "weights",
    "sha256",
)


def table():
    """One markdown row a record in data/runs, with the file and sha256 of its weights, if any."""
    rows = [HEAD, ("---",) * len(HEAD)]
    rows += [_row(record) for record in records.readable()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _row(record):
    stored = ("—", "—")
    if weights.available(record.name):
        card = weights.card(record.name)
        size = card["bytes"] / 1e6
        stored = (f"`{record.name}.npz`, {size:.1f} MB", f"`{card['sha256'][:16]}…`")
    return (
        f"`{record.name}`",
        record.data,
        f"{record.parameters:,}",
        f"{record.epochs_done} / {record.epochs_planned}",
        f"{record.test['accuracy']:.4f} of {record.test_images:,}",
        f"{record.seconds:,.0f}",
        record.hardware,
        *stored,
    )


def pages():
    """{path: the table of today} of the pages that hold one."""
    root = settings.project_root()
    return {
        root / "README.md": catalogue.table("notebooks/"),
        root / "data" / "README.md": table(),
    }


def with_table(text, rows):
    """`text` of a page with `rows` between its two marks."""
    begins, ends = MARKS
    before, _, rest = text.partition(begins)
    _, _, after = rest.partition(ends)
    return f"{before}{begins}\n{rows}\n{ends}{after}"


def update():
    """Write the tables anew into the pages; return the paths of those that have changed."""
    changed = []
    for path, rows in pages().items():
        before = path.read_text(encoding="utf-8")
        after = with_table(before, rows)
        if after != before:
            files.write_whole(path, after)
            changed.append(path)
    return changed
