"""A chain of layers and a block with a shortcut, drawn with the way forward and the way back."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from course_utils.figures.style import BLUE, GREEN, GREY, SKY, VERMILION, figure


def show_chain(layers=3):
    """A chain of layers with one unit each: numbers forward in blue, gradients back in orange.

    Returns the Figure.
    """
    fig, ax = _canvas((9.2, 3.3), (-0.7, 2 * layers + 2.1), (-1.75, 1.15))
    for number in range(layers + 1):
        _disc(ax, (2 * number, 0.55), f"$h_{number}$")
    for number in range(1, layers + 1):
        left, middle = 2 * number - 2, 2 * number - 1
        _box(
            ax,
            (middle, 0.55),
            f"$z_{number} = w_{number} h_{number - 1}$\n$h_{number} = f(z_{number})$",
        )
        _arrow(ax, (left + 0.22, 0.55), (middle - 0.6, 0.55), BLUE)
        _arrow(ax, (middle + 0.6, 0.55), (left + 1.78, 0.55), BLUE)
        _arrow(ax, (left + 1.9, -0.45), (left + 0.1, -0.45), VERMILION)
        _word(ax, (middle, -0.22), rf"$\times\; w_{number} f'(z_{number})$", VERMILION)
        _arrow(ax, (left + 1.6, -0.55), (middle, -1.2), GREEN)
        _word(ax, (middle + 1.02, -0.92), rf"$\times\; f'(z_{number})\, h_{number - 1}$", GREEN)
        _word(ax, (middle, -1.4), rf"$dL/dw_{number}$", GREEN)
    _arrow(ax, (2 * layers + 0.22, 0.55), (2 * layers + 1.15, 0.55), BLUE)
    _word(ax, (2 * layers + 1.5, 0.55), "loss $L$", GREY)
    _arrow(ax, (2 * layers + 1.5, 0.35), (2 * layers + 0.1, -0.45), VERMILION, bend=-0.25)
    _word(ax, (2 * layers + 1.6, -0.45), rf"$dL/dh_{layers}$", VERMILION)
    _word(ax, (-0.15, -0.75), "$dL/dh_0$", VERMILION)
    ax.set_title("A chain: numbers go right, the gradient comes back", fontweight="bold")
    return fig


def show_shortcut():
    """A block x + F(x), forward and back, in two panels; returns the Figure."""
    fig, axes = figure(1, 2, (9.6, 3.0))
    names = {
        "Forward: y = x + F(x)": (BLUE, "$x$", "$y$", "$F(x)$", "$x$"),
        "Back: g + F′(x) · g": (VERMILION, "$g + F'(x) g$", "$g = dL/dy$", "$F'(x)\\, g$", "$g$"),
    }
    for ax, (title, (colour, at_x, at_y, through, around)) in zip(axes, names.items(), strict=True):
        forward = colour == BLUE
        _frame(ax, (-1.0, 6.9), (-0.75, 1.6))
        _disc(ax, (0, 0.2), "$x$")
        _box(ax, (2.2, 0.2), "$F$")
        _disc(ax, (4.3, 0.2), "$+$")
        _disc(ax, (5.9, 0.2), "$y$")
        ways = [
            ((0.25, 0.2), (1.6, 0.2), 0),
            ((2.8, 0.2), (4.05, 0.2), 0),
            ((4.55, 0.2), (5.65, 0.2), 0),
            ((0.1, 0.4), (4.2, 0.4), -0.42),
        ]
        for start, end, bend in ways:
            if forward:
                _arrow(ax, start, end, colour, bend)
            else:
                _arrow(ax, end, start, colour, -bend)
        _word(ax, (2.2, 1.3), f"the shortcut passes {around} on unchanged", colour)
        _word(ax, (3.4 if forward else 0.95, -0.12), through, colour)
        _word(ax, (5.9, -0.42), at_y, colour)
        _word(ax, (0.0, -0.42), at_x, colour)
        ax.set_title(title, fontweight="bold")
    return fig


def _canvas(size, x, y):
    fig, ax = figure(size=size)
    _frame(ax, x, y)
    return fig, ax


def _frame(ax, x, y):
    ax.set(xlim=x, ylim=y)
    ax.set_axis_off()


def _disc(ax, centre, text):
    look = {"boxstyle": "circle,pad=0.35", "facecolor": "white", "edgecolor": GREY}
    ax.text(*centre, text, ha="center", va="center", fontsize=12, bbox=look)


def _box(ax, centre, text):
    x, y = centre
    patch = FancyBboxPatch((x - 0.52, y - 0.32), 1.04, 0.64, boxstyle="round,pad=0.06")
    patch.set(facecolor=SKY, edgecolor=BLUE, alpha=0.35)
    ax.add_patch(patch)
    ax.text(x, y, text, ha="center", va="center", fontsize=11)


def _arrow(ax, start, end, colour, bend=0):
    look = {"arrowstyle": "-|>", "mutation_scale": 13, "color": colour, "linewidth": 1.6}
    arc = f"arc3,rad={bend}"
    ax.add_patch(FancyArrowPatch(start, end, connectionstyle=arc, **look))


def _word(ax, place, text, colour):
    ax.text(*place, text, ha="center", va="center", fontsize=11, color=colour)
