"""Derivatives on TensorFlow and on JAX, for which Keras has no call of its own."""


def gradient(function, at):
    """Derivative of the scalar `function(at)` by the tensor or list of tensors `at`."""
    import keras

    if keras.backend.backend() == "jax":
        import jax

        return jax.grad(function)(at)
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(at)
        value = function(at)
    return tape.gradient(value, at, unconnected_gradients="zero")
