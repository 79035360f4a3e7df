"""How long each lesson takes from top to bottom on two cores, and how much memory its kernel.

A fresh kernel each, on the sample at the quick scale. The figures go into data/lessons.json, from
where README.md and lesson 00 have them. Aim: within 2 GB.
"""

import os

from benchmarks._results import kept
from course_utils.authoring import readme_tables, refresh
from course_utils.authoring.memory import LIMIT
from course_utils.lessons import catalogue


@kept("lessons")
def measure(paths):
    """Print and store the figures of each notebook; SystemExit if one takes too much memory."""
    large = []
    for path in paths:
        notebook = refresh.read(path)
        seconds, gigabytes = refresh.run(notebook, path.parent)
        print(f"{path.stem:32} {seconds:5.0f} s {gigabytes:6.2f} GB", flush=True)
        catalogue.store_measured(path.stem[:2], seconds, gigabytes)
        large += [path.stem] * (gigabytes > LIMIT)
    if large:
        raise SystemExit(f"More than {LIMIT:g} GB: {', '.join(large)}.")


def main(numbers=None):
    """Measure the lessons of these numbers ("02"), all by default, and renew README's table."""
    if hasattr(os, "sched_setaffinity"):  # the kernels inherit it
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    try:
        measure(refresh.find(numbers))
    finally:
        readme_tables.update()
    print("README.md has the new table; `./course refresh 00` brings it into lesson 00.")


if __name__ == "__main__":
    main()
