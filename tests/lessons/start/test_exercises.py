"""The one exercise of lesson 00."""

import numpy as np

from course_utils.exercises.verify import verify
from course_utils.lessons.start import exercises


def test_numbers_in_image():
    verify(
        exercises.numbers_in_image,
        right=[lambda *shape: int(np.zeros(shape if len(shape) == 3 else (*shape, 3)).size)],
        wrong=[
            lambda height, width, channels=3: height * width,
            lambda height, width, channels=3: height * width * 3,
            (lambda height, width: height * width * 3, "TypeError"),
        ],
    )
