"""What a pre-activation ResNet costs, part by part, by arithmetic alone."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from course_utils.models.preact import DEPTHS, STEMS

FILTERS = (64, 128, 256, 512)
KERNELS = {"basic": (3, 3), "bottleneck": (1, 3, 1)}
WIDENING = {"basic": 1, "bottleneck": 4}  # the last convolution of a block has so many times more


@dataclass(frozen=True)
class Part:
    """The stem, one of the four stages, or the head of a ResNet.

    side, channels: of the feature maps that leave it. layers: those that the name of the network
    counts (convolutions of the main path, the dense layer). parameters: as Keras counts them.
    multiply_adds: of convolutions and dense layer, for one image. field: side of the square of the
    image that one position can depend on, in pixels. idle: kernel weights that only ever meet the
    zeros of padding.
    """

    name: str
    blocks: int
    side: int
    channels: int
    layers: int
    parameters: int
    multiply_adds: int
    field: int
    idle: int


@dataclass(frozen=True)
class Anatomy:
    """A ResNet as its parts, from the image to the answer; sums over them."""

    depth: int
    block: str
    stem: str
    side: int
    parts: tuple

    @property
    def layers(self):
        return sum(part.layers for part in self.parts)

    @property
    def parameters(self):
        return sum(part.parameters for part in self.parts)

    @property
    def multiply_adds(self):
        return sum(part.multiply_adds for part in self.parts)

    @property
    def idle(self):
        return sum(part.idle for part in self.parts)

    @property
    def field(self):
        """Receptive field of one position of the last feature map, in pixels a side."""
        return self.parts[-1].field

    @property
    def in_family(self):
        """Whether the article has this network: its depth goes with this kind of block."""
        return DEPTHS[self.depth][0] == self.block


@lru_cache(maxsize=256)
def anatomy(depth, block=None, stem="article", side=32, classes=10, as_printed=False):
    """The `Anatomy` of `preact_resnet(depth, stem=stem)` for images of side x side x 3.

    `block` ("basic" or "bottleneck") may be the other kind than the family's: the depth then says
    how many blocks the stages have. `as_printed`: see `preact.resnet`. ValueError for settings
    that no network can have.
    """
    if depth not in DEPTHS:
        raise ValueError(f"There is no ResNet-{depth} here; choose {', '.join(map(str, DEPTHS))}.")
    block = block or DEPTHS[depth][0]
    if block not in KERNELS or stem not in STEMS:
        raise ValueError(f"No network has {block!r} blocks and a stem {stem!r}.")
    if side < 1:
        raise ValueError(f"An image has a side of at least 1 pixel, not {side}.")
    count = _Count(side)
    parts = [count.stem(stem)]
    for stage, (filters, blocks) in enumerate(zip(FILTERS, DEPTHS[depth][1], strict=True)):
        parts.append(count.stage(stage, block, filters, blocks, as_printed))
    parts.append(count.head(classes))
    return Anatomy(depth, block, stem, side, tuple(parts))


class _Count:
    """Goes through a network layer by layer and adds up; `_part` closes the part so far."""

    def __init__(self, side):
        self.side, self.channels = side, 3
        self.field, self.jump = 1, 1  # jump: pixels of the image between neighbouring positions
        self._start()

    def _start(self):
        self.layers = self.parameters = self.multiply_adds = self.idle = 0

    def _part(self, name, blocks=0):
        made = Part(
            name,
            blocks,
            self.side,
            self.channels,
            self.layers,
            self.parameters,
            self.multiply_adds,
            self.field,
            self.idle,
        )
        self._start()
        return made

    def stem(self, stem):
        if stem == "article":
            self._convolve(64, 7, stride=2)
            self._normalise()
            self._look(3, stride=2)  # the max-pool
        else:
            self._convolve(64, 3)
            self._normalise()
        return self._part("stem")

    def stage(self, number, block, filters, blocks, as_printed):
        for place in range(blocks):
            stride = 2 if number > 0 and place == 0 else 1
            is_first = number == 0 and place == 0
            self._block(block, filters, stride, is_first, as_printed)
        return self._part(f"stage {number + 1}", blocks)

    def head(self, classes):
        self._normalise()
        self.parameters += (self.channels + 1) * classes
        self.multiply_adds += self.channels * classes
        self.layers += 1
        self.side, self.channels = 1, classes
        return self._part("head")

    def _block(self, block, filters, stride, is_first, as_printed):
        came, came_from = self.channels, self.side
        kernels = list(KERNELS[block])
        if is_first and block == "bottleneck" and as_printed:
            kernels[0] = 3
        for place, size in enumerate(kernels):
            if not (is_first and place == 0):
                self._normalise()
            is_last = place == len(kernels) - 1
            out = filters * (WIDENING[block] if is_last else 1)
            self._convolve(out, size, stride if place == 0 else 1)
        if (came_from, came) != (self.side, self.channels):  # the 1x1 convolution of the shortcut
            self._weigh(came, self.channels, 1)

    def _convolve(self, channels, size, stride=1):
        used = _rows_used(self.side, size, stride)
        self.idle += (size * size - used * used) * self.channels * channels
        self._look(size, stride)
        self._weigh(self.channels, channels, size)
        self.channels = channels
        self.layers += 1

    def _look(self, size, stride):
        """A window of size x size moves over the maps: what it sees, and what size is left."""
        self.field += (size - 1) * self.jump
        self.jump *= stride
        self.side = ceil(self.side / stride)

    def _weigh(self, came, channels, size):
        """Weights and biases of a convolution whose output has the present side."""
        weights = size * size * came * channels
        self.parameters += weights + channels
        self.multiply_adds += weights * self.side**2

    def _normalise(self):
        self.parameters += 4 * self.channels


def _rows_used(side, size, stride):
    """How many of a kernel's rows ever meet a row of the map, with "same" padding."""
    out = ceil(side / stride)
    before = max((out - 1) * stride + size - side, 0) // 2
    return sum(
        any(0 <= place * stride - before + row < side for place in range(out))
        for row in range(size)
    )
