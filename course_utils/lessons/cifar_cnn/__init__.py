"""Lesson 03, A CNN on CIFAR-10: what its layers see, and the answer without some of it."""
