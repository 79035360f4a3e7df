"""Settings of the lessons' kernels; `./course` copies them to .venv/etc/ipython."""

import logging

c = get_config()  # noqa: F821 - IPython puts it there

# TensorFlow's native code writes start-up notices to stderr before it reads TF_CPP_MIN_LOG_LEVEL.
# They go to the terminal of JupyterLab instead of below a learner's first cell.
c.IPKernelApp.capture_fd_output = False

# Every network that a lesson builds anew is traced anew, which TensorFlow takes for a mistake.
logging.getLogger("tensorflow").addFilter(lambda record: "retracing" not in record.getMessage())
