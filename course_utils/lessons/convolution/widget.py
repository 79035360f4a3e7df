"""The two widgets of lesson 02: a convolution step by step, and on a photo."""

import ipywidgets as widgets
import numpy as np

from course_utils.lessons.convolution import by_hand
from course_utils.lessons.convolution import widget_html as html
from course_utils.lessons.convolution.widget_state import (
    STRIDES,
    Walk,
    as_pixels,
    filter_photo,
    grey,
    grid_text,
    parse_grid,
)

IMAGES = {
    "the article's": np.array(
        [
            [0, 1, 1, 0, 1],
            [0, 0, 1, 1, 0],
            [0, 0, 1, 1, 1],
            [0, 1, 0, 0, 0],
            [1, 0, 1, 1, 0],
        ]
    ),
    "a vertical edge": np.repeat([[0, 0, 0, 9, 9, 9]], 6, axis=0),
    "a horizontal edge": np.repeat([[0, 0, 0, 9, 9, 9]], 6, axis=0).T,
    "a diagonal": np.tri(6, dtype=int) * 9,
    "a single dot": np.pad([[9]], 3),
}
OWN = "your own"


class ConvolutionExplorer(widgets.VBox):
    """Walk a kernel over an image window by window, with every product in sight.

    image, kernel: 2-D numbers, by default the article's. stride 1 to 6; padding "valid" or "same".
    `walk` holds what is shown (a `widget_state.Walk`), or None while the typed numbers cannot
    be read; `problem` says why settings are impossible. They are shown so, not rounded.
    """

    def __init__(self, image=None, kernel=None, stride=1, padding="valid"):
        self.image = GridInput("image", IMAGES, image, self._recompute)
        self.kernel = GridInput("kernel", by_hand.KERNELS, kernel, self._recompute)
        self.stride, self.padding = _stride(stride), _padding(padding)
        self.play = widgets.Play(min=0, max=0, interval=900, show_repeat=False)
        self.back = widgets.Button(description="Back", icon="step-backward", layout=_wide("90px"))
        self.next = widgets.Button(description="Next", icon="step-forward", layout=_wide("90px"))
        self.view = widgets.HTML(layout=widgets.Layout(margin="4px 0 0 0"))
        self.walk = self.problem = None
        for setting in (self.stride, self.padding):
            setting.observe(self._recompute, "value")
        self.play.observe(self._show, "value")
        self.back.on_click(lambda _: self.go(self.play.value - 1))
        self.next.on_click(lambda _: self.go(self.play.value + 1))
        settings = widgets.VBox([self.stride, self.padding, _row(self.back, self.next, self.play)])
        super().__init__([_row(self.image.box, self.kernel.box, settings), self.view])
        self._recompute()

    def go(self, position):
        """Show the window of that number, from 0; beyond either end it stays at the end."""
        self.play.value = position

    def _recompute(self, _=None):
        try:
            self.walk = Walk(
                self.image.grid(),
                self.kernel.grid(),
                self.stride.value,
                self.padding.value,
            )
            self.problem = self.walk.problem
        except ValueError as error:
            self.walk, self.problem = None, str(error)
        self.play.max = max(len(self.walk.steps) - 1, 0) if self.walk else 0
        self.play.disabled = bool(self.problem)
        self._show()

    def _show(self, _=None):
        if self.walk is None:
            self.view.value = html.refusal(self.problem)
        else:
            self.view.value = html.explorer(self.walk, self.play.value)
        stuck = self.play.disabled
        self.back.disabled = stuck or self.play.value == 0
        self.next.disabled = stuck or self.play.value == self.play.max


class PhotoFilter(widgets.VBox):
    """See what a kernel finds in a photo, before and after ReLU and max-pooling.

    photos: {name: uint8 image [h, w, 3] or [h, w]}. kernel: a name in `by_hand.KERNELS`, or 2-D
    numbers.
    """

    def __init__(self, photos, kernel="vertical edges"):
        self.photos = photos
        self.photo = widgets.Dropdown(options=list(photos), description="Photo")
        grid = by_hand.KERNELS[kernel] if isinstance(kernel, str) else np.asarray(kernel)
        self.kernel = GridInput("kernel", by_hand.KERNELS, grid, self._show)
        self.stride, self.padding = _stride(1), _padding("valid")
        self.relu = widgets.Checkbox(description="then ReLU", indent=False, layout=_wide("110px"))
        self.pool = widgets.Checkbox(
            description="then 2x2 max-pooling", indent=False, layout=_wide("180px")
        )
        self.view = widgets.HTML()
        settings = [self.photo, self.stride, self.padding, self.relu, self.pool]
        for setting in settings:
            setting.observe(self._show, "value")
        super().__init__([_row(self.kernel.box, widgets.VBox(settings)), self.view])
        self._show()

    def _show(self, _=None):
        photo = np.asarray(self.photos[self.photo.value])
        try:
            kernel = self.kernel.grid()
            how = (
                self.stride.value,
                self.padding.value,
                self.relu.value,
                self.pool.value,
            )
            feature_map = filter_photo(photo, kernel, *how)
        except ValueError as error:
            self.view.value = html.refusal(str(error))
            return
        pixels, reading = as_pixels(feature_map, kernel, self.relu.value)
        brightness = np.rint(grey(photo)).astype("uint8")
        self.view.value = html.photo_pair(brightness, pixels, feature_map, reading)


class GridInput:
    """A menu of named grids and a box to type one's own; `box` is what to display."""

    def __init__(self, name, presets, grid, on_change):
        self.name, self.presets, self.on_change = name, presets, on_change
        self.menu = widgets.Dropdown(options=[*presets, OWN], layout=_wide("210px"))
        self.text = widgets.Textarea(
            layout=widgets.Layout(width="210px", height="116px"),
            tooltip=f"The {name}",
        )
        self.text.value = grid_text(next(iter(presets.values())) if grid is None else grid)
        self._name_it()
        self.menu.observe(self._choose, "value")
        self.text.observe(self._typed, "value")
        title = widgets.HTML(f"<b>{name.capitalize()}</b> (choose, or type)")
        self.box = widgets.VBox([title, self.menu, self.text])

    def grid(self):
        """The typed numbers, 2-D; ValueError says what cannot be read."""
        return parse_grid(self.name, self.text.value)

    def _choose(self, change):
        if change["new"] != OWN:
            self.text.value = grid_text(self.presets[change["new"]])

    def _typed(self, _):
        self._name_it()
        self.on_change()

    def _name_it(self):
        texts = {grid_text(grid): name for name, grid in self.presets.items()}
        self.menu.value = texts.get(self.text.value, OWN)


def _stride(value):
    return widgets.IntSlider(
        value, min(STRIDES), max(STRIDES), description="Stride", continuous_update=False
    )


def _padding(value):
    options = [("valid: no border", "valid"), ("same: zeros around", "same")]
    return widgets.Dropdown(options=options, value=value, description="Padding")


def _row(*children):
    layout = widgets.Layout(flex_flow="row wrap", grid_gap="6px 14px", align_items="flex-start")
    return widgets.Box(children, layout=layout)


def _wide(width):
    return widgets.Layout(width=width)
