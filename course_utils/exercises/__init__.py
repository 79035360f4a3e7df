"""The frame of every exercise: check, hint, solution; and how a test verifies one."""
