"""How well the stored gesture network reads hands that it was not trained on, in rooms above all.

Sets that are not in COURSE_DATA_DIR or the cache are left out, and named.
"""

import sys

from course_utils.experiments import weights
from course_utils.inputs.preprocessing import Preprocessing
from course_utils.photo_classifier.hand_figures import SURE, hand_figures

NAMES = {
    "signs": "SIGNS, test",
    "students": "students, test",
    "drawn": "drawn sample, test",
    "rooms_1.1": "rooms, 1.1 x the box",
    "rooms_1.4": "rooms, 1.4 x the box",
    "rooms_1.8": "rooms, 1.8 x the box",
}


def main(name="resnet50_gestures", root=None, sure=SURE):
    """Print a line per set: right answers, accuracy, and the same among sure answers."""
    model, preprocess = weights.load(name), Preprocessing.from_card(weights.card(name))
    found = hand_figures(lambda x: model.predict(preprocess(x), verbose=0), sure, root)
    print(f"{name}, weights {weights.card(name)['sha256'][:12]}; sure from {sure:g} on")
    print(f"{'':22}{'right':>12}{'accuracy':>10}{'sure':>8}{'right then':>12}")
    for key, title in NAMES.items():
        if key not in found:
            print(f"{title:22} not in COURSE_DATA_DIR")
            continue
        each = found[key]
        count = f"{each['correct']:,} of {each['images']:,}"
        print(
            f"{title:22}{count:>12}{each['accuracy']:10.3f}{each['answered']:8.3f}"
            f"{each['right']:12.3f}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:3])
