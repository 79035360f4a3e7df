"""On what a run was trained: hardware, versions, commit."""

import os
import platform
import subprocess
from importlib import metadata

import keras

from course_utils import settings


def hardware() -> str:
    """'2 CPU cores (Intel Xeon ...)' or the name of the accelerator that Keras trains on."""
    accelerator = _accelerator()
    if accelerator:
        return accelerator
    return f"{os.cpu_count()} CPU cores ({_processor()})"


def _accelerator() -> str | None:
    if keras.backend.backend() == "jax":
        import jax

        devices = [d for d in jax.devices() if d.platform != "cpu"]
        return devices[0].device_kind if devices else None
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        devices = tf.config.list_physical_devices("GPU")
        if devices:
            return tf.config.experimental.get_device_details(devices[0]).get("device_name", "GPU")
    return None


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:  # not Linux
        pass
    return platform.processor() or platform.machine()


# What Linux calls the instructions that multiply bfloat16 numbers, and what people call them.
BFLOAT16 = {"avx512_bf16": "AVX-512 BF16", "amx_bf16": "AMX"}


def processor_offers() -> list[str]:
    """Which of `BFLOAT16`'s instructions this machine's processor has, by their common names.

    Asked of Linux; elsewhere none are known of.
    """
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            flags = next((line for line in lines if line.startswith("flags")), "").split()
    except OSError:  # not Linux
        return []
    return [name for flag, name in BFLOAT16.items() if flag in flags]


def resolved_precision(precision: str) -> str:
    """A Keras dtype policy for a recipe's precision: "auto" is bfloat16 where that is fast.

    Fast are a GPU or TPU, and, with TensorFlow, a processor with `BFLOAT16`'s instructions.
    """
    if precision != "auto":
        return precision
    is_fast = _accelerator() or (keras.backend.backend() == "tensorflow" and processor_offers())
    return "mixed_bfloat16" if is_fast else "float32"


def versions() -> dict[str, str]:
    """{"python", "keras", "numpy" and the backend: version}."""
    backend = keras.backend.backend()
    package = {"tensorflow": "tensorflow-cpu"}.get(backend, backend)
    try:
        version = metadata.version(package)
    except metadata.PackageNotFoundError:
        version = metadata.version(backend)
    return {
        "python": platform.python_version(),
        "keras": keras.__version__,
        "numpy": metadata.version("numpy"),
        backend: version,
    }


def commit() -> str | None:
    """The git commit of the checkout; None outside git.

    With '+' if the code differs from it; what a run itself writes into data/ does not count.
    """
    git = ["git", "-C", str(settings.project_root())]
    try:
        head = subprocess.run(
            [*git, "rev-parse", "HEAD"], check=False, capture_output=True, text=True
        )
        if head.returncode != 0:
            return None
        changed = subprocess.run(
            [*git, "diff", "--quiet", "HEAD", "--", "course_utils", "*.toml", "*.lock"],
            check=False,
            capture_output=True,
        )
    except OSError:  # no git on this machine
        return None
    return head.stdout.strip() + ("+" if changed.returncode else "")
