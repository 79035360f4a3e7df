"""What JupyterLab and its kernels are configured with."""
