"""What a check of the machine found, as a line for a terminal and as a table for a notebook."""

from dataclasses import dataclass

from course_utils.paths import printable
from course_utils.widgets.markdown import table


@dataclass(frozen=True)
class Finding:
    """One line of the report: what was looked at, what was found, and a fix if it falls short."""

    what: str
    found: str
    fix: str = ""

    @property
    def ok(self):
        return not self.fix

    def __str__(self):
        state = "ok" if self.ok else "look here"
        return f"{state:<9}  {self.what}: {self.found} {self.fix}".rstrip()


@dataclass(frozen=True)
class Report:
    """All findings; a notebook shows them as a table."""

    findings: tuple

    @property
    def ok(self):
        """True when nothing needs a look."""
        return all(finding.ok for finding in self.findings)

    def _repr_markdown_(self):
        rows = []
        for each in self.findings:
            state = "✔&nbsp;ok" if each.ok else "✘&nbsp;**look&nbsp;here**"
            cells = (cell(text) for text in (each.what, each.found, each.fix))
            rows.append((state, *cells))
        return table(("", "checked", "found", "what to do"), rows)

    def __str__(self):
        return "\n".join(map(str, self.findings))


def cell(text):
    """A text for a table of Markdown, in which a name may hold any letters."""
    return printable(text).replace("<", "&lt;")
