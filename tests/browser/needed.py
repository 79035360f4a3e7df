"""Which cells of a lesson have to run before one of its widgets can."""

import dis
import re
import types

LOADS = ("LOAD_GLOBAL", "LOAD_NAME")  # of functions and of classes
AT_ONCE = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")  # and not when they are called


def needed(sources, wanted):
    """The numbers of the code cells that the `wanted` ones need, themselves included, in order.

    sources: {number: text} of the code cells; wanted: numbers. For each name that a cell uses, it
    needs the last cell before it that binds the name. What a cell changes in place, as training
    does a network, it does not bind.
    """
    parts = {number: _names(text) for number, text in sources.items() if number <= max(wanted)}
    late = set()  # what functions use: it has to be there when they are called
    while True:
        chosen, names = set(wanted), set(late)
        for number in sorted(parts, reverse=True):
            bound, used, _ = parts[number]
            if number in chosen or bound & names:
                chosen.add(number)
                names = (names - bound) | used
        inside = set().union(*(parts[number][2] for number in chosen))
        if inside <= late:
            return sorted(chosen)
        late |= inside


def _names(source):
    """What a cell binds, what it uses at once, and what its functions use: names, three sets."""
    text = re.sub(r"(?m)^[ \t]*%.*$", "pass", source)  # IPython's own lines
    bound, used, inside = set(), set(), set()
    for step in dis.get_instructions(compile(text, "a cell", "exec")):
        if step.opname == "STORE_NAME":
            bound.add(step.argval)
        elif step.opname == "LOAD_NAME" and step.argval not in bound:
            used.add(step.argval)
        elif isinstance(step.argval, types.CodeType):
            if step.argval.co_name in AT_ONCE:
                used |= _globals(step.argval) - bound
            else:
                inside |= _globals(step.argval)
    return bound, used, inside


def _globals(code):
    found = {step.argval for step in dis.get_instructions(code) if step.opname in LOADS}
    inner = (each for each in code.co_consts if isinstance(each, types.CodeType))
    return found.union(*map(_globals, inner))
