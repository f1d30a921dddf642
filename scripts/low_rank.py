"""Condense what a network has learnt into low-rank additions to the weights that it began from.

What is kept of a change is what matters for the inputs that a linear map gets: the singular values are
taken of the change times the root of the inputs' second moments, and the largest of all maps are kept, by
what they cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from intelliclaim.models.packing import from_nibbles, to_nibbles

LEAST = 2  # rank of an addition
FLOOR = 1e-2  # added to the second moments, whose mean is 1, so that their root can be inverted


class LowRank(nn.Module):
    """A linear map whose weight is `base` + `up` @ `down`; the factors, as packed, and the bias learn."""

    def __init__(self, base: Tensor, up: Tensor, down: Tensor, bias: nn.Parameter) -> None:
        super().__init__()
        self.register_buffer("base", base, persistent=False)
        length = down.norm(dim=1, keepdim=True).clamp(min=1e-6).sqrt()
        self.down = nn.Parameter(down / length)  # the factors are evened out, so that one rate fits both
        self.up = nn.Parameter(up * length.T)
        self.bias = bias

    def forward(self, values: Tensor) -> Tensor:
        inner = functional.linear(values, packed(self.down))
        return functional.linear(values, self.base, self.bias) + inner @ packed(self.up.T)


def packed(factor: Tensor) -> Tensor:
    """Return what the file will hold of a factor (rank, features); its gradient is the factor's own."""
    return factor + (from_nibbles(*to_nibbles(factor.detach())) - factor).detach()


def condense(network: nn.Module, base: Mapping[str, Tensor], run: Callable[[], None], budget: int) -> None:
    """Put low-rank maps in the place of all the linear maps of a network.

    Args:
        network: trained.
        base: the weights that it began from, by the network's names.
        run: runs the network on typical inputs, without padding.
        budget: numbers in all factors together, at most.
    """
    maps = {name: one for name, one in network.named_modules() if isinstance(one, nn.Linear)}
    moments = second_moments(maps, run)
    parts = {
        name: decompose(one.weight.detach() - base[f"{name}.weight"].to(one.weight.device), moments[name])
        for name, one in maps.items()
    }
    ranks = spend({name: values for name, (_, values, _) in parts.items()}, maps, budget)
    for name, one in maps.items():
        up, values, down = parts[name]
        kept = slice(ranks[name])
        low = LowRank(
            base[f"{name}.weight"].to(one.weight.device),
            up[:, kept],
            values[kept, None] * down[kept],
            one.bias,
        )
        holder, _, leaf = name.rpartition(".")
        setattr(network.get_submodule(holder), leaf, low)


@torch.inference_mode()
def second_moments(maps: Mapping[str, nn.Linear], run: Callable[[], None]) -> dict[str, Tensor]:
    """Return the (inputs, inputs) second moments of what each map gets, of mean 1 on the diagonal."""
    moments: dict[str, Tensor] = {}

    def watching(name: str) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def watch(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            rows = given[0].flatten(0, -2).double()
            moments[name] = moments.get(name, 0) + rows.T @ rows

        return watch

    hooks = [one.register_forward_pre_hook(watching(name)) for name, one in maps.items()]
    run()
    for hook in hooks:
        hook.remove()
    return {name: moment / moment.diagonal().mean() for name, moment in moments.items()}


def decompose(change: Tensor, moments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return up (outputs, n), values (n,) and down (n, inputs), the ones that matter most first."""
    root = torch.linalg.cholesky(moments + FLOOR * torch.eye(len(moments), device=moments.device))
    up, values, down = torch.linalg.svd(change.double() @ root, full_matrices=False)
    back = torch.linalg.solve_triangular(root.T, down.T, upper=True).T
    return up.float(), values.float(), back.float()


def spend(values: Mapping[str, Tensor], maps: Mapping[str, nn.Linear], budget: int) -> dict[str, int]:
    """Return each map's rank: the squared values that are worth most a number, as far as the budget goes."""
    worth = sorted(
        (
            (float(value) ** 2 / sum(maps[name].weight.shape), name)
            for name, own in values.items()
            for value in own
        ),
        reverse=True,
    )
    ranks = dict.fromkeys(values, LEAST)
    left = budget - sum(LEAST * sum(maps[name].weight.shape) for name in values)
    taken = dict.fromkeys(values, 0)
    for _, name in worth:
        taken[name] += 1
        if taken[name] > LEAST:
            left -= sum(maps[name].weight.shape)
            if left < 0:
                break
            ranks[name] += 1
    return ranks
