"""Layers of the course's networks: batch normalization that is fast, and what ResNets share."""

from dataclasses import dataclass

import keras


class BatchNormalization(keras.layers.BatchNormalization):
    """Keras's batch normalization, computed by TensorFlow's fused operation where there is one.

    Same arguments, variables, names and results as `keras.layers.BatchNormalization`; a float16 or
    bfloat16 input [n, h, w, c] keeps float32 statistics. On other backends, and for inputs that the
    fused operation does not take, it is Keras's own. Ioffe and Szegedy 2015, arXiv:1502.03167.
    """

    # Why it is there: Keras goes through the feature maps element by element several times, which
    # takes longer than the convolutions of a deep network on a CPU; the fused operation goes once.
    def call(self, inputs, training=None, mask=None):
        if not self._is_fused(inputs, mask):
            return super().call(inputs, training=training, mask=mask)
        import tensorflow as tf

        learns = bool(training and self.trainable)
        channels = inputs.shape[-1]
        outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=tf.ones(channels) if self.gamma is None else tf.convert_to_tensor(self.gamma),
            offset=tf.zeros(channels) if self.beta is None else tf.convert_to_tensor(self.beta),
            mean=tf.zeros(0) if learns else tf.convert_to_tensor(self.moving_mean),
            variance=tf.zeros(0) if learns else tf.convert_to_tensor(self.moving_variance),
            epsilon=self.epsilon,
            is_training=learns,
        )
        if learns:
            count = tf.cast(tf.reduce_prod(tf.shape(inputs)[:-1]), "float32")
            # The fused operation divides by count - 1, Keras by count.
            variance = variance * (tf.maximum(count - 1, 1) / count)
            self._follow(self.moving_mean, mean)
            self._follow(self.moving_variance, variance)
        return outputs

    def _is_fused(self, inputs, mask):
        return (
            keras.backend.backend() == "tensorflow"
            and mask is None
            and not (self.renorm or self.synchronized)
            and len(inputs.shape) == 4
            and self.axis in (-1, 3)
            and keras.backend.standardize_dtype(inputs.dtype) in ("float32", "float16", "bfloat16")
            and self.moving_mean.dtype == "float32"
        )

    def _follow(self, statistic, found):
        """Move a moving average towards what this batch has, by 1 - momentum."""
        statistic.assign(statistic * self.momentum + found * (1.0 - self.momentum))


@dataclass(frozen=True)
class PreactivationLayers:
    """The layers that pre-activation ResNets are made of, alike throughout one network.

    l2: factor of the L2 penalty on kernels (a weight decay of twice that); momentum: of batch
    normalization's moving averages; use_bias: whether convolutions have one.
    He et al. 2016, arXiv:1603.05027.
    """

    l2: float = 1e-4
    momentum: float = 0.99
    use_bias: bool = True

    def convolve(self, x, filters, size, strides=1):
        """A convolution with "same" padding, He initialization and the L2 penalty."""
        return keras.layers.Conv2D(
            filters,
            size,
            strides=strides,
            padding="same",
            use_bias=self.use_bias,
            kernel_initializer="he_normal",
            kernel_regularizer=keras.regularizers.L2(self.l2),
        )(x)

    def normalise_and_activate(self, x):
        """Batch normalization, then ReLU: what precedes a convolution in pre-activation."""
        return keras.layers.Activation("relu")(BatchNormalization(momentum=self.momentum)(x))
