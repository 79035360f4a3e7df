"""Cut photographed hands out of a plain wall, to put them before anything."""

import numpy as np
from scipy import ndimage

WRIST_SCALE = 32  # value of the arm channel at one palm radius from the middle of the palm


def hand_alpha(image):
    """How much of each pixel is hand: uint8 RGB [h, w, 3], a plain wall behind -> float32 [h, w].

    Skin is redder than it is blue and a wall, lit or in shadow, is not, so the two are told apart
    by (red - blue) / brightness: Otsu's threshold (1979) splits its histogram, the largest patch
    is the hand, and a ramp round the threshold gives a soft edge.
    """
    red = redness(image)
    if np.ptp(red) < 0.01:
        return np.zeros(red.shape, "float32")
    patches, count = ndimage.label(red > otsu(red))
    sizes = ndimage.sum_labels(np.ones_like(patches), patches, range(1, count + 1))
    hand = patches == 1 + np.argmax(sizes)
    wall, skin = np.median(red[~hand]), np.median(red[hand])
    ramp = (red - wall) / max(skin - wall, 1e-6)
    alpha = np.clip((ramp - 0.25) / 0.4, 0, 1)
    return (alpha * ndimage.binary_dilation(hand)).astype("float32")


def redness(image):
    """(red - blue) / brightness, smoothed a little: uint8 [h, w, 3] -> [h, w]."""
    pixels = image.astype("float32")
    ratio = (pixels[..., 0] - pixels[..., 2]) / (pixels.sum(axis=-1) + 1)
    return ndimage.gaussian_filter(ratio, 0.6)


def otsu(values):
    """The threshold that parts `values` into two groups of least spread (Otsu, 1979)."""
    counts, edges = np.histogram(values, 64)
    share = np.cumsum(counts) / counts.sum()
    mean = np.cumsum(counts * edges[:-1]) / counts.sum()
    between = (mean[-1] * share - mean) ** 2 / (share * (1 - share) + 1e-9)
    return edges[between.argmax() + 1]


def arm_distance(alpha):
    """How far towards the arm each pixel lies: alpha [h, w] -> float32 [h, w] in palm radii.

    0 at the middle of the palm (the centre of the largest circle inside the hand), growing along
    the line to where the arm leaves the picture, so that a wrist is near 1.3.
    """
    inside = np.pad(alpha > 0.5, 1)
    depth = ndimage.distance_transform_edt(inside)[1:-1, 1:-1]
    radius = max(float(depth.max()), 1.0)
    palm = np.array(np.unravel_index(depth.argmax(), depth.shape), "float32")
    edge = inside[1:-1, 1:-1].copy()
    edge[1:-1, 1:-1] = False
    leaves = np.argwhere(edge)
    towards = (leaves.mean(axis=0) if len(leaves) else palm + [radius, 0]) - palm
    towards /= max(float(np.hypot(*towards)), 1e-6)
    rows, columns = np.indices(alpha.shape, "float32")
    return ((rows - palm[0]) * towards[0] + (columns - palm[1]) * towards[1]) / radius


def solid_colours(image, alpha):
    """The hand's own colours carried outwards, so that no trace of the old wall clings to its edge.

    Pixels that are less than nine tenths hand take the colour of the nearest one that is more:
    uint8 [h, w, 3] and alpha [h, w] -> uint8 [h, w, 3].
    """
    solid = alpha > 0.9
    if not solid.any():
        return image
    nearest = ndimage.distance_transform_edt(~solid, return_distances=False, return_indices=True)
    return image[nearest[0], nearest[1]]


def cut_out(images, alphas=None):
    """uint8 RGB [n, h, w, 3] -> uint8 [n, h, w, 8]: photo, alpha, arm distance, hand colours.

    Channels 0-2 are the photo as it is; 3 is alpha x 255; 4 the arm distance x WRIST_SCALE; 5-7
    the hand's solid colours. `alphas` (float [n, h, w], 0 to 1) are used where they are known;
    else `hand_alpha` finds them.
    """
    layers = []
    for number, image in enumerate(images):
        alpha = hand_alpha(image) if alphas is None else np.asarray(alphas[number], "float32")
        arm = np.clip(arm_distance(alpha) * WRIST_SCALE, 0, 255)
        extra = np.stack([alpha * 255, arm], axis=-1).round().astype("uint8")
        layers.append(np.concatenate([image, extra, solid_colours(image, alpha)], axis=-1))
    return np.stack(layers)


def cut_out_fists(images):
    """Fists, made of photos of a hand with one finger up by taking it off: as of `cut_out`.

    For sets of signs that show 0 in another way, so that no photographed fist is to be had.
    uint8 RGB [n, h, w, 3] in front of plain walls -> uint8 [m, h, w, 8]; photos whose finger cannot
    be told from the hand are left out.
    """
    layers = []
    for image in images:
        alpha = hand_alpha(image)
        fist = _without_fingers(alpha)
        if 0.05 < 1 - fist.sum() / max(alpha.sum(), 1) < 0.4:
            layers.append(cut_out(_wall_over(image, alpha, fist)[None], fist[None])[0])
            layers[-1][..., 5:] = solid_colours(image, fist)
    return np.stack(layers) if layers else np.zeros((0, *images.shape[1:3], 8), "uint8")


def no_hand(images):
    """Pictures without a hand, uint8 [n, h, w, 3], in the layers of `cut_out`; alpha is 0."""
    return np.concatenate([images, np.zeros((*images.shape[:3], 5), "uint8")], axis=-1)


def _without_fingers(alpha):
    """alpha [h, w] without what is thinner than half a palm: fingers go, fist and arm stay."""
    reach = 8  # beyond the edge the arm goes on, or the opening would round it off
    inside = np.pad(alpha > 0.5, reach, mode="edge")
    radius = 0.5 * ndimage.distance_transform_edt(np.pad(alpha > 0.5, 1)).max()
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    thick = ndimage.binary_opening(inside, rows**2 + columns**2 <= radius**2)
    slim_arm = (alpha > 0.5) & (arm_distance(alpha) > 0.6)
    patches, count = ndimage.label(thick[reach:-reach, reach:-reach] | slim_arm)
    if not count:
        return np.zeros_like(alpha)
    largest = 1 + np.argmax(ndimage.sum_labels(patches > 0, patches, range(1, count + 1)))
    soft = ndimage.gaussian_filter((patches == largest).astype("float32"), 0.7)
    return alpha * np.clip(1.6 * soft - 0.2, 0, 1)


def _wall_over(image, alpha, fist):
    """`image` with the nearest wall in place of what is hand in `alpha` and not in `fist`."""
    wall = ndimage.binary_erosion(alpha < 0.02, iterations=3, border_value=1)
    if not wall.any():
        return image
    nearest = ndimage.distance_transform_edt(~wall, return_distances=False, return_indices=True)
    gone = np.clip((alpha > 0.02) - fist, 0, 1)
    gone = np.maximum(gone, ndimage.grey_dilation(gone, 3) * (fist < 0.02))[..., None]
    smooth = ndimage.gaussian_filter(image[nearest[0], nearest[1]].astype("float32"), (2, 2, 0))
    return (smooth * gone + image * (1 - gone)).round().astype("uint8")
