"""What the prose of the lesson says about numbers, and when it is true."""

from course_utils.lessons.claim import Claim
from course_utils.lessons.whitening import diary, evidence

CORNERS, SIZES = "for column in (1, side // 2, side - 1)", "sizes = np.corrcoef"
FIRST, LATER = 'train_all("as they are")', 'train_all("standardised")'
SPREADS, WRONG = "agreement = np.corrcoef", 'trained["whitened"]])'
SHOWN = "figures.show_recorded({})"


def covariance_from_column_0(lesson):
    """{other column: covariance with column 0}, as printed."""
    return dict(lesson.numbers(CORNERS, "columns 0 and {}: {}"))


def corners_are_dark(lesson):
    _, middle, edge = covariance_from_column_0(lesson).values()
    return edge > 2 * middle


def of_sizes(lesson, name):
    """(correlation of values, of their sizes) of neighbours after ZCA or PCA."""
    return lesson.numbers(SIZES, f"{name}: correlation of values {{}}, of sizes {{}}")[0]


def arm(lesson, name):
    """(mean, lowest, highest) test accuracy of a version of the images, in per cent."""
    cell = FIRST if name in ("as they are", "centred") else LATER
    return lesson.numbers(cell, f"{name}: mean {{}}%, {{}}% to {{}}%")[0]


def arms(lesson):
    """The means, lowest and highest test accuracies [4 versions, 3], in per cent."""
    return [arm(lesson, name) for name in ("as they are", "centred", "standardised", "whitened")]


def centring_gains_most(lesson):
    before, centred, scaled, white = arms(lesson)
    gains = centred[0] - before[0], scaled[0] - centred[0], white[0] - scaled[0]
    return gains[0] == max(gains) > 20 and centred[1] > before[2] and min(gains) > 0


def whitening_on_top(lesson):
    _, _, scaled, white = arms(lesson)
    return white[0] > scaled[0] and scaled[1] <= white[1] <= scaled[2]


def a_few_points_lost(lesson):
    (right, loss), (wrong, other) = wrong_numbers(lesson)
    return 2 <= right - wrong <= 6 and abs(loss - other) < 0.1


def spreads(lesson):
    names = ("training", "test", "test, by its own")
    return [lesson.numbers(SPREADS, f"{name} standard deviation {{}}")[0] for name in names]


def wrong_numbers(lesson):
    """[(mean accuracy in per cent, loss)] with the training numbers, with its own."""
    lines = lesson.output(WRONG).strip().splitlines()
    return [
        (float(line.split("accuracy ")[1].split("%")[0]), float(line.split()[-1])) for line in lines
    ]


def is_shown(*keys):
    """A claim's `holds`: both sides are recorded, and the stored comparison is today's."""
    cell = SHOWN.format(", ".join(map(repr, keys)).replace("'", '"'))

    def holds(lesson):
        said = evidence.sentences(*keys)
        return said is not None and said in lesson.output(cell.removesuffix(")"))

    return holds


def article(one, other, figure):
    return [getattr(diary.ARTICLE[key], figure) for key in (one, other)]


CLAIMS = (
    Claim(
        "is their covariance, 0.69",
        lambda m: m.numbers("random = np.random.default_rng(4)", "{} 0.69]")[0] == 0.9,
    ),
    Claim(
        "2.23 times the first value minus 1.73 times the second",
        lambda m: m.numbers("W = vectors @", "{} -1.73")[0] == 2.23,
    ),
    Claim(
        "Centring changes neither. Rotating removes the covariance",
        lambda m: (
            [each[2] for each in m.numbers("steps = {", "variances {} and {}, covariance {}")]
            == [0.69, 0.69, 0, 0, 0]
        ),
    ),
    Claim(
        "ZCA whitening moves the points least",
        lambda m: m.numbers("turn = np.array", "distance {}")[1] < 0.7,
    ),
    Claim(
        "Nearly 1 and nearly 0.",
        lambda m: m.numbers("diagonal = np.diag", "diagonal {} to {}, off it up to {}")[0][0] > 0.9,
    ),
    Claim("more alike than edge and centre", corners_are_dark),
    Claim(
        "0 for the values in both rows",
        lambda m: (
            of_sizes(m, "ZCA")[0] == 0 == of_sizes(m, "PCA")[0] and of_sizes(m, "ZCA")[1] > 0.2
        ),
    ),
    Claim("far less of it is left", lambda m: of_sizes(m, "PCA")[1] < of_sizes(m, "ZCA")[1] / 2),
    Claim("gains most, more than 20 points on average", centring_gains_most),
    Claim("One of those four never left guessing", lambda m: arms(m)[0][1] < 15),
    Claim("gains less, and the two rows overlap", lambda m: arms(m)[2][1] < arms(m)[1][2]),
    Claim("but its weakest network lies within the row above", whitening_on_top),
    Claim("a few points are lost, while the loss hardly changes", a_few_points_lost),
    Claim("The test images have more", lambda m: spreads(m)[1] > 1.2 > spreads(m)[0]),
    Claim(
        "With 0.001 the loss stays where guessing is",
        lambda m: m.numbers("for rate in (0.001", "0.001: loss {} -> {}")[0][1] > 2.28,
    ),
    Claim(
        "Half a point, from the choice of test images alone",
        lambda m: 0.005 < m.number("p = 0.816", "difference: {}") < 0.006,
    ),
    Claim(
        "say in which epoch the validation loss was lowest",
        lambda m: evidence.turning_point(7) in m.output("evidence.turning_point(7)"),
    ),
    Claim("two recorded runs on CIFAR-10 with 45,000", is_shown("2_unwhitened", 2)),
    Claim("the dashed lines show whether it does", is_shown(2, 3)),
    Claim("whether our two runs lie apart", is_shown(2, 5)),
    Claim("differ in batch normalisation alone", is_shown(3, 7)),
    Claim(
        "every pair that differs in one thing",
        lambda m: evidence.table().data.strip() in m.output("evidence.table()"),
    ),
    Claim(
        "Test accuracy on all 10,000 test images",
        lambda m: diary.results().data.strip() in m.output("diary.results()"),
    ),
    Claim(
        "the accuracy rises from 0.8389 to 0.846, and so does the loss, from 0.638 to 0.693",
        lambda m: (
            article(6, 7, "accuracy") + article(6, 7, "loss") == [0.8389, 0.846, 0.638, 0.693]
        ),
    ),
    Claim(
        "half, at first, whatever",
        lambda m: m.numbers("for order in", "{}% zeros")[0] == 50,
    ),
    Claim(
        "a factor of 10,000 hardly shows",
        lambda m: (
            len({round(s, 1) for s, _ in m.numbers("import ImageDataG", "{} in Keras, {} h")}) <= 2
        ),
    ),
)
