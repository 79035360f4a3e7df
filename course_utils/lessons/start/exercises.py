"""The one exercise of lesson 00, which shows how exercises work."""

from course_utils.exercises.frame import case, code_exercise


def solve_megabytes(count, height, width, channels=3, size=1):
    return count * height * width * channels * size / 1e6


megabytes = code_exercise(
    "megabytes",
    lesson="00",
    prompt="Write `megabytes(count, height, width, channels=3, size=1)`. `count` images of "
    "`height` x `width` pixels have `channels` numbers per pixel and `size` bytes per number: "
    "return how many megabytes (millions of bytes) they take.",
    solution=solve_megabytes,
    cases=[
        case(1000, 32, 32, note="1,000 colour images"),
        case(50_000, 32, 32, 3, 4, note="all training images of CIFAR-10, 4 bytes per number"),
        case(10, 48, 64, channels=1, note="grey images have one channel"),
        case(1, 1000, 500, size=8, note="one large image, 8 bytes per number"),
    ],
    mistakes={
        "That is the number of bytes; a megabyte is a million of them": (
            lambda *given, **more: solve_megabytes(*given, **more) * 1e6
        ),
        "A megabyte is 1,000,000 bytes here, not 1,048,576": (
            lambda *given, **more: solve_megabytes(*given, **more) * 1e6 / 2**20
        ),
        "An image has `channels` numbers per pixel": (
            lambda count, height, width, channels=3, size=1: count * height * width * size / 1e6
        ),
        "Not every image has three channels": (
            lambda count, height, width, channels=3, size=1: count * height * width * 3 * size / 1e6
        ),
        "A number takes `size` bytes": (
            lambda count, height, width, channels=3, size=1: count * height * width * channels / 1e6
        ),
        "This is a single image; there are `count` of them": (
            lambda count, height, width, channels=3, size=1: height * width * channels * size / 1e6
        ),
    },
    hints=[
        "How many numbers does one image hold? You have just seen it for 32 x 32 pixels.",
        "Numbers per image, times the images, times the bytes of each; then divide by a million.",
    ],
    remark="That is how every exercise works.",
)
