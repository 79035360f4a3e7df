"""The widget of lesson 06: one photo in the company of others, in both modes of batch norm."""

import ipywidgets as widgets
import keras
import numpy as np

from course_utils.widgets.html import bar, cell, figure, page, picture, row, table

MOST = 15  # other photos in the batch
ANY, SAME = "any hands", "the photo's own class"


class Company(widgets.VBox):
    """Choose a photo and those it is asked with; see its answer in inference and training mode.

    model: a Keras model with batch normalisation, which stays as it is; photos: uint8
    [n, h, w, 3], preprocess: what makes the model's input of them; labels: integers [n];
    class_names: texts. `answers` is {"inference": [classes], "training mode": [classes]}.
    """

    def __init__(self, model, photos, preprocess, labels, class_names):
        self.model, self.photos, self.labels = model, photos, np.asarray(labels)
        self.preprocess, self.class_names = preprocess, class_names
        places = [int(np.flatnonzero(self.labels == n)[0]) for n in np.unique(self.labels)]
        names = [(str(class_names[self.labels[place]]), place) for place in places]
        self.photo = widgets.Dropdown(description="photo", options=names, value=places[-1])
        self.others = widgets.IntSlider(
            0, min=0, max=MOST, description="others", continuous_update=False
        )
        self.kind = widgets.Dropdown(description="which", options=[ANY, SAME])
        self.view = widgets.HTML()
        for control in (self.photo, self.others, self.kind):
            control.observe(self.draw, "value")
        self.draw()
        layout = widgets.Layout(flex_flow="row wrap", grid_gap="4px 12px")
        super().__init__([widgets.Box([self.photo, self.others, self.kind], layout=layout)])
        self.children += (self.view,)

    def company(self):
        """Places of the photos in the batch, the chosen one first."""
        place = self.photo.value
        same = self.labels == self.labels[place]
        rest = np.flatnonzero(same if self.kind.value == SAME else np.ones_like(same))
        rest = np.random.default_rng(1).permutation(rest[rest != place])
        return np.array([place, *rest[: self.others.value]])

    def draw(self, _=None):
        """Ask the model in both modes and show both answers to the chosen photo."""
        batch = self.preprocess(self.photos[self.company()])
        self.answers = {
            "inference": answer_to_first(self.model, batch, training=False),
            "training mode": answer_to_first(self.model, batch, training=True),
        }
        image = self.photos[self.photo.value]
        shown = figure("the photo", picture(image, "the photo", 128, class_="pixels"))
        tables = [self._table(mode, answer) for mode, answer in self.answers.items()]
        self.view.value = page("company", row(shown, *tables))

    def _table(self, mode, answer):
        best = int(np.argmax(answer))
        lines = [
            (cell(name, "th", scope="row"), bar(float(p), "" if n == best else "faint"), f"{p:.0%}")
            for n, (name, p) in enumerate(zip(self.class_names, answer, strict=True))
        ]
        return figure(f"{mode}: says {self.class_names[best]}", table(lines, aria_label=mode))


def answer_to_first(model, batch, training):
    """Probabilities [classes] for the first photo of a batch; the model's statistics stay."""
    statistics = model.non_trainable_weights  # those of batch normalisation move in training mode
    kept = [keras.ops.convert_to_numpy(each) for each in statistics] if training else []
    answer = keras.ops.convert_to_numpy(model(batch, training=training))[0]
    for each, value in zip(statistics, kept, strict=False):
        each.assign(value)
    return answer
