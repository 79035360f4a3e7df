"""Lesson 01, Vanishing gradients: backpropagation by hand, the gradient of every layer."""
