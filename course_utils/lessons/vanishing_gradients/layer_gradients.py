"""How strongly the loss pulls at each layer of a Keras model."""

import numpy as np

from course_utils.models.differentiate import gradient


def layer_gradient_norms(model, x, y, training=True):
    """How strongly the loss pulls at each layer: {layer name: length of its gradient}, in order.

    The loss is the one `model` was compiled with, its mean over the batch `x`, `y` and penalties
    on weights included. A layer's number is the Euclidean norm of the loss's gradient with respect
    to all that the layer learns (weights and biases together); layers that learn nothing have
    none. With `training` the layers compute as in training (batch normalisation by the batch's
    statistics, dropout on). The model is left as it was. A name inside a nested model is
    "outer/inner".

    ValueError if the model was not compiled with a loss, or learns nothing.
    """
    if not model.compiled or model.loss is None:
        raise ValueError(
            f'{model.name} has no loss: compile it first, as in model.compile("sgd", '
            'loss="sparse_categorical_crossentropy").'
        )
    layers = dict(_learning_layers(model))
    if not layers:
        raise ValueError(f"{model.name} has no layer that learns anything.")
    slopes = _loss_gradient(model, x, y, training)
    found = {id(v): s for v, s in zip(model.trainable_variables, slopes, strict=True)}
    return {
        name: _length([found[id(v)] for v in layer.trainable_variables])
        for name, layer in layers.items()
    }


def _learning_layers(model, outer=""):
    """(name, layer) of every layer with something to learn, those of nested models included."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _learning_layers(layer, f"{outer}{layer.name}/")
        elif layer.trainable_variables:
            yield outer + layer.name, layer


def _loss_gradient(model, x, y, training):
    """The gradient of the compiled loss with respect to `model.trainable_variables`."""
    from keras import ops

    x, y = ops.convert_to_tensor(x), ops.convert_to_tensor(y)
    kept = [v.value for v in model.non_trainable_variables]
    counts = [v.value for v in model.metrics_variables]

    def loss(values):
        answers, kept_then = model.stateless_call(values, kept, x, training=training)
        return model.stateless_compute_loss(
            values, kept_then, counts, x=x, y=y, y_pred=answers, training=training
        )[0]

    return gradient(loss, [ops.convert_to_tensor(v.value) for v in model.trainable_variables])


def _length(slopes):
    """Euclidean norm over all arrays; in float64, as squares of 1e-25 are 0 in float32."""
    return float(np.sqrt(sum(np.square(np.asarray(s, "float64")).sum() for s in slopes)))
