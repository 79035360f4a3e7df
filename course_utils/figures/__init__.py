"""Every figure of the course; each function returns a matplotlib Figure for the cell to show."""
