"""The widget of lesson 01: choose a network and see how much gradient reaches each layer."""

import ipywidgets as widgets

from course_utils.lessons.vanishing_gradients.figures import show_on_log_axis
from course_utils.lessons.vanishing_gradients.widget_state import SCALES, STEPS, Network, verdict
from course_utils.widgets.html import note, page, picture, problem

OWN = "a variance of your own"
ACTIVATIONS = [("sigmoid", "sigmoid"), ("tanh", "tanh"), ("ReLU", "relu")]
WIDE = {"width": "390px"}  # room for the description on the left of its buttons


class GradientExplorer(widgets.VBox):
    """Depth, activation, random weights, batch norm, shortcuts; see each layer's gradient norm.

    x: examples [n, inputs], y: labels [n], of which the first 20 are used. `network` is what is
    shown, `norms` its numbers, one per layer (empty while the settings are impossible). The network
    of the previous setting stays in the figure for comparison.
    """

    def __init__(self, x, y, **settings):
        start = Network(**settings)
        self.x, self.y = x, y
        self.depth = widgets.IntSlider(
            start.depth, 2, 100, description="Depth", continuous_update=False
        )
        self.activation = widgets.ToggleButtons(
            options=ACTIVATIONS,
            value=start.activation,
            description="Activation",
            style={"button_width": "90px"},
            layout=WIDE,
        )
        self.weights = widgets.Dropdown(options=[*SCALES, OWN], description="Weights")
        self.scale = widgets.FloatText(
            start.scale, description="Variance · n", continuous_update=False
        )
        self.batch_norm = _tick(start.batch_norm, "batch normalisation")
        self.shortcut = _tick(start.shortcut, "shortcuts")
        self.steps = widgets.ToggleButtons(
            options=[("at the start", STEPS[0]), (f"after {STEPS[1]} steps", STEPS[1])],
            value=start.steps,
            description="Measured",
            style={"button_width": "137px"},
            layout=WIDE,
        )
        self.view = widgets.HTML(layout=widgets.Layout(margin="8px 0 0 0"))
        self.network, self.norms, self._before = start, [], {}
        self._name_the_scale()
        self.weights.observe(self._take_the_scale, "value")
        self.scale.observe(self._name_the_scale, "value")
        left = [self.depth, self.activation, self.steps]
        right = [self.weights, self.scale, self.batch_norm, self.shortcut]
        for control in (*left, *right[1:]):
            control.observe(self._show, "value")
        row = widgets.Layout(flex_flow="row wrap", grid_gap="0 14px")
        super().__init__([widgets.Box([widgets.VBox(left), widgets.VBox(right)], layout=row)])
        self.children += (self.view,)
        self._show()

    def _take_the_scale(self, change):
        if change["new"] != OWN:
            self.scale.value = SCALES[change["new"]]

    def _name_the_scale(self, _=None):
        names = {scale: name for name, scale in SCALES.items()}
        self.weights.value = names.get(self.scale.value, OWN)

    def _show(self, _=None):
        self.network = Network(
            self.depth.value,
            self.activation.value,
            self.scale.value,
            self.batch_norm.value,
            self.shortcut.value,
            self.steps.value,
        )
        if self.network.problem:
            self.norms = []
            self.view.value = page("gradflow", problem(self.network.problem))
            return
        self.norms = self.network.norms(self.x, self.y)
        said = verdict(self.network, self.norms)
        curves = show_on_log_axis(
            {"now": self.norms} | self._before,
            "Gradient norm of each layer",
            "layer (1 reads the image)",
            "gradient norm (log)",
        )
        described = f"A curve of gradient norms by layer. {said}"
        self.view.value = page("gradflow", note(said), picture(curves, described))
        self._before = {"previous setting": self.norms}


def _tick(value, name):
    return widgets.Checkbox(value, description=name, indent=True)
