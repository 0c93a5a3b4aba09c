"""Finds the Thai sentences that are not written as an argument of `_()`.

Services know no Flask and say plain Thai sentences, some with values in them; `portal_plugin.said`
translates a finished sentence where a page shows it. For the catalogue each literal counts, an
f-string as a sentence with named gaps, so that a new sentence cannot be forgotten.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

import yaml
from babel.messages.extract import extract_python

CONTEXT = "said"
"""The context (msgctxt) of sentences that are translated when they are finished."""

_Message = tuple[int, str, Any, list[str]]
_THAI_LETTER = re.compile("[ก-ฮ]")
_NAME = re.compile(r"[A-Za-z_]\w*")
_FORMAT_GAP = re.compile(r"\{(\w+)\}")


def sentences(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Any,
) -> Iterator[_Message]:
    """Marked sentences of a Python file, and every other Thai literal but docstrings.

    Option `context`: "said" unless given; empty for labels that `gettext` looks up. With the
    option `words = no`, what holds no blank is left out: it is data. With the option `calls`, only
    what stands in calls of those names counts, by name of a constant of the module too: the rest is
    the text of an official paper.
    """
    marked: Iterator[Any] = extract_python(fileobj, keywords, comment_tags, options)
    yield from marked
    fileobj.seek(0)
    shortest = 2 if options.get("words", "yes") == "no" else 1
    module = ast.parse(fileobj.read())
    calls = frozenset(options.get("calls", "").split())
    for node, text in _in_calls(module, calls) if calls else _unmarked(module, keywords):
        if len(text) > 1 and len(text.split()) >= shortest and _THAI_LETTER.search(text):
            yield _message(node.lineno, text, options.get("context", CONTEXT))


def listed(
    fileobj: IO[bytes],
    _keywords: Mapping[str, Any],
    _comment_tags: Collection[str],
    options: dict[str, Any],
) -> Iterator[_Message]:
    """Every Thai text of a JSON or YAML file, of the keys in the option `keys` if given."""
    keys = frozenset(options.get("keys", "").split())
    source = fileobj.read().decode()
    content = json.loads(source) if fileobj.name.endswith(".json") else yaml.safe_load(source)
    for text in dict.fromkeys(_values(content, keys, wanted=not keys)):
        if _THAI_LETTER.search(text):
            yield _message(1, _with_named_gaps(text), CONTEXT)


def _message(line: int, text: str, context: str) -> _Message:
    return (line, "pgettext", (context, text), []) if context else (line, "gettext", text, [])


def _unmarked(node: ast.AST, keywords: Collection[str]) -> Iterator[tuple[ast.expr, str]]:
    if isinstance(node, ast.JoinedStr):
        yield node, _joined(node)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node, node.value
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        marked = isinstance(node, ast.Call) and _called(node) in keywords
        for child in ast.iter_child_nodes(node):
            if not (marked and isinstance(child, ast.Constant)):
                yield from _unmarked(child, keywords)


def _in_calls(module: ast.Module, calls: Collection[str]) -> Iterator[tuple[ast.expr, str]]:
    constants = {
        target.id: statement.value
        for statement in module.body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value
        for target in (
            statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        )
        if isinstance(target, ast.Name)
    }
    found = [
        node for node in ast.walk(module) if isinstance(node, ast.Call) and _called(node) in calls
    ]
    for call in found:
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
            meant = constants.get(argument.id) if isinstance(argument, ast.Name) else argument
            if isinstance(meant, ast.Constant | ast.JoinedStr):
                yield from _unmarked(meant, ())


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def _joined(node: ast.JoinedStr) -> str:
    """An f-string as a sentence with gaps, each named after the value that fills it."""
    text = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value).replace("%", "%%")
        elif isinstance(part, ast.FormattedValue):
            text += f"%({_NAME.findall(ast.unparse(part.value))[-1]})s"
    return text


def _values(content: Any, keys: Collection[str], *, wanted: bool) -> Iterator[str]:
    if isinstance(content, str):
        if wanted:
            yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _values(value, keys, wanted=wanted or key in keys)
    elif isinstance(content, list):
        for value in content:
            yield from _values(value, keys, wanted=wanted)


def _with_named_gaps(text: str) -> str:
    if not _FORMAT_GAP.search(text):
        return text
    return _FORMAT_GAP.sub(r"%(\1)s", text.replace("%", "%%"))
