"""Steps of training: bfloat16 for products, float32 for what is learnt, and its running mean for what is shipped.

Micikevicius et al., "Mixed Precision Training", ICLR 2018; Loshchilov & Hutter, "Decoupled Weight Decay
Regularization", ICLR 2019; Polyak & Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from search.training.judging import batches_by_length
from search.training.losses import Losses, losses, span_losses

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from search.training.network import ReaderNetwork
    from search.training.pairs import PairReader
    from search.training.planning import Plan, Shown

_LOG = logging.getLogger(__name__)

_NOTED = 50
"""Steps between entries of the log."""
_PACE = 4
"""Entries of the log over which the pace is taken."""
_FOR_STEPS = 0.97
"""Share of the time that steps take; judging after each epoch takes the rest."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How training goes."""

    learning_rate: float = 3e-4
    warmup: int = 400
    """Steps until the learning rate is reached; it then falls to 0 in a straight line."""
    weight_decay: float = 0.01
    questions_per_step: int = 64
    tokens_at_once: int = 24_576
    """With padding; a step is worked through in parts of this size."""
    clip: float = 1.0
    averaged: float = 0.999
    """How much of the running mean stays from step to step."""
    measured: int = 400
    """Steps between which the time left is turned into a number of steps."""
    seed: int = 0


@dataclass(slots=True)
class Progress:
    """How far it is; written beside every checkpoint."""

    step: int = 0
    steps: int = 0
    """In all; 0 until it is known."""
    seconds: float = 0.0
    tokens: int = 0
    log: list[dict[str, float]] = field(default_factory=list)


class Trainer:
    """A network in training."""

    def __init__(
        self, network: ReaderNetwork, reader: PairReader, plan: Plan, settings: Settings, precision: torch.dtype
    ) -> None:
        self.network, self._reader, self._plan, self._settings = network, reader, plan, settings
        self._masters = {name: value.detach().float().clone() for name, value in network.named_parameters()}
        self.averaged = {name: value.clone() for name, value in self._masters.items()}
        network.to(precision)
        decayed = [value for value in self._masters.values() if value.ndim > 1]
        others = [value for value in self._masters.values() if value.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": settings.weight_decay}, {"params": others, "weight_decay": 0.0}]
        fused = next(network.parameters()).is_cuda
        self._optimizer = torch.optim.AdamW(groups, lr=settings.learning_rate, betas=(0.9, 0.98), fused=fused)
        self.progress = Progress()
        self._limit: float | None = None

    @property
    def steps_per_epoch(self) -> int:
        return len(self._plan) // self._settings.questions_per_step

    def run(self, *, seconds: float | None, steps: int | None, after_epoch: Callable[[], None]) -> None:
        """Train until a number of steps is done, or as many as fit into a time.

        Args:
            seconds: The time, if no number of steps is given; it is turned into one again and again.
            steps: In all.
            after_epoch: Called after each epoch, and at the end; its time is counted.
        """
        began, before = time.monotonic(), self.progress.seconds
        self._limit = seconds if not steps else None
        self.progress.steps = steps or self.progress.steps
        while not self._done():
            epoch, skipped = divmod(self.progress.step, self.steps_per_epoch)
            for n, shown in enumerate(self._plan.epoch(epoch, self._settings.questions_per_step)):
                if n < skipped:
                    continue
                found = self._step(shown)
                self.progress.seconds = before + time.monotonic() - began
                self._note(found)
                if seconds and not steps and self.progress.step % self._settings.measured == 0:
                    self._count_steps(seconds)
                if self._done():
                    break
            after_epoch()

    def _done(self) -> bool:
        late = self._limit is not None and self.progress.seconds >= self._limit
        return late or bool(self.progress.steps and self.progress.step >= self.progress.steps)

    def _count_steps(self, seconds: float) -> None:
        """Turn the time left into a number of steps, by the pace of the last ones; judging takes a part of it."""
        first, last = self.progress.log[-_PACE], self.progress.log[-1]
        pace = (last["step"] - first["step"]) / max(last["seconds"] - first["seconds"], 1e-9)
        self.progress.steps = self.progress.step + max(1, int(_FOR_STEPS * pace * (seconds - self.progress.seconds)))
        _LOG.info("%.1f steps/s: %d steps of %d an epoch", pace, self.progress.steps, self.steps_per_epoch)

    def _step(self, shown: Shown) -> Losses:
        self.network.train()
        pairs, lengths = shown.pairs, self._reader.lengths(shown.pairs)
        parts = batches_by_length(lengths, self._settings.tokens_at_once)
        reads, spans, targets = [], [], []
        for rows in parts:
            batch = self._reader.batch(pairs.take(rows))
            read = self.network(batch.ids, batch.types, batch.held, batch.spanned)
            reads.append(torch.stack([read.relevance, read.answers]))
            spans.append(span_losses(read, batch.targets))
            targets.append(batch.targets)
        back = torch.from_numpy(np.argsort(np.concatenate(parts))).to(targets[0].device)
        judged = torch.cat(reads, dim=1)[:, back]
        certain = torch.from_numpy(shown.certain).to(back.device)
        found = losses(judged[0], judged[1], torch.cat(spans)[back], torch.cat(targets)[back], certain, shown.questions)
        found.total.backward()  # type: ignore[no-untyped-call]
        self._update()
        self.progress.step += 1
        self.progress.tokens += int(lengths.sum())
        return found

    def _update(self) -> None:
        settings, step = self._settings, self.progress.step
        left = 1 - step / self.progress.steps if self.progress.steps else 1.0
        for group in self._optimizer.param_groups:
            group["lr"] = settings.learning_rate * min((step + 1) / settings.warmup, 1.0) * max(left, 0.0)
        live = dict(self.network.named_parameters())
        for name, master in self._masters.items():
            gradient = live[name].grad
            master.grad = None if gradient is None else gradient.float()
            live[name].grad = None
        nn.utils.clip_grad_norm_(self._masters.values(), settings.clip)
        self._optimizer.step()
        kept = min(settings.averaged, (step + 1) / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.averaged.values()), list(self._masters.values()), 1 - kept)
            for name, master in self._masters.items():
                live[name].copy_(master)

    def _note(self, found: Losses) -> None:
        if self.progress.step % _NOTED and self.progress.step != 1:
            return
        values = {name: round(float(value.detach()), 4) for name, value in found._asdict().items()}
        entry = {"step": self.progress.step, "seconds": round(self.progress.seconds, 2), **values}
        self.progress.log.append(entry)
        if self.progress.step % 200 == 0 or self.progress.step < 200:
            rate = self.progress.tokens / max(self.progress.seconds, 1e-9)
            _LOG.info("%s %.0f tokens/s", json.dumps(entry), rate)

    def with_average(self) -> dict[str, torch.Tensor]:
        """Put the running mean in place of the weights, and return those for ``restore``."""
        live = dict(self.network.named_parameters())
        with torch.no_grad():
            for name, value in self.averaged.items():
                live[name].copy_(value)
        return self._masters

    def restore(self) -> None:
        """Go on with the weights themselves."""
        live = dict(self.network.named_parameters())
        with torch.no_grad():
            for name, value in self._masters.items():
                live[name].copy_(value)

    def save(self, folder: Path) -> None:
        """Write a checkpoint, from which ``load`` goes on at the same step."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        names = {id(value): name for name, value in self._masters.items()}
        tensors = {f"master {name}": value for name, value in self._masters.items()}
        tensors |= {f"averaged {name}": value for name, value in self.averaged.items()}
        for value, state in self._optimizer.state.items():
            tensors |= {
                f"{part} {names[id(value)]}": state[part].contiguous() for part in ("exp_avg", "exp_avg_sq", "step")
            }
        save_file(tensors, folder / "checkpoint.new")
        (folder / "checkpoint.new").replace(folder / "checkpoint.safetensors")
        (folder / "checkpoint.json").write_text(json.dumps(asdict(self.progress)), encoding="utf-8")

    def load(self, folder: Path) -> None:
        """Go on from a checkpoint."""
        from safetensors.torch import load_file

        tensors = load_file(folder / "checkpoint.safetensors")
        with torch.no_grad():
            for name, value in self._masters.items():
                value.copy_(tensors[f"master {name}"])
                self.averaged[name].copy_(tensors[f"averaged {name}"])
                state = {
                    part: tensors[f"{part} {name}"]
                    for part in ("exp_avg", "exp_avg_sq", "step")
                    if f"{part} {name}" in tensors
                }
                if state:
                    self._optimizer.state[value] = {
                        k: v.to(value.device if k != "step" else "cpu") for k, v in state.items()
                    }
        self.progress = Progress(**json.loads((folder / "checkpoint.json").read_text(encoding="utf-8")))
        self.restore()
