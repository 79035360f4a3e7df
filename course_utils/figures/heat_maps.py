"""Pictures and, below them, what spoke for the answers."""

from course_utils.figures.style import figure


def show_heat_maps(images, heat_maps, titles, title="What spoke for each answer (Grad-CAM)"):
    """Pictures above the same in grey under their heat maps, as a Figure.

    images: uint8 [n, h, w, 3]; heat_maps: [n, h, w] from 0 to 1; titles: one text per image.
    """
    fig, axes = figure(2, len(images), (1.3 * len(images) + 0.8, 3.4), squeeze=False)
    for (above, below), image, heat, text in zip(axes.T, images, heat_maps, titles, strict=True):
        above.imshow(image)
        above.set_title(text, fontsize=9, fontweight="normal")
        below.imshow(image.mean(axis=-1), cmap="gray", vmin=0, vmax=255)
        drawn = below.imshow(heat, cmap="inferno", alpha=0.6, vmin=0, vmax=1)
    for ax in axes.flat:
        ax.set_axis_off()
    fig.colorbar(drawn, ax=axes[1], label="0 nothing, 1 most", shrink=0.9)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig
