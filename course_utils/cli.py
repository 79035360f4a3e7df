"""What `./course …` does once `.venv` is there; also installed as `course`.

Nothing but the standard library is loaded before a command needs it, in syntax that Python 3.6
reads: the launcher asks `parse` before it installs anything.
"""

import argparse
import importlib
import os
import subprocess
import sys
from contextlib import contextmanager

from course_utils import machine, settings
from course_utils.paths import CALLED_FROM, short, shown

LOCKS = {"requirements.lock": "cpu", "requirements-gpu.lock": "gpu"}


class Refusal(Exception):
    """One plain sentence for the person at the keyboard."""


def refuse(sentence):
    """Stop with `sentence`, unless there is none."""
    if sentence:
        raise Refusal(sentence)


@contextmanager
def native_notices_dropped():
    """Keep TensorFlow's native start-up notices, which heed no setting, off the terminal."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def keras_at_hand():
    """What needs Keras goes in here: its notices are dropped, an unknown backend is refused."""
    refuse(machine.backend_problem())
    with native_notices_dropped():
        yield


def unknown_weights(name):
    """One sentence if there are no stored weights of that name, without loading Keras."""
    known = sorted(path.stem for path in (settings.project_root() / "data/weights").glob("*.npz"))
    if name in known:
        return None
    have = ", ".join(known) or "none"
    return f"There are no trained weights {shown(name)}; there are: {have}."


def lab(options):
    """Open the course in JupyterLab; further arguments go to JupyterLab."""
    refuse(machine.folder_problem(str(settings.project_root())))
    from jupyterlab.labapp import LabApp

    config = settings.project_root() / "course_utils" / "jupyter" / "server_config.py"
    LabApp.launch_instance(["--config=" + str(config)] + options.further)


def test(options):
    """Run every test on the sample data; further arguments go to pytest."""
    import pytest

    os.chdir(str(settings.project_root()))
    # The order is conftest.py's: what takes long comes first, so that no core waits at the end.
    spread = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    code = pytest.main(spread + options.further)
    return min(int(code), 2)  # pytest's own codes go up to 5


def train(options):
    """Train recipes one after the other, each going on where an interrupted run stopped."""
    from dataclasses import replace

    from course_utils.experiments import recipes

    asked = [recipes.get(name) for name in options.names]
    with keras_at_hand():
        from course_utils import training

    if options.precision:
        asked = [replace(recipe, precision=options.precision) for recipe in asked]
    failed = training.train_all(
        asked, epochs=options.epochs, resume=not options.restart, publish=options.publish
    )
    if options.publish:
        tables(options)
    return 1 if failed else 0


def tables(options):
    """Write the generated tables of README.md and data/README.md anew, from records and lessons."""
    from course_utils.authoring import readme_tables

    for path in readme_tables.update():
        print(str(path.relative_to(settings.project_root())) + " is written anew.")


def doctor(options):
    """Say whether this machine is ready for the course, and what helps where it is not."""
    from course_utils.lessons.start.doctor import examine

    with native_notices_dropped():
        report = examine()
    print(report)
    return 0 if report.ok else 1


def evaluate(options):
    """Recompute the final figures of a model from its stored weights."""
    refuse(unknown_weights(options.name))
    with keras_at_hand():
        from course_utils import training

    training.evaluate(options.name)


def calibrate(options):
    """Set how sure a network that reads hands may sound, and below what it gives no answer."""
    refuse(unknown_weights(options.name))
    with keras_at_hand():
        from course_utils.photo_classifier import calibration

        found = calibration.calibrate(options.name)
    print(f"{options.name}: " + ", ".join(f"{key} {value}" for key, value in found.items()) + ".")


def classify(options):
    """Say what is on a photo."""
    from course_utils.photo_classifier import photos

    refuse(unknown_weights(options.model))
    photo = photos.load_photo(options.photo, photos.ENOUGH)  # what is wrong is said at once
    with keras_at_hand():
        from course_utils.photo_classifier.classifier import load_classifier

        answer = load_classifier(options.model).look(photo)
    print(answer)


def data(options):
    """Say which data the lessons use on this machine, and why; --download fetches them."""
    from course_utils import datasets

    if options.download:
        datasets.prepare()
    else:
        datasets.describe()


def bench(options):
    """Run one benchmark, or all of them, each in a process of its own."""
    root = settings.project_root()
    known = sorted(path.stem for path in (root / "benchmarks").glob("[!_]*.py"))
    if options.name is None:
        command = [sys.executable, "-m", "course_utils.cli", "bench"]
        return max([subprocess.call(command + [name]) for name in known], default=0)
    if options.name not in known:
        refuse(f"There is no benchmark {shown(options.name)}; there are: {', '.join(known)}.")
    sys.path.insert(0, str(root))
    importlib.import_module("benchmarks." + options.name).main()


def lint(options):
    """Check style and layout of code and notebooks, and the types of the rooms that have them."""
    fix = options.fix
    commands = [["ruff", "check"] + ["--fix"] * fix, ["ruff", "format"] + ["--check"] * (not fix)]
    commands += [["mypy"]]
    root = str(settings.project_root())
    return max([subprocess.call([sys.executable, "-m"] + each, cwd=root) for each in commands])


def lock(options):
    """Renew requirements.lock and requirements-gpu.lock from pyproject.toml."""
    # Settings of this machine (other indexes, folders of wheels) must not reach the lock.
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("UV_", "PIP_"))}
    hosts = ["--no-config", "--no-emit-index-url", "--no-emit-find-links"]
    for name, variant in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet"]
        command += ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
        command += ["--generate-hashes", "--upgrade", "--custom-compile-command", "./course lock"]
        command += ["--extra", variant, "--extra", "jax", "--extra", "dev", "--output-file", name]
        code = subprocess.call(command + hosts, env=clean, cwd=str(settings.project_root()))
        if code:
            return code
        print(name + " is renewed.")


def refresh(options):
    """Run lessons on the sample data and store their outputs, e.g. `refresh 02 03`; all if none."""
    from course_utils.authoring import refresh as notebooks

    return notebooks.main(options.lessons)


class Parser(argparse.ArgumentParser):
    """Says what was wrong with an argument on one line, however long or odd the argument is."""

    def error(self, message):
        super().error(short(message, 600))


def positive(text):
    """A whole number of at least 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError("give a whole number of at least 1, not " + shown(text))
    return number


def build_parser():
    """The parser of all commands."""
    parser = Parser(
        prog="course",
        description="An interactive course on convolutional networks and ResNets.",
        epilog="The first call sets up .venv. --cpu or --gpu picks the TensorFlow variant; without "
        "it, a Linux machine whose NVIDIA driver answers gets the GPU variant.",
    )
    commands = parser.add_subparsers(metavar="command", dest="command")

    def add(function, forwards=False, reads_data=False):
        help = function.__doc__
        command = commands.add_parser(
            function.__name__, help=help, description=help, allow_abbrev=False
        )
        command.set_defaults(run=function, forwards=forwards, further=[], data=None)
        if reads_data:
            command.add_argument(
                "--data", choices=settings.CHOICES["COURSE_DATA"], help="overrides COURSE_DATA"
            )
        return command

    add(lab, forwards=True)
    add(test, forwards=True)
    command = add(train, reads_data=True)
    command.add_argument("names", nargs="+", metavar="name", help="recipes, e.g. cifar_cnn")
    command.add_argument("--epochs", type=positive, help="each recipe's own number if left out")
    command.add_argument(
        "--precision",
        choices=["float32", "mixed_bfloat16"],
        help="overrides the recipes', which take bfloat16 where the machine is fast at it",
    )
    command.add_argument("--restart", action="store_true", help="do not resume an earlier run")
    command.add_argument("--publish", action="store_true", help="write record and weights to data/")
    add(tables)
    add(doctor)
    add(evaluate, reads_data=True).add_argument("name", help="a model with stored weights")
    add(calibrate).add_argument("name", help="a network that counts fingers, with stored weights")
    command = add(classify)
    command.add_argument("photo", help="path of a JPEG, PNG or other picture")
    command.add_argument(
        "--model", default="resnet50_gestures", help="stored weights (default: %(default)s)"
    )
    add(data).add_argument("--download", action="store_true", help="have them for offline use")
    add(bench).add_argument("name", nargs="?", help="a file in benchmarks/, without .py")
    add(lint).add_argument("--fix", action="store_true", help="repair what can be repaired")
    add(lock)
    add(refresh).add_argument("lessons", nargs="*", help="numbers, e.g. 02")
    return parser


def parse(arguments):
    """The options of one call; prints the commands and exits when there is none."""
    parser = build_parser()
    options, further = parser.parse_known_args(arguments)
    if options.command is None:
        if further:
            parser.error("unknown arguments: " + " ".join(further))
        parser.print_help()
        parser.exit()
    if further and not options.forwards:
        parser.error("unknown arguments: " + " ".join(further))
    options.further = further
    return options


def main(arguments=None):
    """Run one command; returns its exit code. What a person can cause ends in one sentence."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's start-up notices
    show_what_can_be_shown()
    options = parse(sys.argv[1:] if arguments is None else arguments)
    if options.data:
        os.environ["COURSE_DATA"] = options.data
    try:
        remember_folder()
        machine.set_aside()
        code = options.run(options)
        if sys.stdout:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe, such as `head`, has seen enough
        drop_output()
        sys.exit(1)
    except Exception as error:
        sentence = in_words(error)
        if sentence is None:
            raise
        drop_output()
        sys.exit("\n".join(short(line, 1000) for line in sentence.splitlines()))


def in_words(error):
    """The sentence for an error that a person or the machine caused; None for a bug."""
    if type(error).__module__.startswith("course_utils") or isinstance(error, Refusal):
        return str(error)
    if isinstance(error, MemoryError):
        return "There is not enough memory for this: close other programs and notebooks."
    if isinstance(error, ImportError):
        return (
            f"A package is missing or does not start ({error}): delete the folder .venv, then run "
            "the same command again."
        )
    if isinstance(error, OSError) and error.strerror:
        about = f" ({short(error.filename)})" if error.filename else ""
        return (
            f"The system says: {error.strerror}{about}. Look at the rights and at the room on the "
            "disk, then run the same command again."
        )
    return None


def show_what_can_be_shown():
    """A letter that this terminal has no code for becomes a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def drop_output():
    """What could not be written shall not be tried again when Python ends."""
    try:
        if sys.stdout:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def remember_folder():
    """Relative paths mean the folder of the call, in the kernels of JupyterLab as well."""
    try:
        os.environ[CALLED_FROM] = os.getcwd()
    except OSError:  # it has been deleted
        os.environ.pop(CALLED_FROM, None)


if __name__ == "__main__":
    sys.exit(main())
