"""Weights packed small for their file: half bytes for low-rank factors, bytes for other matrices.

What is no matrix is kept in half precision. Imports torch at the top: import it late.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

GROUP = 32  # numbers of a row that share a scale in half bytes
BYTE, NIBBLE = 127, 7  # the largest step either way
SCALE = ".scale"  # ends the names of the scales
UP, DOWN = ".up", ".down"  # end the names of the factors of an addition


def narrow(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Pack weights for a file. `up` factors are turned, so that numbers of one rank share a scale."""
    packed: dict[str, Tensor] = {}
    for name, value in weights.items():
        if name.endswith((UP, DOWN)):
            factor = value.T if name.endswith(UP) else value
            packed[name], packed[f"{name}{SCALE}"] = to_nibbles(factor)
        elif value.ndim == 2:
            scale = (value.abs().amax(1, keepdim=True) / BYTE).clamp(min=1e-6).half()
            packed[name] = (value / scale.float()).round().clamp(-BYTE, BYTE).char()
            packed[f"{name}{SCALE}"] = scale
        else:
            packed[name] = value.half()
    return packed


def widen(packed: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Unpack what `narrow` packed, to single precision."""
    weights: dict[str, Tensor] = {}
    for name, value in packed.items():
        scale = packed.get(f"{name}{SCALE}")
        if name.endswith((UP, DOWN)) and scale is not None:
            factor = from_nibbles(value, scale)
            weights[name] = factor.T if name.endswith(UP) else factor
        elif scale is not None:
            weights[name] = value.float() * scale.float()
        elif not name.endswith(SCALE):
            weights[name] = value.float()
    return weights


def to_nibbles(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Pack a matrix, two numbers a byte.

    Args:
        matrix: (rows, columns), the columns a multiple of GROUP.

    Returns:
        (rows, columns / 2) bytes, and the (rows, columns / GROUP) half-precision scales.
    """
    groups = matrix.reshape(len(matrix), -1, GROUP)
    scale = (groups.abs().amax(2) / NIBBLE).clamp(min=1e-6).half()
    steps = (groups / scale.float()[..., None]).round().clamp(-NIBBLE, NIBBLE).flatten(1)
    nibbles = (steps + NIBBLE + 1).byte()
    return nibbles[:, ::2] | nibbles[:, 1::2] << 4, scale


def from_nibbles(packed: Tensor, scale: Tensor) -> Tensor:
    """Unpack what `to_nibbles` packed: (rows, columns), single precision."""
    steps = torch.stack([packed & 15, packed >> 4], 2).float() - (NIBBLE + 1)
    groups = steps.reshape(len(packed), -1, GROUP)
    return (groups * scale.float()[..., None]).flatten(1)
