"""A sentence of a lesson and what must be true for it to stand; `authoring.claims` checks it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """Words of a lesson, and what must be true for them to stand.

    says: words from a Markdown cell, as they stand there but for line breaks. holds: a function
    from the `Stored` lesson to whether they are true; a number in the words is best written by
    `says` itself being made from the record.
    """

    says: str
    holds: Callable
