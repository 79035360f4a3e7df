"""Ask a test module something on JAX: a backend is chosen once a process, so in one of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from course_utils import settings

# Half of JAX's time here goes into making code fast that runs once.
QUICKLY = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
ON_JAX = {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "XLA_FLAGS": QUICKLY}
SCRIPT = """
import importlib, json, sys
import keras
assert keras.backend.backend() == "jax"
module, expression = sys.argv[1:]
print(json.dumps(eval(expression, vars(importlib.import_module(module)))))
"""


def on_jax(file, expression):
    """The value (as JSON carries it) of `expression` in the test module `file`, on JAX."""
    root = settings.project_root()
    module = ".".join(Path(file).resolve().relative_to(root).with_suffix("").parts)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, module, expression],
        env=os.environ | ON_JAX,
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
