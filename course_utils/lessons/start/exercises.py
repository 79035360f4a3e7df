"""The one exercise of lesson 00, which shows how exercises work."""

from course_utils.exercises.frame import case, code_exercise


def solve_numbers_in_image(height, width, channels=3):
    return height * width * channels


numbers_in_image = code_exercise(
    "numbers_in_image",
    lesson="00",
    prompt="Write a function of `(height, width, channels=3)`: how many numbers an image holds.",
    solution=solve_numbers_in_image,
    cases=[(32, 32), (64, 48, 3), case(28, 28, 1, note="a grey image has one channel")],
    hints=[
        "Each pixel holds one number per channel: red, green and blue make three.",
        "There are `height * width` pixels.",
    ],
    remark="That is how every exercise works.",
)
