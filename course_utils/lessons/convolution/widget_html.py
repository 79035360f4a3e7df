"""How the widgets of lesson 02 look: numbers as HTML tables, in JupyterLab's own colours."""

from course_utils.widgets.html import cell, figure, joined, page, picture, problem, row, table, tag


def explorer(walk, position):
    """HTML of one step of a `Walk`: image, kernel, products, their sum, the feature map so far."""
    if walk.problem:
        image = grid(walk.image, lambda row, column: _lost(walk, row, column))
        shown = figure(_named("image", walk.image), image)
        return page("conv", row(shown, _kernel(walk)), problem(walk.problem))
    step = walk.steps[position]
    products = " + ".join(_bracketed(value) for value in step.products.ravel())
    parts = row(
        figure(_image_name(walk), grid(walk.padded, lambda r, c: _tint(walk, step, r, c))),
        _kernel(walk),
        _after("→", "products, cell by cell", _products(walk, step), "products"),
        _after("→", _named("feature map", walk.feature_map), _growing_map(walk, position)),
    )
    line = (
        f"Window {position + 1} of {len(walk.steps)}: {products} = ",
        tag("b", number(step.sum)),
    )
    return page("conv", parts, tag("div", *line, class_="line"))


def refusal(reason):
    """HTML that says why there is nothing to show."""
    return page("conv", problem(reason))


def photo_pair(photo, pixels, feature_map, reading):
    """HTML of a photo's brightness and what became of it, with the sizes and the value range."""
    low, high = number(feature_map.min()), number(feature_map.max())
    made = f"{pixels.shape[0]} x {pixels.shape[1]}, from {low} to {high}: {reading}"
    before = _photo(f"brightness, {photo.shape[0]} x {photo.shape[1]}", photo)
    return page("conv", row(before, tag("span", "→", class_="operator"), _photo(made, pixels)))


def grid(values, css=lambda row, column: "", content=None):
    """A 2-D array as an HTML table; css(row, column) names a cell's classes."""
    content = content or (lambda r, c: number(values[r][c]))
    return table(
        [
            [cell(content(r, c), class_=css(r, c)) for c in range(len(values[0]))]
            for r in range(len(values))
        ]
    )


def number(value):
    """At most three significant digits, whole numbers in full, with a real minus sign."""
    text = f"{value:.0f}" if float(value).is_integer() else f"{value:.3g}"
    return text.replace("-", "−")


def _growing_map(walk, position):
    columns = walk.feature_map.shape[1]

    def css(row, column):
        return "now" if row * columns + column == position else ""

    def content(row, column):
        known = row * columns + column <= position
        return number(walk.feature_map[row, column]) if known else ""

    return grid(walk.feature_map, css, content)


def _products(walk, step):
    def css(row, column):
        value = step.products[row, column]
        return "plus" if value > 0 else "minus" if value < 0 else ""

    def content(row, column):
        window, weight = step.window[row, column], walk.kernel[row, column]
        factors = tag("small", f"{number(window)} × {_bracketed(weight)}")
        return joined([factors, number(step.products[row, column])])

    return grid(step.products, css, content)


def _tint(walk, step, row, column):
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
    return _after("∗", _named("kernel", walk.kernel), grid(walk.kernel, lambda *_: "kernel"))


def _image_name(walk):
    name = _named("image", walk.image)
    return name if walk.padded.shape == walk.image.shape else f"{name} and a border of zeros"


def _named(name, grid):
    return f"{name}, {grid.shape[0]} x {grid.shape[1]}"


def _bracketed(value):
    return f"({number(value)})" if value < 0 else number(value)


def _after(operator, caption, content, css=""):
    sign = tag("span", operator, class_="operator")
    return tag("div", sign, figure(caption, content), class_=f"row pair {css}".strip())


def _photo(caption, pixels):
    return figure(caption, picture(pixels, caption, class_="pixels"), class_="photo")
