"""Lesson 00, Start here: the map of the course, the glossary, a check of the machine."""
