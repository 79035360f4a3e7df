"""Tables in Markdown."""

import pytest

from course_utils.widgets.markdown import table


def test_a_table_has_a_head_a_rule_and_a_line_for_each_row():
    made = table(("name", "n"), [("a", 1), ("b", 2.5)])
    assert made == "| name | n |\n| --- | --- |\n| a | 1 |\n| b | 2.5 |"
    assert table(("name",), []) == "| name |\n| --- |"


def test_a_cell_stays_one_cell_on_one_line():
    assert table(("a",), [("x|y\nz",)]).splitlines()[2] == "| x\\|y z |"


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"\('b',\) has 1 cells, the head 2"):
        table(("name", "n"), [("a", 1), ("b",)])
