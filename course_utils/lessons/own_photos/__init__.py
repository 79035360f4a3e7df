"""Lesson 09, your own photos: how a trained network reads them, and when to believe it."""
