"""Lesson 04, ZCA whitening: epsilon by eye, and a diary of models that change one thing each."""
