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
            steps, packed[f"{name}{SCALE}"] = _in_steps(value, BYTE)
            packed[name] = steps.char()
        else:
            packed[name] = value.half()
    return packed


def widen(packed: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Unpack what `narrow` packed, to single precision."""
    weights: dict[str, Tensor] = {}
    for name, value in packed.items():
        if name.endswith(SCALE):
            continue
        scale = packed.get(f"{name}{SCALE}")
        if scale is None:
            weights[name] = value.float()
        elif name.endswith((UP, DOWN)):
            factor = from_nibbles(value, scale)
            weights[name] = factor.T if name.endswith(UP) else factor
        else:
            weights[name] = value.float() * scale.float()
    return weights


def to_nibbles(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Pack a matrix, two numbers a byte.

    Args:
        matrix: (rows, columns), the columns a multiple of GROUP.

    Returns:
        (rows, columns / 2) bytes, and the (rows, columns / GROUP) half-precision scales.
    """
    steps, scale = _in_steps(matrix.reshape(len(matrix), -1, GROUP), NIBBLE)
    nibbles = (steps.flatten(1) + NIBBLE + 1).byte()
    return nibbles[:, ::2] | nibbles[:, 1::2] << 4, scale.squeeze(2)


def from_nibbles(packed: Tensor, scale: Tensor) -> Tensor:
    """Unpack what `to_nibbles` packed: (rows, columns), single precision."""
    steps = torch.stack([packed & 15, packed >> 4], 2).float() - (NIBBLE + 1)
    groups = steps.reshape(len(packed), -1, GROUP)
    return (groups * scale.float()[..., None]).flatten(1)


def _in_steps(rows: Tensor, largest: int) -> tuple[Tensor, Tensor]:
    """Return rows (..., n) in whole steps of at most `largest`, and a step's (..., 1) half-precision size."""
    scale = (rows.abs().amax(-1, keepdim=True) / largest).clamp(min=1e-6).half()
    return (rows / scale.float()).round().clamp(-largest, largest), scale
