"""Train a recipe: fit, progress, checkpoint and resume, run record."""

from course_utils.training.evaluation import evaluate, figures_on
from course_utils.training.feed import feed
from course_utils.training.run import TrainingDiverged, TrainingResult
from course_utils.training.trainer import TrainingStopped, train, train_all

__all__ = [
    "TrainingDiverged",
    "TrainingResult",
    "TrainingStopped",
    "evaluate",
    "feed",
    "figures_on",
    "train",
    "train_all",
]
