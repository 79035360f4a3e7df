"""Lesson 02, Convolution and pooling: both by hand, window by window."""
