"""Train a reader.

    python -m search.training EXAMPLES --out DIR [--minutes 60 | --epochs 4] [--device cpu] [--resume]

EXAMPLES is a folder as search/training/examples.py describes. What is ranked high and does not answer is looked for
first, once for each DIR; then the reader learns, is judged after each epoch and written to DIR as reader.safetensors
and reader.json. A run that was stopped goes on with --resume. All questions of SQuAD take two to four hours for an
epoch on two cores, and about 80 seconds on a graphics card.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from search.reader_model import base_folder
from search.training.base import Base, read_base
from search.training.examples import Examples, limited, read_examples
from search.training.judging import Judge
from search.training.loop import Settings, Trainer
from search.training.mining import Mined, mine
from search.training.network import Encoder, ReaderNetwork
from search.training.pairs import MAX_QUESTION, MAX_SPEAKER, MAX_TOKENS, PairReader
from search.training.planning import Plan
from search.training.shipping import write_reader
from search.training.tokens import TokenizedExamples, WordPieces, tokenized

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOG = logging.getLogger("search.training")

LICENCES = {
    "squad": "SQuAD 1.1 train, CC BY-SA 4.0",
    "qmsum": "QMSum train, MIT",
    "kremlin": "transcripts of en.kremlin.ru, CC BY 4.0",
    "whitehouse": "White House press briefings, CC0 1.0",
}
"""What is said of a set in the description of what was trained on it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, train, judge, write."""
    given = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    began = time.monotonic()
    torch.manual_seed(given.seed)
    device = torch.device(given.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    folder = given.base or base_folder()
    if folder is None:
        raise SystemExit("the default model is not installed; give a model folder with --base")
    base = read_base(folder)
    examples = limited(read_examples(given.examples), given.limit, given.seed)
    tokens = tokenized(examples, WordPieces(base.tokenizer_file))
    _say(began, f"{len(examples.questions)} questions, {len(tokens.passages.ids):,} tokens of passages; {device}")
    precision = torch.float32 if given.float32 else torch.bfloat16
    mined = _mined(given.out, examples, tokens, base, device, precision, given.seed)
    _say(began, "ranked")
    reader = PairReader(tokens, device)
    learnt = np.array(examples.part("train"), np.int64)
    settings = _settings(given)
    plan = Plan(examples, tokens, mined, reader, learnt, given.seed)
    network = ReaderNetwork(base, given.dropout).to(device)
    trainer = Trainer(network, reader, plan, settings, precision)
    if given.resume:
        trainer.load(given.out)
    judge = Judge(examples, tokens, mined, reader)
    described = _described(base, examples, settings, given)

    def finish_epoch() -> None:
        trainer.with_average()
        figures = _rounded(judge.figures(network, "held"))
        _LOG.info(json.dumps(figures))
        _write(given.out, trainer, described, {"held": figures})
        trainer.restore()
        if not given.no_checkpoint:
            trainer.save(given.out)
        _say(began, f"step {trainer.progress.step}")

    seconds = given.minutes * 60 - (time.monotonic() - began) if given.minutes else None
    steps = given.steps or (None if given.minutes else int(given.epochs * trainer.steps_per_epoch))
    trainer.run(seconds=seconds, steps=steps, after_epoch=finish_epoch)
    trainer.with_average()
    held = judge.figures(network, "held")
    weights = (held.get("squad weight relevance", 0.1), held.get("squad weight answers", 0.0))
    figures = {"held": _rounded(held), "test": _rounded(judge.figures(network, "test", weights))}
    _write(given.out, trainer, described, figures)
    _LOG.info(json.dumps(figures, indent=1))
    _say(began, "done")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m search.training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("examples", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="model folder to start from; the default model if left out")
    parser.add_argument("--minutes", type=float, help="time for everything but the last judging")
    parser.add_argument("--epochs", type=float, default=4.0)
    parser.add_argument("--steps", type=int, help="in place of epochs")
    parser.add_argument("--limit", type=int, help="questions of each set and part, to try things out")
    parser.add_argument("--device", help="cpu or cuda; the graphics card if there is one")
    parser.add_argument("--float32", action="store_true", help="products in float32: for processors without bfloat16")
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--questions-per-step", type=int)
    parser.add_argument("--tokens-at-once", type=int)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in DIR")
    parser.add_argument("--no-checkpoint", action="store_true")
    return parser


def _settings(given: argparse.Namespace) -> Settings:
    named = ("learning_rate", "questions_per_step", "tokens_at_once", "seed")
    return Settings(**{name: getattr(given, name) for name in named if getattr(given, name) is not None})


def _mined(
    out: Path,
    examples: Examples,
    tokens: TokenizedExamples,
    base: Base,
    device: torch.device,
    precision: torch.dtype,
    seed: int,
) -> Mined:
    """Rank once for an output folder; the file's name says how many questions there were."""
    from safetensors.numpy import load_file, save_file

    file = out / f"mined-{len(examples.questions)}.safetensors"
    if file.is_file():
        return Mined(**load_file(file))
    found = mine(examples, tokens, Encoder(base).to(device, precision).eval(), seed)
    out.mkdir(parents=True, exist_ok=True)
    save_file({"ranked": found.ranked, "scores": found.scores, "negatives": found.negatives}, file)
    return found


def _described(base: Base, examples: Examples, settings: Settings, given: argparse.Namespace) -> dict[str, Any]:
    learnt = [examples.questions[n] for n in examples.part("train")]
    counts = {name: sum(each.set == name for each in learnt) for name in dict.fromkeys(each.set for each in learnt)}
    return {
        "base": {"model": "sentence-transformers/all-MiniLM-L6-v2", "sha256": base.sha256},
        "config": {
            "layers": base.config["num_hidden_layers"],
            "heads": base.config["num_attention_heads"],
            "max tokens": MAX_TOKENS,
            "max question tokens": MAX_QUESTION,
            "max speaker tokens": MAX_SPEAKER,
        },
        "trained by": "python -m search.training, on examples of python -m benchmarks.reader_sets",
        "trained on": {name: {"questions": n, "source": LICENCES.get(name, "?")} for name, n in counts.items()},
        "settings": {
            "seed": given.seed,
            "learning rate": settings.learning_rate,
            "questions per step": settings.questions_per_step,
            "dropout": given.dropout,
        },
    }


def _write(out: Path, trainer: Trainer, described: dict[str, Any], figures: dict[str, Any]) -> None:
    progress = trainer.progress
    told = {"steps": progress.step, "seconds": round(progress.seconds), "pair tokens": progress.tokens}
    told["questions seen"] = progress.step * described["settings"]["questions per step"]
    write_reader(out, trainer.averaged, {**described, "training": told, "figures": figures})
    (out / "log.json").write_text(json.dumps(progress.log), encoding="utf-8")


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}


def _say(began: float, what: str) -> None:
    _LOG.info("[%6.1f s] %s", time.monotonic() - began, what)


if __name__ == "__main__":
    main()
