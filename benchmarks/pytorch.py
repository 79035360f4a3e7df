"""How fast ResNet-34 of lesson 07 trains beside the same in PyTorch with torch.compile.

Both train `resnet34_cifar` on this machine, in turns: network, batch, precision, loss, optimizer
and augmentation are the same, the images stay on the device. Where the course has a record of that
run from the same hardware, the ratio is written into it. PyTorch is no part of the course's
environment; a machine without it is told so. Set KERAS_BACKEND=jax on a GPU.
"""

import statistics
import time

import keras
import numpy as np

from course_utils.datasets import ImageDataset
from course_utils.experiments import recipes, records
from course_utils.experiments.parts import Shift
from course_utils.models.layers import PreactivationLayers
from course_utils.models.preact import DEPTHS
from course_utils.training.environment import hardware
from course_utils.training.run import Run

try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as missing:
    raise SystemExit(
        "This benchmark needs PyTorch 2 beside the course: pip install torch"
    ) from missing

NAME = "resnet34_cifar"
ROUNDS = 5


def random_data(images):
    """As many random images as one round needs: what is on them costs no time."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (images, 32, 32, 3), "uint8")
    y = rng.integers(0, 10, images)
    return ImageDataset(x, y, x[:500], y[:500], tuple("0123456789"), "random")


def keras_round(recipe, data):
    """A function that trains one round as the course does."""
    run = Run(recipe, data, planned=1, checkpoint=None)
    order = np.arange(len(data.y_train), dtype="int32")
    labels = run.labels[order]

    def train():
        run.trainer.fit(order, labels, batch_size=recipe.batch_size, shuffle=False, verbose=0)

    return train, run.model.count_params()


def activated(channels):
    """Batch normalisation as Keras has it by default, then ReLU."""
    return nn.Sequential(nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01), nn.ReLU())


class Block(nn.Module):
    """The course's pre-activation basic block."""

    def __init__(self, before, filters, stride, is_first):
        super().__init__()
        self.main = nn.Sequential(
            nn.Identity() if is_first else activated(before),
            nn.Conv2d(before, filters, 3, stride, padding=1),
            activated(filters),
            nn.Conv2d(filters, filters, 3, padding=1),
        )
        same = stride == 1 and before == filters
        self.shortcut = nn.Identity() if same else nn.Conv2d(before, filters, 1, stride)

    def forward(self, x):
        return self.shortcut(x) + self.main(x)


def network(depth, filters=64):
    """`models.resnet(depth, stem="cifar")` with basic blocks; answers are scores."""
    parts, before = [nn.Conv2d(3, filters, 3, padding=1), activated(filters)], filters
    for stage, count in enumerate(DEPTHS[depth][1]):
        for number in range(count):
            stride = 2 if stage and not number else 1
            parts.append(Block(before, filters * 2**stage, stride, not stage and not number))
            before = filters * 2**stage
    head = [activated(before), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(before, 10)]
    return nn.Sequential(*parts, *head)


def augmented(images, pixels):
    """Mirrored or not, moved up to `pixels` over black: uint8 [b, 3, h, w] to the same."""
    batch, _, height, width = images.shape
    padded = functional.pad(images, (pixels,) * 4)
    corner = torch.randint(0, 2 * pixels + 1, (2, batch, 1), device=images.device)
    rows = corner[0] + torch.arange(height, device=images.device)
    columns = corner[1] + torch.arange(width, device=images.device)
    mirrored = torch.rand(batch, 1, device=images.device) < 0.5
    columns = torch.where(mirrored, columns.flip(1), columns)
    which = torch.arange(batch, device=images.device)[:, None, None]
    return padded[which, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def torch_round(recipe, data):
    """A function that trains one round in PyTorch, compiled."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = network(recipe.model_arguments["depth"]).to(device, memory_format=torch.channels_last)
    images = torch.from_numpy(data.x_train).permute(0, 3, 1, 2).contiguous().to(device)
    labels = torch.from_numpy(data.y_train).to(device)
    mean, std = images.float().mean((0, 2, 3)), images.float().std((0, 2, 3))
    mean, std = mean[:, None, None], std[:, None, None]
    kernels = [p for p in model.parameters() if p.ndim == 4]
    rest = [p for p in model.parameters() if p.ndim != 4]
    penalty = recipe.model_arguments.get("l2", PreactivationLayers.l2)
    optimizer = torch.optim.SGD(
        [{"params": kernels, "weight_decay": 2 * penalty}, {"params": rest}],
        lr=0.1,
        momentum=recipe.optimizer.momentum,
        nesterov=recipe.optimizer.nesterov,
        fused=True,
    )
    smoothing = recipe.label_smoothing
    (pixels,) = (each.pixels for each in recipe.augmentation if isinstance(each, Shift))

    @torch.compile
    def loss(batch):
        x = (augmented(images[batch], pixels).float() - mean) / std
        x = x.contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16):
            scores = model(x)
        return functional.cross_entropy(scores.float(), labels[batch], label_smoothing=smoothing)

    def train():
        for batch in torch.arange(len(labels), device=device).split(recipe.batch_size):
            loss(batch).backward()
            optimizer.step()
            optimizer.zero_grad()
        if device.type == "cuda":
            torch.cuda.synchronize()

    values = [*model.parameters(), *(b for b in model.buffers() if b.ndim)]
    return train, sum(value.numel() for value in values)


def images_a_second(train, images):
    """Of one round."""
    started = time.perf_counter()
    train()
    return images / (time.perf_counter() - started)


def compare(recipe, batches, rounds=ROUNDS):
    """What the record keeps: images a second of both, medians of rounds in turns, their ratio."""
    assert recipe.precision == "mixed_bfloat16"
    data = random_data(batches * recipe.batch_size)
    count = len(data.y_train)
    (ours, parameters), (theirs, there) = keras_round(recipe, data), torch_round(recipe, data)
    if parameters != there:
        raise SystemExit(f"Not the same network: {parameters:,} and {there:,} parameters.")
    ours(), theirs()  # compiles
    speeds = [[images_a_second(each, count) for each in (ours, theirs)] for _ in range(rounds)]
    keras_speed, torch_speed = (statistics.median(column) for column in zip(*speeds, strict=True))
    return {
        "with": f"PyTorch {torch.__version__} (torch.compile)",
        "images_a_second": round(torch_speed, 1),
        "keras_images_a_second": round(keras_speed, 1),
        "times_as_fast": round(torch_speed / keras_speed, 3),
        "hardware": hardware(),
        "backend": keras.backend.backend(),
        "batch": recipe.batch_size,
        "precision": recipe.precision,
        "rounds": rounds,
    }


def main():
    """Print both speeds and their ratio, and keep them in the record of this hardware, if any."""
    recipe = recipes.get(NAME)
    found = compare(recipe, batches=50 if torch.cuda.is_available() else 2)
    for key, value in found.items():
        print(f"{key:22} {value}")
    if NAME not in records.names() or records.load(NAME).hardware != found["hardware"]:
        print(f"There is no record of {NAME} from this hardware, so none was changed.")
        return
    record = records.load(NAME)
    record.compared = found
    records.save(record)
    print(f"Written into data/runs/{NAME}.json.")


if __name__ == "__main__":
    main()
