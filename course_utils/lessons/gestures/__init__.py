"""Lesson 06, ResNet-50 on hand gestures: which of a photo's traits the network goes by."""
