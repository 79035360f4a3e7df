"""How well the stored gesture network reads hands that it was not trained on, in rooms above all.

With its views, its temperature and its limit, as a reader gets it. Sets that are not in
COURSE_DATA_DIR or the cache are left out, and named.
"""

import sys

from course_utils.photo_classifier.calibration import answers, reader
from course_utils.photo_classifier.classifier import LOW
from course_utils.photo_classifier.hand_figures import hand_figures

NAMES = {
    "signs": "SIGNS, test",
    "students": "students, test",
    "drawn": "drawn sample, test",
    "rooms_1.1": "rooms, 1.1 x the box",
    "rooms_1.4": "rooms, 1.4 x the box",
    "rooms_1.8": "rooms, 1.8 x the box",
}
WITHOUT = {"rooms_without": "rooms without a hand", "cifar10": "CIFAR-10, test"}


def main(name="resnet50_gestures", root=None):
    """Print a line per set: right answers, accuracy, confidence, and the same among those given."""
    network = reader(name)
    sure = network.card.get("refuse_below", LOW)
    found = hand_figures(lambda images: answers(network, images), sure, root)
    print(
        f"{name}, weights {network.card['sha256'][:12]}, {network.views.words}; "
        f"an answer counts from {sure:g} on"
    )
    print(f"{'':22}{'right':>12}{'accuracy':>10}{'says':>8}{'answered':>10}{'right then':>12}")
    for key, title in NAMES.items():
        if key not in found:
            print(f"{title:22} not in COURSE_DATA_DIR")
            continue
        each = found[key]
        count = f"{each['correct']:,} of {each['images']:,}"
        print(
            f"{title:22}{count:>12}{each['accuracy']:10.3f}{each['confidence']:8.3f}"
            f"{each['answered']:10.3f}{each['right']:12.3f}"
        )
    for key, title in WITHOUT.items():
        if key not in found:
            print(f"{title:22} not in COURSE_DATA_DIR")
            continue
        each = found[key]
        print(f"{title:22}{each['images']:12,} pictures, {each['refused']:.3f} of them refused")


if __name__ == "__main__":
    main(*sys.argv[1:3])
