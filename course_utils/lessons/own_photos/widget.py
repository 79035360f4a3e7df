"""The small widget of lesson 09: one hand in front of twelve walls, as training changes it."""

import ipywidgets as widgets
import keras
import numpy as np

from course_utils.inputs.hand_scenes import hands_anywhere
from course_utils.widgets.html import page, picture

COLUMNS, ROWS, SIDE = 6, 2, 112


class AnotherWall(widgets.VBox):
    """Choose a hand and see twelve pictures that training makes of it; a button makes more.

    hands: cut-out hands uint8 [n, h, w, 8] (see `cutouts.cut_out`); names: one text per hand;
    backdrops: uint8 [m, h, w, 3]. `pictures` is what is shown, uint8 [12, h, w, 3].
    """

    def __init__(self, hands, names, backdrops, seed=0):
        self.hands, self.backdrops = hands, backdrops
        self.random = keras.random.SeedGenerator(seed)
        self.hand = widgets.Dropdown(
            description="hand", options=[(str(name), place) for place, name in enumerate(names)]
        )
        self.keep = widgets.FloatSlider(
            0.2, min=0, max=1, step=0.1, description="keep wall", continuous_update=False
        )
        self.again = widgets.Button(description="Twelve more", icon="refresh")
        self.picture = widgets.HTML()
        self.hand.observe(self.draw, "value")
        self.keep.observe(self.draw, "value")
        self.again.on_click(self.draw)
        self.draw()
        layout = widgets.Layout(flex_flow="row wrap", grid_gap="4px 12px")
        settings = widgets.Box([self.hand, self.keep, self.again], layout=layout)
        super().__init__([settings, self.picture])

    def draw(self, _=None):
        """Show twelve new pictures of the chosen hand."""
        same = np.repeat(self.hands[self.hand.value][None], COLUMNS * ROWS, axis=0)
        made = hands_anywhere(same, self.random, self.backdrops, self.keep.value)
        self.pictures = np.asarray(made).round().astype("uint8")
        text = f"Hand {self.hand.label} in {COLUMNS * ROWS} pictures"
        shown = picture(sheet(self.pictures), text, COLUMNS * SIDE, class_="pixels")
        self.picture.value = page("gestures", shown)


def sheet(pictures):
    """uint8 [12, h, w, 3] in rows of six: uint8 [2h, 6w, 3]."""
    return np.concatenate([np.concatenate(list(row), axis=1) for row in np.split(pictures, ROWS)])
