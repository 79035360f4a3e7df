"""Lesson 05, Residual blocks: both blocks, held against the outputs that others have printed."""
