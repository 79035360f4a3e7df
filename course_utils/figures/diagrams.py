"""A model as a picture: layers by colour, shortcuts in orange, no system Graphviz needed."""

import base64
import re
from collections import Counter, defaultdict

import keras

from course_utils.models.words import activation, describe, times
from course_utils.paths import printable

# Light tints of Okabe and Ito's palette: dark text is readable on them in both themes.
TINTS = {
    "InputLayer": "#f2f2f2",
    "Conv2D": "#bcdcf2",
    "Dense": "#efd3e4",
    "BatchNormalization": "#e4e4e4",
    "Activation": "#fbe3b0",
    "ReLU": "#fbe3b0",
    "Add": "#f5bfa0",
    "MaxPooling2D": "#bfe6d8",
    "AveragePooling2D": "#bfe6d8",
    "GlobalAveragePooling2D": "#bfe6d8",
}
OTHER_TINT = "#ffffff"
GRAPH = {
    "bgcolor": "transparent",
    "concentrate": "false",
    "dpi": 72,
    "ranksep": 0.2,
    "splines": "spline",
}
MAIN, SHORTCUT = "#808080", "#D55E00"
# What Graphviz writes on every part and a reader of the file needs once.
ONCE = (
    'text-anchor="middle"',
    'font-family="Helvetica,sans-Serif"',
    'font-size="11.00"',
    f'stroke="{MAIN}"',
    'stroke-width="1.2"',
)


class Diagram:
    """A model's picture as a notebook shows it; `svg` is the text of the file."""

    def __init__(self, svg, zoom_height=None):
        self.svg = svg
        self.zoom_height = zoom_height

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.zoom_height is None:
            return {"image/svg+xml": self.svg, "text/plain": repr(self)}
        return {"text/html": zoom_page(self.svg, self.zoom_height), "text/plain": repr(self)}

    def __repr__(self):
        width, height = size(self.svg)
        return f"Diagram({width} x {height} points)"


def show_model(model, zoomable=False, height=480):
    """Draw a built Keras model, top to bottom, with the shape that leaves each layer.

    Returns a `Diagram` for the cell to show. `zoomable=True` puts it into a frame of `height`
    pixels with buttons, which suits a whole network. Raises `ValueError` for a model without
    shapes.
    """
    return Diagram(model_svg(model), height if zoomable else None)


def model_svg(model):
    """The SVG text of a built Keras model, drawn by the Graphviz inside pygraphviz."""
    import pygraphviz

    picture = pygraphviz.AGraph(model_dot(model).to_string()).draw(format="svg", prog="dot")
    # Graphviz names the parts by their memory addresses, and the names pop up under the pointer.
    named = re.compile(r"<title>.*?</title>\n|<!--.*?-->\n", flags=re.DOTALL)
    return lighter(named.sub("", picture.decode()))


def lighter(svg):
    """The same picture in half the bytes: whole points, boxes as such, styles named once.

    `svg` is text as Graphviz writes it. A stored lesson has to stay small.
    """
    for attribute in ('xml:space="preserve"', *ONCE):
        svg = svg.replace(f" {attribute}", "")
    svg = svg.replace('class="graph"', " ".join(['class="graph"', *ONCE]), 1)
    svg = svg.replace("<g id", "<style>.graph text {stroke: none}</style>\n<g id", 1)
    svg = re.sub(r'<path( fill="#\w+") d="([^"]*)"/>', _box, svg)
    return re.sub(r' (d|points|x|y)="[^"]*"', _whole_points, svg)


def _box(path):
    """A rounded box, which Graphviz draws as a path of eight curves, as a rectangle."""
    fill, numbers = path[1], [float(n) for n in re.findall(r"-?[\d.]+", path[2])]
    left, top = min(numbers[::2]), min(numbers[1::2])
    width, height = max(numbers[::2]) - left, max(numbers[1::2]) - top
    return f'<rect{fill} x="{left}" y="{top}" width="{width:.0f}" height="{height:.0f}" rx="11"/>'


def _whole_points(attribute):
    return re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.0f}", attribute[0])


def model_dot(model):
    """The graph of a built Keras model as a `pydot.Dot`: `model_to_dot`, restyled."""
    if not model.built:
        raise ValueError(
            "This model has no shapes yet: start it with keras.Input(...), or build it first."
        )
    graph = keras.utils.model_to_dot(model)
    for option, value in GRAPH.items():
        graph.set(option, value)
    for layer in model.layers:
        (node,) = graph.get_node(str(id(layer)))
        style_node(node, layer)
    orange = shortcut_edges(graph, {str(id(layer)) for layer in model.layers if is_add(layer)})
    for edge in graph.get_edges():
        on_shortcut = (edge.get_source(), edge.get_destination()) in orange
        edge.set("color", SHORTCUT if on_shortcut else MAIN)
        edge.set("penwidth", 2.5 if on_shortcut else 1.2)
        edge.set("weight", 1 if on_shortcut else 20)
        edge.set("arrowsize", 0.6)
    return graph


def style_node(node, layer):
    """Give a node of the graph its two lines of text and its colour."""
    # Graphviz takes backslashes in a label for commands of its own.
    name = "" if is_automatic(layer) else printable(layer.name).replace("\\", "\\\\") + " · "
    words = describe(layer)
    if activation(layer) not in words:
        words += f", {activation(layer)}"
    node.set("label", f"{words}\\n{name}{shape_text(layer.output.shape)}")
    node.set("shape", "box")
    node.set("style", "rounded,filled")
    node.set("fillcolor", TINTS.get(type(layer).__name__, OTHER_TINT))
    node.set("color", MAIN)
    node.set("fontname", "Helvetica")
    node.set("fontsize", 11)
    node.set("width", 2.1)
    node.set("height", 0.4)
    node.set("margin", "0.1,0.04")


def shape_text(shape):
    """The shape of one image's feature maps, without the batch: (None, 8, 8, 64) -> "8x8x64"."""
    return times("?" if n is None else n for n in shape[1:])


def is_automatic(layer):
    """Whether Keras made up the layer's name, as in "activation_12"."""
    snake = re.sub(r"(?<!^)(?=[A-Z][a-z])", "_", type(layer).__name__).lower()
    return re.fullmatch(rf"{snake}(_\d+)?", layer.name) is not None


def is_add(layer):
    """Whether the layer is the addition at the end of a residual block."""
    return isinstance(layer, keras.layers.Add)


def shortcut_edges(graph, additions):
    """The edges of the shorter of the two ways into each addition, as (from, to) names.

    `additions` are names of nodes of the `pydot.Dot`. A way goes back to where the two part.
    """
    sources = defaultdict(list)
    for edge in graph.get_edges():
        sources[edge.get_destination()].append(edge.get_source())
    readers = Counter(source for group in sources.values() for source in group)

    def way_back(node, source):
        edges = [(source, node)]
        while readers[source] == 1 and len(sources[source]) == 1:
            node, source = source, sources[source][0]
            edges.append((source, node))
        return edges

    ways = [[way_back(node, source) for source in sources[node]] for node in additions]
    return {edge for pair in ways for edge in min(pair, key=len)}


def size(svg):
    """Width and height of an SVG in points, as Graphviz wrote them."""
    width, height = re.search(r'<svg width="(\d+)pt" height="(\d+)pt"', svg).groups()
    return int(width), int(height)


def zoom_page(svg, height):
    """HTML that shows an SVG in a frame to scroll in, with buttons to zoom."""
    width, full_height = size(svg)
    picture = base64.b64encode(svg.encode()).decode()
    whole = max(1, round(width * (height - 16) / full_height))
    zoom = (
        "var i=this.parentNode.parentNode.querySelector('img'),"
        "b=i.parentNode,s=b.scrollHeight,t=b.scrollTop+b.clientHeight/2;"
        "i.style.width=({})+'px';b.scrollTop=t*b.scrollHeight/s-b.clientHeight/2"
    )
    buttons = {
        "Zoom in": zoom.format("i.clientWidth*1.4"),
        "Zoom out": zoom.format(f"Math.max({min(whole, width)},i.clientWidth/1.4)"),
        "Whole": zoom.format(str(whole)),
        "Readable": zoom.format(str(round(width * 4 / 3))),
    }
    row = " ".join(
        f'<button type="button" onclick="{script}">{text}</button>'
        for text, script in buttons.items()
    )
    return (
        f'<div><div style="margin-bottom:4px">{row}</div>'
        f'<div style="height:{height}px;overflow:auto;resize:vertical;border:1px solid #808080;'
        f'text-align:center"><img alt="The network as a diagram, layer by layer" '
        f'style="width:{round(width * 4 / 3)}px;max-width:none" '
        f'src="data:image/svg+xml;base64,{picture}"></div></div>'
    )
