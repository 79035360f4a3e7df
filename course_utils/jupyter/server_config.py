"""The JupyterLab server that `./course lab` starts."""

from course_utils.settings import project_root

c = get_config()  # noqa: F821 - Jupyter puts it there

c.ServerApp.root_dir = str(project_root())
c.LabApp.default_url = "/lab/tree/notebooks/00_start_here.ipynb"

# Containers often know no user but root; the server listens on this machine alone, with a token.
c.ServerApp.allow_root = True

# A photo arrives in one message with a header of its own; the server's 10 MiB would drop it in
# silence. Uploads of up to 64 MB pass, larger ones are refused by the widget with a sentence.
c.ServerApp.tornado_settings = {"websocket_max_message_size": 80 * 1024**2}

# A class without network shall not wait for news, nor be asked whether it wants them.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
