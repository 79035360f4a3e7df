"""The table of recorded runs and stored weights in data/README.md, made from the records."""

from course_utils import runs, settings, weights

BEGINS = "<!-- runs and weights: generated table begins -->"
ENDS = "<!-- runs and weights: generated table ends -->"
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
    rows += [_row(runs.load(name)) for name in runs.names()]
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


def with_table(text):
    """`text` of a README with the table of today between its two marks."""
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n{table()}\n{ENDS}{after}"


def update():
    """Write the table anew into data/README.md."""
    path = settings.project_root() / "data" / "README.md"
    path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")
