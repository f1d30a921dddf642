"""Dataclasses of `types` to JSON and back, by their type hints: money, dates and enums included.

For the records of a claim, which are many and nested. Reading is forgiving in one way only: a field
that a record did not have when it was written takes its default, and one that is no longer known is
left out, so that a claim's file stays readable in later releases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

R = TypeVar("R")
Reader = Callable[[Any], Any]


def write_record(record: object) -> str:
    """Write a dataclass, or a tuple of them, as JSON: ASCII, fields in their order; equal is equal."""
    return json.dumps(_plain(record), separators=(",", ":"))


def read_record(kind: type[R], text: str) -> R:
    """Make a record of the JSON that `write_record` wrote.

    Raises:
        ValueError, KeyError, TypeError: the text is not such a record.
    """
    record: R = _reader(cast(Hashable, kind))(json.loads(text))
    return record


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)  # a float would not come back as the same amount
    if isinstance(value, date):  # datetime is one
        return value.isoformat()
    return value


@cache
def _reader(kind: Hashable) -> Reader:
    """Return the function that makes a value of this type from its JSON."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _optional_reader(inner)
    if origin is tuple:
        return _tuple_reader(inner)
    plain = origin or kind
    if isinstance(plain, type) and is_dataclass(plain):
        return _dataclass_reader(plain, inner)
    if kind is datetime:
        return datetime.fromisoformat
    if kind is date:
        return date.fromisoformat
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind  # the class itself: Decimal('1.50'), Unit('day')
    if kind in (str, int, float, bool):
        return lambda value: value
    raise TypeError(f"{kind!r} is not a type that records are made of.")


def _optional_reader(inner: tuple[Any, ...]) -> Reader:
    (kind,) = (each for each in inner if each is not NoneType)
    read = _reader(kind)
    return lambda value: None if value is None else read(value)


def _tuple_reader(inner: tuple[Any, ...]) -> Reader:
    if inner[-1] is Ellipsis:
        each_read = _reader(inner[0])
        return lambda values: tuple(map(each_read, values))
    reads = tuple(map(_reader, inner))
    return lambda values: tuple(read(value) for read, value in zip(reads, values, strict=True))


def _dataclass_reader(kind: type[Any], parameters: tuple[Any, ...]) -> Reader:
    bound: Mapping[Any, Any] = dict(zip(getattr(kind, "__parameters__", ()), parameters, strict=True))
    hints = get_type_hints(kind)
    reads: dict[str, Reader] = {}
    required: list[str] = []
    for field in fields(kind):
        reads[field.name] = _reader(bound.get(hints[field.name], hints[field.name]))
        if field.default is MISSING and field.default_factory is MISSING:
            required.append(field.name)

    def read(values: Mapping[str, Any]) -> object:
        if missing := [name for name in required if name not in values]:
            raise KeyError(f"{kind.__name__} without {', '.join(missing)}")
        return kind(**{name: reads[name](value) for name, value in values.items() if name in reads})

    return read
