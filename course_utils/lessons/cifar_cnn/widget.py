"""The widget of lesson 03: the feature maps of an image, and the answer without some of them."""

import re

import ipywidgets as widgets

from course_utils.lessons.cifar_cnn import widget_html as html
from course_utils.models import feature_maps


def parse_numbers(text):
    """The whole numbers in a text such as "3, 17": a sorted tuple, () for an empty text.

    Raises ValueError with one sentence for anything else.
    """
    parts = [part for part in re.split(r"[,\s]+", text.strip()) if part]
    if not all(re.fullmatch(r"\d{1,6}", part) for part in parts):
        raise ValueError(f"{text.strip()!r} is not a list of map numbers; write them as 3, 17.")
    return tuple(sorted({int(part) for part in parts}))


def layer_choices(model):
    """[(text to choose by, place in `features.map_layers`)] for the menu of layers."""
    layers = [model.get_layer(name) for name in feature_maps.map_layers(model)]
    return [
        (f"{place + 1}. {type(layer).__name__}, {maps} maps of {height} x {width}", place)
        for place, layer in enumerate(layers)
        for _, height, width, maps in [layer.output.shape]
    ]


class FeatureMapExplorer(widgets.VBox):
    """Choose a network, an image and a layer; see its feature maps, and switch some off.

    networks: {name: Keras model}. preprocess: brings uint8 images to what all of them take.
    images: uint8 [n, h, w, 3]; labels: integers [n]. `whole` holds the probabilities [classes] of
    the network as it is, `without` those with the maps `switched_off` set to 0 (None if there are
    none); `problem` says why the settings are impossible. They are shown so, not rounded.
    """

    def __init__(self, networks, preprocess, images, labels, class_names):
        self.networks, self.preprocess = networks, preprocess
        self.images, self.labels, self.class_names = images, labels, class_names
        self.network = widgets.Dropdown(options=list(networks), description="Network")
        self.number = widgets.IntSlider(
            0, 0, len(images) - 1, description="Image", continuous_update=False
        )
        self.layer = widgets.Dropdown(options=layer_choices(self.model), description="Layer")
        self.off = widgets.Text(
            description="Switch off", placeholder="for example 3, 17", continuous_update=False
        )
        self.view = widgets.HTML()
        self.network.observe(self._offer_layers, "value")
        controls = [self.network, self.number, self.layer, self.off]
        for control in controls:
            control.observe(self._show, "value")
        row = widgets.Layout(flex_flow="row wrap")
        super().__init__([widgets.Box(controls, layout=row), self.view])
        self._show()

    @property
    def model(self):
        """The chosen network."""
        return self.networks[self.network.value]

    def _offer_layers(self, _):
        choices = layer_choices(self.model)
        if choices != list(self.layer.options):  # a network of another build: start at its first
            self.layer.options = choices

    def _show(self, _=None):
        place = self.number.value
        layer = feature_maps.map_layers(self.model)[self.layer.value]
        image = self.preprocess(self.images[place])
        self._switch_off(image, layer)
        maps = feature_maps.feature_maps(self.model, image, layer)
        self.view.value = html.page(
            html.photo(self.images[place], self.class_names[self.labels[place]]),
            html.answers(self.class_names, self.whole, self.without),
            self.problem,
            html.grid(maps, self.switched_off),
        )

    def _switch_off(self, image, layer):
        self.whole = feature_maps.answer_without(self.model, image, layer)
        self.without, self.switched_off, self.problem = None, (), ""
        try:
            numbers = parse_numbers(self.off.value)
            if numbers:
                self.without = feature_maps.answer_without(self.model, image, layer, numbers)
            self.switched_off = numbers
        except ValueError as error:
            self.problem = str(error)
