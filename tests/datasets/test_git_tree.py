"""The id of a Git tree, against ids that Git itself has written."""

from course_utils.datasets.git_tree import EXECUTABLE, tree_id


def test_the_empty_tree():
    assert tree_id({}) == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def test_a_tree_of_files_and_folders():
    files = {"b/x.txt": b"one\n", "b.txt": b"two\n", "a": b""}  # Git sorts "b.txt" before "b/"
    assert tree_id(files) == "feab695a9c2e035d1b8bfe3115ae0b257b40474f"
    assert tree_id(files, EXECUTABLE) == "69cc7187b3c5bca5dbf9949f00815e7674e19da7"


def test_any_change_gives_another_id():
    files = {"0/a.jpg": b"1", "1/b.jpg": b"2"}
    others = [
        {"0/a.jpg": b"1"},
        {"0/a.jpg": b"1", "1/b.jpg": b"3"},
        {"0/a.jpg": b"1", "1/c.jpg": b"2"},
        {"0/a.jpg": b"1", "0/b.jpg": b"2"},
    ]
    assert len({tree_id(each) for each in [files, *others]}) == 5
