"""A time slider over a recorded training: filters, one answer and all answers, epoch by epoch."""

import ipywidgets as widgets
import numpy as np

from course_utils.experiments import records, weights
from course_utils.figures.mistakes import confusion_counts
from course_utils.inputs.preprocessing import Preprocessing
from course_utils.lessons.cifar_cnn import training_slider_html as html
from course_utils.lessons.cifar_cnn.figures import filter_pictures
from course_utils.models import feature_maps
from course_utils.training.evaluation import probabilities_on


class TrainingSlider(widgets.VBox):
    """Slide through the states of a training, from the untrained network to the trained one.

    states: {epoch: Keras model}; preprocess: brings uint8 images to what the models take; images:
    uint8 [n, h, w, 3]; labels: integers [n]; held_out: {epoch: words on the accuracy in training}.
    `answers` holds the probabilities [states, n, classes] of all states, computed once, so that
    moving the slider only shows what is there.
    """

    def __init__(self, states, preprocess, images, labels, class_names, held_out=()):
        self.epochs, self.images, self.labels = list(states), images, np.asarray(labels)
        self.class_names, self.held_out = class_names, dict(held_out)
        self.answers = np.array(
            [probabilities_on(model, preprocess, images) for model in states.values()]
        )
        self.filters = _filters(states.values())
        self.epoch = widgets.SelectionSlider(
            options=[(_words(epoch), place) for place, epoch in enumerate(self.epochs)],
            description="State",
            continuous_update=False,
        )
        self.play = widgets.Play(max=len(self.epochs) - 1, interval=700, description="Play")
        widgets.jslink((self.play, "value"), (self.epoch, "index"))
        self.number = widgets.IntSlider(
            0, 0, len(images) - 1, description="Image", continuous_update=False
        )
        self.view = widgets.HTML()
        for control in (self.epoch, self.number):
            control.observe(self._show, "value")
        row = widgets.Layout(flex_flow="row wrap")
        super().__init__([widgets.Box([self.play, self.epoch, self.number], layout=row), self.view])
        self._show()

    def counts(self, place):
        """How the state at `place` answers all images: counts [classes, classes], true down."""
        answers = self.answers[place].argmax(axis=1)
        return confusion_counts(self.labels, answers, len(self.class_names))

    def _show(self, _=None):
        place, number = self.epoch.value, self.number.value
        true = self.class_names[self.labels[number]]
        self.view.value = html.page(
            html.summary(
                _words(self.epochs[place]),
                self.counts(place),
                self.held_out.get(self.epochs[place], ""),
            ),
            html.filters(self.filters[place]),
            html.photo(self.images[number], true),
            html.answer(self.answers[place, number], self.class_names, self.labels[number]),
            html.confusion(self.counts(place), self.class_names),
        )


def training_slider(data, count=200, name="small_cnn", folder=None):
    """The `TrainingSlider` of a recorded training on the first test images of `data`.

    data: an ImageDataset of the classes that the network knows; folder: of the training, that of
    the published ones if None. Where its states are missing, a sentence that says so takes its
    place.
    """
    try:
        states = weights.load_states(name, folder and folder / "weights")
        card = weights.card(name, folder and folder / "weights")
        record = records.load(name, folder and folder / "runs")
    except (weights.WeightsError, records.RunNotFound) as error:
        return widgets.HTML(html.missing(error))
    return TrainingSlider(
        states,
        Preprocessing.from_card(card),
        data.x_test[:count],
        data.y_test[:count],
        card["class_names"],
        _held_out(record),
    )


def _held_out(record):
    """What the record says after each epoch on the images that it was validated with."""
    shares = record.history.get("val_accuracy", [])
    return {
        epoch: f"In training, on held-out images of {record.data}: {share:.0%}."
        for epoch, share in enumerate(shares, start=1)
    }


def _filters(models):
    """The first layer's filters of each state as pictures [states, n, h, w, 3], on common scales.

    A filter's scale is its largest weight in any state: full colour stands for it in all of them.
    """
    kernels = [feature_maps.first_kernels(model) for model in models]
    largest = np.abs(kernels).max(axis=(0, 1, 2, 3))
    return np.array([filter_pictures(kernel, largest) for kernel in kernels])


def _words(epoch):
    return "untrained" if epoch == 0 else f"epoch {epoch}"
