"""The epsilon widget of lesson 04: whitened images and a filter, for any epsilon."""

import ipywidgets as widgets
import numpy as np

from course_utils.lessons.whitening import epsilon_html as html
from course_utils.lessons.whitening.figures import visible
from course_utils.widgets.html import problem

SHOWN = 6  # images at a time


def parse_epsilon(text):
    """A number above 0 in a text such as "1e-6"; ValueError says what is wrong."""
    try:
        epsilon = float(text)
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a number; write 0.001 or 1e-3.") from None
    if not 0 < epsilon < np.inf:
        raise ValueError(
            f"epsilon is {text.strip()}; it is added to variances and must be a number above 0."
        )
    return epsilon


def effect(variances, epsilon):
    """What whitening with epsilon does, from the variances [d] before it, as a dict.

    spread: standard deviation of a whitened value; full: how many directions keep at least half
    of their variance of 1; noise: standard deviation that noise of 1/255 in each pixel has
    afterwards.
    """
    variances = np.asarray(variances)
    after = variances / (variances + epsilon)
    return {
        "spread": float(np.sqrt(after.mean())),
        "full": int((after >= 0.5).sum()),
        "noise": float(np.sqrt((1 / (variances + epsilon)).mean()) / 255),
    }


class EpsilonExplorer(widgets.VBox):
    """Choose epsilon by slider or by typing; see images, a filter and what it does to noise.

    zca: a fitted `zca.ZCA` for colour images; images: float [n, h, w, 3] of that shape.
    `epsilon` is what is shown, or None; then `problem` says why.
    """

    def __init__(self, zca, images):
        self.zca, self.images = zca, images
        self.slider = widgets.FloatLogSlider(
            zca.epsilon,
            min=-8,
            max=0,
            step=0.5,
            description="epsilon",
            readout=False,
            continuous_update=False,
        )
        self.typed = widgets.Text(
            f"{zca.epsilon:g}", description="or type it", continuous_update=False
        )
        self.first = widgets.IntSlider(
            0, 0, len(images) - SHOWN, description="first image", continuous_update=False
        )
        self.view = widgets.HTML()
        self.slider.observe(self._slid, "value")
        self.typed.observe(self._show, "value")
        self.first.observe(self._show, "value")
        row = widgets.Layout(flex_flow="row wrap")
        controls = widgets.Box([self.slider, self.typed, self.first], layout=row)
        super().__init__([controls, self.view])
        self._show()

    def _slid(self, change):
        self.typed.value = f"{change['new']:.2g}"

    def _follow(self, epsilon):
        """Move the slider to what was typed; what lies beyond its ends stays as typed."""
        self.slider.unobserve(self._slid, "value")
        self.slider.value = epsilon
        self.slider.observe(self._slid, "value")

    def _show(self, _=None):
        self.epsilon, self.problem = None, ""
        try:
            self.epsilon = parse_epsilon(self.typed.value)
        except ValueError as error:
            self.problem = str(error)
            self.view.value = html.page(problem(self.problem))
            return
        self._follow(self.epsilon)
        zca = self.zca.with_epsilon(self.epsilon)
        images = self.images[self.first.value : self.first.value + SHOWN]
        self.view.value = html.page(
            html.row("as they are", images),
            html.row("whitened", visible(zca.transform(images))),
            html.filter_and_facts(zca, effect(zca.variances, self.epsilon)),
        )
