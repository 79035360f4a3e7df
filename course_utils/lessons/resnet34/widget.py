"""The widget of lesson 07: choose a ResNet's depth, blocks and stem and see what it costs."""

from html import escape

import ipywidgets as widgets

from course_utils.lessons.resnet34.anatomy import anatomy
from course_utils.models.preact import DEPTHS

STYLE = """<style>
.family {color: var(--jp-content-font-color1, inherit); font-size: 14px; line-height: 1.4;
  max-width: 860px}
.family .figures {display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 8px 0}
.family .figures b {display: block; font-size: 18px; font-variant-numeric: tabular-nums}
.family table {border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px;
  width: 100%}
.family td, .family th {padding: 2px 8px 2px 0; border: 0; text-align: right; font-weight: normal;
  white-space: nowrap}
.family .scroll {overflow-x: auto} .family .bars {width: 20%}
.family th:first-child {text-align: left} .family thead th {opacity: .8}
.family .bar {min-width: 50px; background: rgba(128, 128, 128, .18); height: 13px}
.family .bar div {height: 100%; min-width: 1px; background: #0072b2}
.family .bar.work div {background: #d55e00}
.family .line {border-left: 4px solid #0072b2; background: rgba(0, 114, 178, .12);
  padding: 5px 12px; margin: 6px 0}
.family .odd {border-color: #e69f00; background: rgba(230, 159, 0, .14)}
.family .no {border-color: #d55e00; background: rgba(213, 94, 0, .16)}
</style>"""


class ResNetFamily(widgets.VBox):
    """Choose depth, kind of block, stem and image; see layers, parameters, work, what it sees.

    A new depth brings its own kind of block, which can then be changed. `network` is the
    `anatomy.Anatomy` that is shown, or None while the image has no size; `problem` then says why.
    Lesson 07.
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
        row = widgets.Box(
            [self.depth, self.block, self.stem, self.side],
            layout=widgets.Layout(flex_flow="row wrap", grid_gap="2px 24px"),
        )
        self.depth.observe(self._usual_block, "value")
        for control in row.children:
            control.observe(self._show, "value")
        super().__init__([row, self.view])
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
            self.view.value = page(line("Impossible.", self.problem, "no"))


def network_html(network):
    """HTML of an `Anatomy`: its four figures, what is odd about it, a row for each part."""
    figures = "".join(
        f"<div>{escape(name)}<b>{value}</b></div>"
        for name, value in {
            "layers": network.layers,
            "parameters": f"{network.parameters:,}",
            "multiply-adds an image": f"{network.multiply_adds:,}",
            "receptive field": f"{network.field} x {network.field}",
        }.items()
    )
    return page(f'<div class="figures" role="status">{figures}</div>{remarks(network)}')


def remarks(network):
    """HTML of what to know about the network, and of the table of its parts."""
    lines = [line("", verdict(network), "" if network.in_family else "odd")]
    if network.idle:
        share = 100 * network.idle / network.parameters
        text = f"{network.idle:,} weights, {share:.0f} % of all parameters, never meet a pixel."
        reason = "Their maps are so small that these weights only multiply the zeros of padding."
        lines.append(line("Idle:", f"{text} {reason}", "odd"))
    return "".join(lines) + table(network)


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


def table(network):
    """HTML of the parts: what leaves each, its parameters and its work, as numbers and bars."""
    most = max(part.parameters for part in network.parts)
    hardest = max(part.multiply_adds for part in network.parts)
    rows = "".join(
        f'<tr><th scope="row">{part.name}{blocks_of(part)}</th>'
        f"<td>{part.side} x {part.side} x {part.channels}</td>"
        f"<td>{part.parameters:,}</td>{bar(part.parameters / most)}"
        f"<td>{part.multiply_adds:,}</td>{bar(part.multiply_adds / hardest, 'work')}"
        f"<td>{part.field}</td></tr>"
        for part in network.parts
    )
    heads = ("part", "leaves it", "parameters", "", "multiply-adds", "", "sees")
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    whole = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="scroll">{whole}</div>'


def blocks_of(part):
    """The words " (3 blocks)" for a stage, nothing for stem and head."""
    return f" ({part.blocks} blocks)" if part.blocks else ""


def bar(share, kind=""):
    """HTML of a table cell with a bar of this share of the full length."""
    inside = f'<div style="width: {100 * share:.1f}%"></div>'
    return f'<td class="bars"><div class="bar {kind}" aria-hidden="true">{inside}</div></td>'


def line(word, text, kind):
    """HTML of one sentence on a coloured ground: blue, orange ("odd") or red ("no")."""
    return f'<div class="line {kind}"><b>{escape(word)}</b> {escape(text)}</div>'


def page(content):
    """HTML of the whole view with its style."""
    return f'{STYLE}<div class="family">{content}</div>'


def _choice(name, options, value, width):
    return widgets.ToggleButtons(
        options=options, value=value, description=name, style={"button_width": width}
    )
