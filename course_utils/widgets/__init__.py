"""What widgets look like: one style sheet, and HTML that escapes what it is given."""
