"""The figures of lesson 08 about the network: the order of its layers, the rate it learns at."""

from matplotlib.patches import Circle, FancyBboxPatch

from course_utils.figures.style import BLUE, GREY, VERMILION, figure

# What stands on a bottleneck's main path, and what on the line of shortcuts, after the sum.
ORDERS = {
    "post-activation": (
        ["Conv 1×1", "BN", "ReLU", "Conv 3×3", "BN", "ReLU", "Conv 1×1", "BN"],
        ["ReLU"],
    ),
    "pre-activation": (
        ["BN", "ReLU", "Conv 1×1", "BN", "ReLU", "Conv 3×3", "BN", "ReLU", "Conv 1×1"],
        [],
    ),
}
TINTS = {"Conv": "#bcdcf2", "BN": "#e4e4e4", "ReLU": "#fbe3b0"}
SIDE, RISE = 0.84, 1.2  # a box's side, and how far the main path lies above the way through


def show_orders():
    """Two blocks of each kind in a row, layer by layer, as a Figure.

    In orange the shortcuts, end to end, with whatever lies on them.
    """
    fig, axes = figure(2, 1, (11.0, 3.6))
    for ax, (name, (main, after)) in zip(axes, ORDERS.items(), strict=True):
        end = _draw_block(ax, _draw_block(ax, 0.0, main, after), main, after)
        _draw_way(ax, [(-0.6, 0), (0, 0)], VERMILION)
        _draw_way(ax, [(end, 0), (end + 0.6, 0)], VERMILION)
        ax.set(xlim=(-0.8, 24.8), ylim=(-0.55, 1.75), aspect="equal")
        ax.set_title(f"Two blocks, {name}", fontweight="bold")
        ax.set_axis_off()
    return fig


def _draw_block(ax, start, main, after):
    """Draw one block from x = `start` on; return where the next one starts."""
    first, plus = start + 1.0, start + len(main) + 1.2
    end = plus + (1.5 if after else 1.0)
    _draw_way(ax, [(start, 0), (end, 0)], VERMILION)
    _draw_way(ax, [(start + 0.1, 0), (start + 0.1, RISE), (plus, RISE), (plus, 0.2)], GREY)
    for place, name in enumerate(main):
        _draw_box(ax, first + place, RISE, name, GREY)
    for place, name in enumerate(after):
        _draw_box(ax, plus + 0.9 + place, 0, name, VERMILION)
    ax.add_patch(Circle((plus, 0), 0.26, fc="white", ec=VERMILION, lw=2, zorder=3))
    ax.text(plus, -0.02, "+", ha="center", va="center", fontsize=12, zorder=4)
    return end


def _draw_way(ax, points, colour):
    x, y = zip(*points, strict=True)
    ax.plot(x, y, color=colour, lw=3 if colour == VERMILION else 1.3, zorder=1)


def _draw_box(ax, x, y, name, edge):
    tint = TINTS[name.split()[0]]
    corner, style = (x - SIDE / 2, y - SIDE / 2), "round,pad=0,rounding_size=0.12"
    ax.add_patch(FancyBboxPatch(corner, SIDE, SIDE, style, fc=tint, ec=edge, lw=1.3, zorder=2))
    ax.text(x, y, name.replace(" ", "\n"), ha="center", va="center", fontsize=8, zorder=3)


def show_gradients(blocks, lengths, title="Length of the gradient at the input"):
    """Gradient lengths by number of blocks on logarithmic axes, as a Figure.

    blocks: [n]; lengths: {name: [n]}, for a gradient of length 1 at the output.
    """
    fig, ax = figure(size=(7.0, 3.4))
    for (name, values), colour, mark in zip(lengths.items(), (BLUE, VERMILION), "os", strict=True):
        ax.plot(blocks, values, marker=mark, color=colour, label=name)
    ax.set(xlabel="blocks", ylabel="length (1 at the output)", xscale="log", yscale="log")
    ax.set_title(title, fontweight="bold")
    ax.set_xticks(blocks, map(str, blocks))
    ax.minorticks_off()
    ax.legend(fontsize=9, frameon=False)
    return fig
