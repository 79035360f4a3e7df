"""Lesson 08, ResNet-164: pre-activation, augmentation, and what an accuracy is worth."""
