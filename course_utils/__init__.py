"""The package behind the course: every figure, model and widget that the lessons import."""
