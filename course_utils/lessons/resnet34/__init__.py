"""Lesson 07, ResNet-34 on CIFAR-10: the family in figures, the road to an honest accuracy."""
