"""The families of networks: sizes, shapes, and that every builder stays reachable by its name."""

import importlib

import pytest

from course_utils import models

ZCA = {2: 918_090, 3: 1_884_874, 4: 438_954, 5: 918_602, 6: 918_986, 7: 1_886_282, 8: 1_886_282}


@pytest.mark.parametrize("name", models.BUILDERS)
def test_a_builder_is_a_function_also_after_its_module_was_imported(name):
    importlib.import_module(f"course_utils.models.{models.BUILDERS[name]}")
    assert callable(getattr(models, name))


@pytest.mark.parametrize(("number", "parameters"), ZCA.items())
def test_the_diary_networks(number, parameters):
    model = models.zca_cnn(number)
    assert model.count_params() == parameters
    assert model.output_shape == (None, 10)


LETTERS = {
    "Conv2D": "c",
    "BatchNormalization": "n",
    "Activation": "a",
    "MaxPooling2D": "p",
    "Dropout": "d",
    "Flatten": "f",
    "Dense": "D",
}
PLAIN, NORMAL = "ccpd ccpd fDdD", "cnacnapd cnacnapd fDdD"
ORDER = {2: PLAIN, 3: PLAIN, 4: "ccpdn ccpd fDdD", 5: "ccnpd ccnpd fDdD"}
ORDER |= {6: NORMAL, 7: NORMAL, 8: NORMAL}


@pytest.mark.parametrize(("number", "order"), ORDER.items())
def test_the_diary_networks_have_their_layers_in_the_order_of_the_source(number, order):
    model = models.zca_cnn(number)
    found = "".join(LETTERS[type(layer).__name__] for layer in model.layers)
    assert found == order.replace(" ", "")
    rates = [layer.rate for layer in model.layers if hasattr(layer, "rate")]
    assert rates == ([0.5, 0.5, 0.5] if number == 4 else [0.25, 0.25, 0.5])
    assert {layer.padding for layer in model.layers if hasattr(layer, "kernel_size")} == {"valid"}


@pytest.mark.parametrize(("depth", "parameters"), [(18, 11_192_458), (34, 21_311_754)])
def test_the_article_family(depth, parameters):
    model = models.preact_resnet(depth)
    assert model.count_params() == parameters
    assert model.output_shape == (None, 10)


def test_the_first_bottleneck_as_printed_has_a_larger_kernel():
    assert models.preact_resnet(50).count_params() == 23_592_842
    printed = models.preact_resnet(50, as_printed=True).count_params()
    assert printed - 23_592_842 == 64 * 64 * (9 - 1)


def test_the_small_stem_keeps_all_positions():
    model = models.preact_resnet(18, stem="cifar")
    assert model.count_params() == 11_184_778
    shapes = [layer.output.shape[1] for layer in model.layers if len(layer.output.shape) == 4]
    assert shapes[0] == 32 and shapes[-1] == 4
    article = models.preact_resnet(18)
    shapes = [layer.output.shape[1] for layer in article.layers if len(layer.output.shape) == 4]
    assert shapes[-1] == 1


def test_resnet164():
    model = models.resnet164()
    assert model.count_params() == 1_727_482
    assert model.name == "resnet164"
    assert models.resnet164(blocks=3).name == "resnet29"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: models.build("vgg"), "no model 'vgg'"),
        (lambda: models.zca_cnn(9), "2 to 8"),
        (lambda: models.preact_resnet(35), "18, 34, 50"),
        (lambda: models.preact_resnet(18, stem="big"), "'article' or 'cifar'"),
    ],
)
def test_what_is_not_there_is_said(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_cards_and_records_of_earlier_versions_name_the_family_resnet():
    old = models.build("resnet", depth=18, filters=2, input_shape=(8, 8, 3))
    new = models.preact_resnet(18, filters=2, input_shape=(8, 8, 3))
    assert old.name == new.name == "preact_resnet18_article"
    assert old.count_params() == new.count_params()
