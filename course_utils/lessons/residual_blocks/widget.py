"""The widget of Lesson 05: choose a residual block and see whether its addition is possible."""

from html import escape

import ipywidgets as widgets

from course_utils.lessons.residual_blocks.widget_state import (
    SHORTCUTS,
    Block,
    parse_filters,
    written,
)

STYLE = """<style>
.resblock {color: var(--jp-content-font-color1, inherit); font-size: 13px; line-height: 1.4;
  max-width: 760px}
.resblock .ways {display: grid; grid-template-columns: 1fr 1fr; gap: 4px 14px; align-items: start}
.resblock .way {display: flex; flex-direction: column; align-items: center; gap: 2px}
.resblock .way > b {margin-bottom: 2px}
.resblock .box {border: 1px solid #808080; border-radius: 6px; padding: 3px 10px; width: 92%;
  text-align: center; box-sizing: border-box; background: rgba(0, 114, 178, .16)}
.resblock .plain {background: none; border-style: dashed}
.resblock .box small {opacity: .85; display: block}
.resblock .sum {border-radius: 6px; padding: 6px 12px; margin: 8px 0; border-left: 5px solid}
.resblock .yes {border-color: #009e73; background: rgba(0, 158, 115, .16)}
.resblock .no {border-color: #d55e00; background: rgba(213, 94, 0, .16)}
</style>"""


class ResidualBlockExplorer(widgets.VBox):
    """Choose input, filters, kernel and stride; see shapes, parameters and the block needed.

    Keyword arguments are those of `residual_blocks_state.Block`. `block` holds what is shown, or
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
            self.view.value = page(answer("no", self.problem))
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
        return page(answer("no", block.bad_number))
    start = box("input", block.input_shape, "plain")
    main = [box(layer.text, layer.shape, parameters=layer.parameters) for layer in block.main_path]
    shortcut = [
        box(layer.text, layer.shape, parameters=layer.parameters) for layer in block.shortcut_path
    ] or [box("nothing: the input itself", block.input_shape, "plain")]
    ways = way("main path", [start, *main]) + way("shortcut", [start, *shortcut])
    return page(f'<div class="ways">{ways}</div>{verdict(block)}')


def verdict(block):
    """HTML that says whether the addition is possible and what the block costs."""
    if block.problem:
        return answer("no", block.problem)
    main, shortcut = (written(shape) for shape in block.shapes)
    text = f"{main} + {shortcut} = {main}. This block has {block.parameters:,} parameters."
    if block.needed != block.shortcut:
        spare = block.parameters - block.with_shortcut(block.needed).parameters
        text += f" An identity block would do here, and save {spare:,} of them."
    return answer("yes", text)


def answer(kind, text):
    """HTML of one sentence on a green ("yes") or an orange ("no") ground."""
    word = {"yes": "Possible.", "no": "Impossible."}[kind]
    return f'<div class="sum {kind}" role="status"><b>{word}</b> {escape(text)}</div>'


def box(text, shape, css="", parameters=None):
    """HTML of one step of a way: what it does, the shape after it, its parameters."""
    count = "" if parameters is None else f" · {parameters:,} parameters with batch norm"
    return f'<div class="box {css}">{escape(text)}<small>{written(shape)}{count}</small></div>'


def way(name, boxes):
    """HTML of one way through the block, from top to bottom."""
    return f'<div class="way"><b>{name}</b>{"<span>↓</span>".join(boxes)}</div>'


def page(content):
    """HTML of the whole view with its style."""
    return f'{STYLE}<div class="resblock">{content}</div>'


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
