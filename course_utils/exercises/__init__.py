"""Exercises of the lessons: one module a lesson on one small frame (check, hint, solution)."""
