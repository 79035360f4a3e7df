"""How the widgets of lesson 02 look: numbers as HTML tables, in JupyterLab's own colours."""

import base64
from html import escape
from io import BytesIO

import numpy as np
from PIL import Image

# Translucent tints keep the text readable on the light and on the dark theme.
STYLE = """<style>
.conv {display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: center; line-height: 1.25;
  color: var(--jp-content-font-color1, inherit); font-size: 13px}
.conv figure {margin: 0} .conv figcaption {margin-bottom: 4px; white-space: nowrap}
.conv table {border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px}
.conv td {border: 1px solid var(--jp-border-color1, #999); text-align: center; min-width: 32px;
  height: 32px; padding: 0 3px; white-space: nowrap; background: none}
.conv .zero {border-style: dashed; color: var(--jp-content-font-color3, #888)}
.conv .window {background: rgba(230, 159, 0, .38)}
.conv .kernel {background: rgba(86, 180, 233, .3)}
.conv .plus {background: rgba(0, 114, 178, .35)} .conv .minus {background: rgba(213, 94, 0, .38)}
.conv .now {outline: 3px solid #009e73; outline-offset: -3px; font-weight: bold}
.conv .lost {background: repeating-linear-gradient(45deg, rgba(213, 94, 0, .55) 0 4px,
  transparent 4px 8px)}
.conv .products td {min-width: 58px}
.conv .pair {display: flex; align-items: center; gap: 14px}
.conv .operator {font-size: 20px}
.conv small {opacity: .8; display: block}
.conv .line {flex-basis: 100%; font-size: 14px; overflow-wrap: anywhere}
.conv .no {border-left: 4px solid #d55e00; background: rgba(213, 94, 0, .14); padding: 8px 12px;
  max-width: 70ch}
.conv img {image-rendering: pixelated; width: 100%; max-width: 340px; height: auto; display: block}
.conv .photo {flex: 1 1 220px; max-width: 340px} .conv .photo figcaption {white-space: normal}
</style>"""


def explorer(walk, position):
    """HTML of one step of a `Walk`: image, kernel, products, their sum, the feature map so far."""
    if walk.problem:
        image = table(walk.image, lambda row, column: _lost(walk, row, column))
        picture = _figure(_named("image", walk.image), image)
        return _page(picture, _kernel(walk), _refusal(walk.problem))
    step = walk.steps[position]
    sum_line = " + ".join(_bracketed(value) for value in step.products.ravel())
    return _page(
        _figure(_image_name(walk), table(walk.padded, lambda r, c: _cell(walk, step, r, c))),
        _kernel(walk),
        _after("→", "products, cell by cell", _products(walk, step), "products"),
        _after("→", _named("feature map", walk.feature_map), _growing_map(walk, position)),
        f'<div class="line">Window {position + 1} of {len(walk.steps)}: {sum_line} = '
        f"<b>{number(step.sum)}</b></div>",
    )


def refusal(reason):
    """HTML that says why there is nothing to show."""
    return _page(_refusal(reason))


def photo_pair(photo, pixels, feature_map, reading):
    """HTML of a photo's brightness and what became of it, with the sizes and the value range."""
    low, high = number(feature_map.min()), number(feature_map.max())
    return _page(
        _picture(f"brightness, {photo.shape[0]} x {photo.shape[1]}", photo),
        '<span class="operator">→</span>',
        _picture(
            f"{pixels.shape[0]} x {pixels.shape[1]}, from {low} to {high}: {reading}",
            pixels,
        ),
    )


def table(grid, css=lambda row, column: "", cell=None):
    """A 2-D array as an HTML table; css(row, column) names a cell's classes."""
    cell = cell or (lambda row, column: number(grid[row][column]))
    rows = (
        "".join(f'<td class="{css(r, c)}">{cell(r, c)}</td>' for c in range(len(grid[0])))
        for r in range(len(grid))
    )
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def number(value):
    """At most three significant digits, whole numbers in full, with a real minus sign."""
    text = f"{value:.0f}" if float(value).is_integer() else f"{value:.3g}"
    return text.replace("-", "−")


def _growing_map(walk, position):
    columns = walk.feature_map.shape[1]

    def css(row, column):
        return "now" if row * columns + column == position else ""

    def cell(row, column):
        known = row * columns + column <= position
        return number(walk.feature_map[row, column]) if known else ""

    return table(walk.feature_map, css, cell)


def _products(walk, step):
    def css(row, column):
        value = step.products[row, column]
        return "plus" if value > 0 else "minus" if value < 0 else ""

    def cell(row, column):
        window, weight = step.window[row, column], walk.kernel[row, column]
        return f"<small>{number(window)} × {_bracketed(weight)}</small>" + number(
            step.products[row, column]
        )

    return table(step.products, css, cell)


def _cell(walk, step, row, column):
    (above, left), (height, width) = walk.border, walk.image.shape
    inside = above <= row < above + height and left <= column < left + width
    rows, columns = step.window.shape
    read = step.top <= row < step.top + rows and step.left <= column < step.left + columns
    return " ".join(["window"] * read + ["zero"] * (not inside))


def _lost(walk, row, column):
    if any(k > n for k, n in zip(walk.kernel.shape, walk.image.shape, strict=True)):
        return ""
    rows, columns = walk.unread
    beyond = row >= walk.image.shape[0] - rows or column >= walk.image.shape[1] - columns
    return "lost" if beyond else ""


def _kernel(walk):
    grid = table(walk.kernel, lambda row, column: "kernel")
    return _after("∗", _named("kernel", walk.kernel), grid)


def _image_name(walk):
    name = _named("image", walk.image)
    return name if walk.padded.shape == walk.image.shape else f"{name} and a border of zeros"


def _named(name, grid):
    return f"{name}, {grid.shape[0]} x {grid.shape[1]}"


def _bracketed(value):
    return f"({number(value)})" if value < 0 else number(value)


def _figure(caption, content):
    return f"<figure><figcaption>{caption}</figcaption>{content}</figure>"


def _after(operator, caption, content, css=""):
    figure = _figure(caption, content)
    return f'<div class="pair {css}"><span class="operator">{operator}</span>{figure}</div>'


def _picture(caption, pixels):
    file = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, format="PNG")
    source = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    image = f'<img src="{source}" alt="{caption}">'
    return f'<figure class="photo"><figcaption>{caption}</figcaption>{image}</figure>'


def _refusal(reason):
    return f'<div class="line"><div class="no"><b>Impossible.</b> {escape(reason)}</div></div>'


def _page(*parts):
    return STYLE + '<div class="conv">' + "".join(parts) + "</div>"
