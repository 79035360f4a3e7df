"""What lesson 09 says about numbers, and what must be true for it to stand."""

from course_utils.experiments import records, weights
from course_utils.experiments.parts import read
from course_utils.lessons.claim import Claim

NAME = "resnet50_gestures"

PIXELS = "for name, pixel in"
MODES = "in_training_mode = keras.Sequential("
SHIFT = "shares = {}"
HEATS = "canvas = np.full("
CENTRES = "deep_maps ="
PEAK = "on_hand = []"
CALIBRATED = "temperature = confidence.fit_temperature"
REFUSED = "limit = confidence.refusal_limit("


def modes(lesson, way):
    """(inference, training mode) of one preprocessing."""
    return lesson.numbers(MODES, f"{way} {{}} {{}}")[0]


def wrong_way_is_near_guessing(lesson):
    inference, _ = modes(lesson, "preprocess_input")
    return inference < 0.4 < modes(lesson, "pixels / 255")[0]


def much_comes_back(lesson):
    inference, training = modes(lesson, "preprocess_input")
    return training > inference + 0.25


def rooms(lesson):
    """[(share right, its standard error, best probability)] from large hands to small ones."""
    sizes = (90, 70, 50, 35)
    line = "right {} ± {}, says {}"
    return [lesson.numbers(SHIFT, f"rooms, {size}% {line}")[0] for size in sizes]


def small_hands_are_read_worse(lesson):
    (first, error, _), *_, (last, _, _) = rooms(lesson)
    return first - last > 2 * error


def as_sure_as_right_but_for_the_smallest(lesson):
    *larger, smallest = [(says - right) / error for right, error, says in rooms(lesson)]
    return max(map(abs, larger)) <= 2 < smallest


def sure_on_the_hand_alone(lesson):
    look = "for way, small in {"
    on_hand = lesson.number(
        look, "square on the hand  : The network answers 3, with a probability of {} %"
    )
    middle = lesson.number(
        look, "square in the middle: The network answers 3, with a probability of {} %"
    )
    return middle < 75 and on_hand > 99 and "squeezed            : I cannot" in lesson.output(look)


def recorded(kind, digits=2):
    """Accuracy on one of the record's sets of hands."""
    return round(records.load(NAME).other_tests[kind]["accuracy"], digits)


def six_views(_):
    views = read(weights.card(NAME)["views"])
    return len(views) == 6 and views.mirror and views.crops == (1.0, 0.9, 0.7)


def half_of_the_heat(lesson, name):
    """(left, right) half of the sum of a class's heat map."""
    text = lesson.output(HEATS).split(f"{name}: columns of the map, left to right [")[1]
    columns = [float(each) for each in text.split("]")[0].split()]
    return sum(columns[:2]), sum(columns[2:])


def each_on_its_own_half(lesson):
    dog, ship = half_of_the_heat(lesson, "dog"), half_of_the_heat(lesson, "ship")
    return dog[0] > 0.5 > dog[1] and ship[1] > 0.5 > ship[0]


def tiles_lie_off(lesson):
    """By how much tiles lie beside the cells of the hand network, in pixels."""
    line = "ResNet50: cell i is centred on pixel {} + 16 i, a tile on {} + 16 i"
    first, tile = lesson.numbers(CENTRES, line)[0]
    return tile - first == 5.5


def peak_on_hand(lesson):
    share, error, area = lesson.numbers(PEAK, "peak on the hand: {} ± {}; the hand covers {}")[0]
    return area + 4 * error < share < 1


def calibrated(lesson):
    """|share right - what it says|, before and after."""
    found = lesson.numbers(CALIBRATED, "right {}, says {}")
    return [abs(right - says) for right, says in found]


def nearer(lesson):
    before, after = calibrated(lesson)
    return after < max(before, 0.05)


def accuracy_stays(lesson):
    (before, _), (after, _) = lesson.numbers(CALIBRATED, "right {}, says {}")
    return before == after


def refuses_rooms(lesson):
    return lesson.number(REFUSED, "other empty rooms refused: {}") >= 0.8


CLAIMS = (
    Claim(
        "the large number stands in the *last* place",
        lambda lesson: "[-103.9 -116.8 131.3]" in " ".join(lesson.output(PIXELS).split()),
    ),
    Claim("the accuracy falls towards guessing", wrong_way_is_near_guessing),
    Claim("On the right much of it comes back", much_comes_back),
    Claim("asks this network about six views of each picture", six_views),
    Claim("is the network nearly certain; squeezed, it", sure_on_the_hand_alone),
    Claim("At 35 % it is too sure of itself", as_sure_as_right_but_for_the_smallest),
    Claim("an accuracy of about 0.91", lambda _: recorded("rooms_1.4") == 0.91),
    Claim("the known one at the known wall with 0.975", lambda _: recorded("signs", 3) == 0.975),
    Claim("far fewer where the hand fills only 35 % of the side", small_hands_are_read_worse),
    Claim("most of the evidence lies in the left half, on the dog", each_on_its_own_half),
    Claim("lies 5.5 pixels too far down", tiles_lie_off),
    Claim("Far more often than if the peak fell at random, but not always", peak_on_hand),
    Claim("After calibration the marks lie nearer to it", nearer),
    Claim("the accuracy is what it was: no answer has changed", accuracy_stays),
    Claim("at least 80 % of the pictures *without* a hand are refused", refuses_rooms),
)
