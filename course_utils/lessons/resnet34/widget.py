"""The widget of lesson 07: choose a ResNet's depth, blocks and stem and see what it costs."""

import ipywidgets as widgets

from course_utils.lessons.resnet34.anatomy import anatomy
from course_utils.models.preact import DEPTHS
from course_utils.widgets.html import bar, cell, joined, note, page, problem, row, table, tag


class ResNetFamily(widgets.VBox):
    """Choose depth, kind of block, stem and image; see layers, parameters, work, what it sees.

    A new depth brings its own kind of block, which can then be changed. `network` is the
    `anatomy.Anatomy` that is shown, or None while the image has no size; `problem` then says why.
    """

    def __init__(self, depth=34, block=None, stem="article", side=32):
        self.network, self.problem = None, ""
        self.depth = _choice("Depth", [(f"{each}", each) for each in DEPTHS], depth, "64px")
        self.block = _choice("Block", ["basic", "bottleneck"], block or DEPTHS[depth][0], "110px")
        self.stem = _choice("Stem", ["article", "cifar"], stem, "110px")
        self.side = widgets.IntText(
            side,
            description="Image side",
            continuous_update=False,
            layout=widgets.Layout(width="180px"),
        )
        self.view = widgets.HTML()
        settings = widgets.Box(
            [self.depth, self.block, self.stem, self.side],
            layout=widgets.Layout(flex_flow="row wrap", grid_gap="2px 24px"),
        )
        self.depth.observe(self._usual_block, "value")
        for control in settings.children:
            control.observe(self._show, "value")
        super().__init__([settings, self.view])
        self._show()

    def _usual_block(self, change):
        self.block.value = DEPTHS[change.new][0]

    def _show(self, _=None):
        chosen = (self.depth.value, self.block.value, self.stem.value, self.side.value)
        try:
            self.network, self.problem = anatomy(*chosen), ""
            self.view.value = network_html(self.network)
        except ValueError as error:
            self.network, self.problem = None, str(error)
            self.view.value = page("family", problem(self.problem))


def network_html(network):
    """HTML of an `Anatomy`: its four figures, what is odd about it, a row for each part."""
    figures = {
        "layers": network.layers,
        "parameters": f"{network.parameters:,}",
        "multiply-adds per image": f"{network.multiply_adds:,}",
        "receptive field": f"{network.field} x {network.field}",
    }
    shown = [tag("div", name, tag("b", value)) for name, value in figures.items()]
    return page("family", row(*shown, class_="figures"), remarks(network), parts_table(network))


def remarks(network):
    """HTML of what to know about the network."""
    lines = [note(verdict(network), class_="" if network.in_family else "odd")]
    if network.idle:
        share = 100 * network.idle / network.parameters
        text = f"{network.idle:,} weights, {share:.0f} % of all parameters, never meet a pixel."
        reason = "Their maps are so small that these weights only multiply the zeros of padding."
        lines.append(note(f"{text} {reason}", "Idle:", "odd"))
    return joined(lines)


def verdict(network):
    """One sentence: which network this is, and how much of the image one position can see."""
    blocks = sum(part.blocks for part in network.parts)
    each = {"basic": 2, "bottleneck": 3}[network.block]
    made = f"1 + {blocks} blocks x {each} + 1 = {network.layers} layers"
    name = (
        f"ResNet-{network.depth}: {made}."
        if network.in_family
        else (
            f"Not in the article's family: with {network.block} blocks, the {blocks} blocks of "
            f"ResNet-{network.depth} give {made}."
        )
    )
    if network.field >= network.side:
        return f"{name} One position of the last map can see the whole image."
    return f"{name} One position of the last map sees a part of the image."


def parts_table(network):
    """HTML of the parts: what leaves each, its parameters and its work, as numbers and bars."""
    most = max(part.parameters for part in network.parts)
    hardest = max(part.multiply_adds for part in network.parts)
    rows = [
        (
            cell(part.name + blocks_of(part), "th", scope="row"),
            f"{part.side} x {part.side} x {part.channels}",
            f"{part.parameters:,}",
            cell(bar(part.parameters / most), class_="bars"),
            f"{part.multiply_adds:,}",
            cell(bar(part.multiply_adds / hardest, "second"), class_="bars"),
            part.field,
        )
        for part in network.parts
    ]
    head = ("part", "leaves it", "parameters", "", "multiply-adds", "", "sees")
    return tag("div", table(rows, head), class_="scroll")


def blocks_of(part):
    """The words " (3 blocks)" for a stage, nothing for stem and head."""
    return f" ({part.blocks} blocks)" if part.blocks else ""


def _choice(name, options, value, width):
    return widgets.ToggleButtons(
        options=options, value=value, description=name, style={"button_width": width}
    )
