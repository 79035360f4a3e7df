"""Two models of the diary beside each other: the logic of lesson 04's comparison widget."""

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from course_utils.lessons.whitening import diary
from course_utils.models.words import activation, describe


class Row(NamedTuple):
    """One line of the comparison; a side that lacks it holds an empty text."""

    left: str
    right: str

    @property
    def same(self):
        return self.left == self.right


def network(key):
    """The number of a model's network: 7 -> 7, "2_unwhitened" -> 2."""
    return int(str(key).split("_")[0])


def layer_texts(model):
    """What each layer of a Keras model does, an activation as a line of its own."""
    texts = []
    for layer in model.layers:
        texts += dict.fromkeys([describe(layer), activation(layer)])
    return [text for text in texts if text and text != "Input"]


def aligned(left, right):
    """Two lists of texts as `Row`s, equal ones on one line and as many of those as possible."""
    rows = []
    for _, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        rows += [Row(*pair) for pair in zip_longest(left[a:b], right[c:d], fillvalue="")]
    return rows


def layer_rows(left, right):
    """The layers of two models, by their keys in `diary`, as `Row`s."""
    from course_utils import models

    return aligned(*(layer_texts(models.zca_cnn(network(key))) for key in (left, right)))


def facts(key):
    """What else there is to a model, {name: text}: parameters, training, figures."""
    from course_utils import models

    settings, run = diary.settings(network(key)), diary.record(key)
    article = diary.ARTICLE.get(key)
    return {
        "images": "whitened" if key == network(key) else "divided by 255 only",
        "parameters": f"{models.zca_cnn(network(key)).count_params():,}",
        "decay of the rate": f"{settings['decay']:g}" if settings["decay"] else "none",
        "article, test accuracy": f"{article.accuracy:.4f}" if article else "–",
        "article, test loss": f"{article.loss:.3f}" if article else "–",
        "article, epochs": str(settings["epochs"]) if article else "–",
        "ours, test accuracy": f"{run.test['accuracy']:.4f}" if run else "–",
        "ours, test loss": f"{run.test['loss']:.3f}" if run else "–",
        "ours, epochs": diary.length(run) if run else "not recorded yet",
    }
