"""The widget of lesson 01: choose a network and see how much gradient reaches each layer."""

from base64 import b64encode
from html import escape
from io import BytesIO

import ipywidgets as widgets

from course_utils.lessons.vanishing_gradients.figures import show_on_log_axis
from course_utils.lessons.vanishing_gradients.widget_state import SCALES, STEPS, Network, verdict

OWN = "a variance of your own"
ACTIVATIONS = [("sigmoid", "sigmoid"), ("tanh", "tanh"), ("ReLU", "relu")]
WIDE = {"width": "390px"}  # room for the description on the left of its buttons
STYLE = """<style>
.gradflow {color: var(--jp-content-font-color1, inherit); font-size: 14px; line-height: 1.4;
  max-width: 760px}
.gradflow img {max-width: 100%; height: auto; display: block}
.gradflow .says {border-left: 5px solid #0072b2; background: rgba(0, 114, 178, .16);
  border-radius: 6px; padding: 6px 12px; margin: 8px 0}
.gradflow .no {border-color: #d55e00; background: rgba(213, 94, 0, .16)}
</style>"""


class GradientExplorer(widgets.VBox):
    """Depth, activation, random weights, batch norm, shortcuts; see each layer's gradient norm.

    x: examples [n, inputs], y: labels [n], of which the first 20 are used. `network` is what is
    shown, `norms` its numbers, one per layer (empty while the settings are impossible). The network
    of the setting before stays in the figure for comparison.
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
            self.view.value = page(f"<b>Impossible.</b> {escape(self.network.problem)}", "no")
            return
        self.norms = self.network.norms(self.x, self.y)
        now = {"now": self.norms}
        picture = curve_html(now | self._before, verdict(self.network, self.norms))
        self.view.value = page(escape(verdict(self.network, self.norms)), after=picture)
        self._before = {"the setting before": self.norms}


def curve_html(lines, text):
    """HTML of the figure of gradient norms by layer, with `text` for those who cannot see it."""
    figure = show_on_log_axis(
        lines, "Gradient norm of each layer", "layer (1 reads the image)", "gradient norm (log)"
    )
    file = BytesIO()
    figure.savefig(file, format="png", dpi=100)
    source = "data:image/png;base64," + b64encode(file.getvalue()).decode()
    return (
        f'<img src="{source}" alt="A curve of gradient norms by layer. {escape(text, quote=True)}">'
    )


def page(says, css="", after=""):
    """HTML of the whole view: what there is to say, and the figure below."""
    says = f'<div class="says {css}" role="status">{says}</div>'
    return f'{STYLE}<div class="gradflow">{says}{after}</div>'


def _tick(value, name):
    return widgets.Checkbox(value, description=name, indent=True)
