"""The widget of Lesson 05: choose a residual block and see whether its addition is possible."""

import ipywidgets as widgets

from course_utils.lessons.residual_blocks.widget_state import (
    SHORTCUTS,
    Block,
    parse_filters,
    written,
)
from course_utils.widgets.html import note, page, problem, tag


class ResidualBlockExplorer(widgets.VBox):
    """Choose input, filters, kernel and stride; see shapes, parameters and the block needed.

    Keyword arguments are those of `widget_state.Block`. `block` holds what is shown, or
    None while the filters cannot be read; `problem` says why the settings are impossible, and is
    empty if they work.
    """

    def __init__(self, **settings):
        start = Block(**settings)
        self.size = number(start.size, "Input size")
        self.channels = number(start.channels, "Channels")
        self.filters = widgets.Text(
            ", ".join(map(str, start.filters)), description="Filters", continuous_update=False
        )
        self.kernel = slider(start.kernel, 7, "Kernel")
        self.stride = slider(start.stride, 4, "Stride")
        self.padding = buttons(start.padding, ("same", "valid"), "Padding")
        self.shortcut = buttons(start.shortcut, SHORTCUTS, "Block")
        self.view = widgets.HTML(layout=widgets.Layout(margin="10px 0 0 0"))
        self.block, self.problem = start, ""
        inputs = [self.size, self.channels, self.filters]
        choices = [self.kernel, self.stride, self.padding, self.shortcut]
        for control in inputs + choices:
            control.observe(self._show, "value")
        row = widgets.Layout(flex_flow="row wrap")
        columns = [widgets.VBox(inputs), widgets.VBox(choices)]
        super().__init__([widgets.Box(columns, layout=row), self.view])
        self._show()

    def _show(self, _=None):
        try:
            filters = parse_filters(self.filters.value)
        except ValueError as error:
            self.block, self.problem = None, str(error)
            self.view.value = page("resblock", problem(self.problem))
            return
        middle = (self.kernel.value, self.stride.value, self.padding.value)
        self.block = Block(
            self.size.value, self.channels.value, filters, *middle, self.shortcut.value
        )
        self.problem = self.block.problem
        self.view.value = block_html(self.block)


def block_html(block):
    """HTML of a `Block`: both ways, what meets at the addition, the parameters."""
    if block.bad_number:
        return page("resblock", problem(block.bad_number))
    start = box("input", block.input_shape, "plain")
    main = [box(layer.text, layer.shape, parameters=layer.parameters) for layer in block.main_path]
    shortcut = [
        box(layer.text, layer.shape, parameters=layer.parameters) for layer in block.shortcut_path
    ] or [box("nothing: the input itself", block.input_shape, "plain")]
    ways = (way("main path", [start, *main]), way("shortcut", [start, *shortcut]))
    return page("resblock", tag("div", *ways, class_="ways"), verdict(block))


def verdict(block):
    """HTML that says whether the addition is possible and what the block costs."""
    if block.problem:
        return problem(block.problem)
    main, shortcut = (written(shape) for shape in block.shapes)
    text = f"{main} + {shortcut} = {main}. This block has {block.parameters:,} parameters."
    if block.needed != block.shortcut:
        spare = block.parameters - block.with_shortcut(block.needed).parameters
        text += f" An identity block would do here and save {spare:,} of them."
    return note(text, "Possible.", "good")


def box(text, shape, css="", parameters=None):
    """HTML of one step of a way: what it does, the shape after it, its parameters."""
    count = "" if parameters is None else f" · {parameters:,} parameters with batch norm"
    small = tag("small", f"{written(shape)}{count}")
    return tag("div", text, small, class_=f"box {css}".strip())


def way(name, boxes):
    """HTML of one way through the block, from top to bottom."""
    arrow = tag("span", "↓")
    return tag("div", tag("b", name), arrow.join(boxes), class_="way")


def number(value, name):
    """A box for a whole number, free of limits: the view says what is impossible."""
    return widgets.IntText(value, description=name, continuous_update=False)


def slider(value, largest, name):
    """A slider from 1 that acts on release."""
    return widgets.IntSlider(value, 1, largest, description=name, continuous_update=False)


def buttons(value, options, name):
    """A choice between two words."""
    return widgets.ToggleButtons(
        options=options, value=value, description=name, style={"button_width": "110px"}
    )
