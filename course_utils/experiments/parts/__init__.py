"""What a recipe is put together from: schedules, optimizers, losses, augmentation, averages.

Each part checks its arguments when it is made, builds what Keras needs, and says itself in words.
Loading this package loads neither Keras nor TensorFlow.
"""

from course_utils.experiments.parts.augmentation import Crops, Cutout, Flip, HandsAnywhere, Shift
from course_utils.experiments.parts.averages import LastEpochs, MovingAverage
from course_utils.experiments.parts.frame import RecipeError, read
from course_utils.experiments.parts.losses import BinaryCrossEntropy, CrossEntropy
from course_utils.experiments.parts.optimizers import SGD, Adadelta, Adam
from course_utils.experiments.parts.rooms import HandsInRooms
from course_utils.experiments.parts.schedules import Cosine, InverseTime, Steps
from course_utils.experiments.parts.views import Views

__all__ = [
    "SGD",
    "Adadelta",
    "Adam",
    "BinaryCrossEntropy",
    "Cosine",
    "Crops",
    "CrossEntropy",
    "Cutout",
    "Flip",
    "HandsAnywhere",
    "HandsInRooms",
    "InverseTime",
    "LastEpochs",
    "MovingAverage",
    "RecipeError",
    "Shift",
    "Steps",
    "Views",
    "read",
]
