"""Ask a test module something on JAX: a backend is chosen once a process, so in one of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from course_utils import settings

SCRIPT = """
import importlib, json, sys
import keras
assert keras.backend.backend() == "jax"
module, expression = sys.argv[1:]
print(json.dumps(eval(expression, vars(importlib.import_module(module)))))
"""


def on_jax(file, expression, **environment):
    """The value (as JSON carries it) of `expression` in the test module `file`, on JAX."""
    root = settings.project_root()
    module = ".".join(Path(file).resolve().relative_to(root).with_suffix("").parts)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, module, expression],
        env=os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"} | environment,
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
