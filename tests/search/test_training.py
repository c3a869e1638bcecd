"""Training a reader: what it is shown, what it is measured by, and that it learns, stops and goes on."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from benchmarks.reader_sets import _asked, add_answered, add_talk
from search.training.altering import Words, altered
from search.training.base import Base
from search.training.examples import Examples, TrainingPassage, TrainingQuestion, limited, read_examples, write_examples
from search.training.figures import auroc, exact_match, f1, hit_at_1, ndcg, reciprocal_rank
from search.training.judging import batches_by_length, best_spans
from search.training.losses import losses, span_losses
from search.training.mining import Mined, mine
from search.training.mining import Words as Bm25
from search.training.network import Encoder, Read
from search.training.pairs import CLS, NOTHING, SEP, SOMEWHERE, PairReader, Pairs
from search.training.planning import LIST, Plan, marked
from search.training.tokens import TokenizedExamples, WordPieces, tokenized

if TYPE_CHECKING:
    from pathlib import Path

WORDS = (
    "[PAD] who opened the museum harbour mayor jane roe in may bread costs two euros when was it built : . ?".split()
)
TEXTS = ("the museum opened in may. jane roe built it.", "bread costs two euros.", "the mayor opened the harbour.")


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> WordPieces:
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[PAD]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    file = tmp_path_factory.mktemp("base") / "tokenizer.json"
    tokenizer.save(str(file))
    return WordPieces(file)


def small_base() -> Base:
    """A BERT of two layers with weights drawn at random."""
    generator = torch.Generator().manual_seed(0)

    def drawn(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator) * 0.2

    weights = {
        "embeddings.word_embeddings.weight": drawn(110, 16),
        "embeddings.position_embeddings.weight": drawn(330, 16),
        "embeddings.token_type_embeddings.weight": drawn(2, 16),
    }
    shapes = {"attention.self.query": (16, 16), "attention.self.key": (16, 16), "attention.self.value": (16, 16)}
    shapes |= {"attention.output.dense": (16, 16), "intermediate.dense": (32, 16), "output.dense": (16, 32)}
    for layer in range(2):
        for name, shape in shapes.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = drawn(*shape)
            weights[f"encoder.layer.{layer}.{name}.bias"] = drawn(shape[0])
    for name in ["embeddings.", *(f"encoder.layer.{n}.{each}output." for n in (0, 1) for each in ("attention.", ""))]:
        weights[f"{name}LayerNorm.weight"], weights[f"{name}LayerNorm.bias"] = torch.ones(16), torch.zeros(16)
    config = {"hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 32, "num_hidden_layers": 2}
    return Base(config, weights, None, "0" * 64)  # type: ignore[arg-type]


def examples() -> Examples:
    passages = [
        TrainingPassage("town", TEXTS[0], None, (25, 44)),
        TrainingPassage("town", TEXTS[1], "jane roe"),
        TrainingPassage("town", TEXTS[2]),
    ]
    questions = [
        TrainingQuestion(
            "squad", "train", "town", "who built it?", (0,), ((0, 26, 34),), ("jane roe",), altered=("who opened it?",)
        ),
        TrainingQuestion("talk", "train", "town", "what costs bread?", (1,), neither=(2,)),
        TrainingQuestion("squad", "held", "town", "when opened the museum?", (0,), ((0, 21, 24),), ("may",)),
    ]
    return Examples(passages, questions)


@pytest.fixture(scope="module")
def prepared(pieces: WordPieces) -> tuple[Examples, TokenizedExamples, Mined, PairReader]:
    told = examples()
    tokens = tokenized(told, pieces)
    mined = mine(told, tokens, Encoder(small_base()).eval(), 0)
    return told, tokens, mined, PairReader(tokens, torch.device("cpu"))


def test_examples_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_examples(examples(), tmp_path)
    assert read_examples(tmp_path) == examples()


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"passages.jsonl.xz is missing; python -m benchmarks.reader_sets --out FOLDER"
    ):
        read_examples(tmp_path)


def test_a_question_must_name_passages_that_there_are(tmp_path: Path) -> None:
    told = examples()
    told.questions.append(TrainingQuestion("squad", "train", "town", "who?", (3,)))
    write_examples(told, tmp_path)
    with pytest.raises(ValueError, match=r"question 3 in .* names a passage that is not among the 3"):
        read_examples(tmp_path)


def test_limited_examples_keep_the_passages_that_their_questions_name() -> None:
    few = limited(examples(), 1, 0)
    assert [(each.set, each.part) for each in sorted(few.questions, key=lambda q: (q.set, q.part))] == [
        ("squad", "held"),
        ("squad", "train"),
        ("talk", "train"),
    ]
    asked = next(each for each in few.questions if each.text == "what costs bread?")
    assert few.passages[asked.gold[0]].text == TEXTS[1]


def test_a_pair_is_question_speaker_and_passage_between_special_tokens(
    prepared: tuple[Examples, TokenizedExamples, Mined, PairReader],
) -> None:
    _, tokens, _, reader = prepared
    one = np.array([1])
    speaker, zero = np.array([1]), np.array([0])
    batch = reader.batch(
        Pairs(one, speaker, one, zero, np.array([5]), np.array([99]), zero, np.array([2]), np.array([3]))
    )
    asked, named = [0, 12, 11, 21], [7, 8, 19]
    text = [11, 12, 13, 14, 20]
    assert tokens.passages.ids[tokens.passages.first[1] : tokens.passages.first[2]].tolist() == text
    wanted = [CLS, *asked, SEP, *named, *text, SEP]
    assert batch.ids[0].tolist() == [*wanted, *[0] * (16 - len(wanted))]
    assert batch.types[0].tolist() == [*[0] * 6, *[1] * 9, 0]
    assert batch.held[0].tolist() == [True] * 15 + [False]
    assert batch.spanned[0].nonzero().ravel().tolist() == [0, 9, 10, 11, 12, 13]
    assert batch.targets[0].tolist() == [11, 12]


def test_tokens_can_be_left_out_of_a_window(prepared: tuple[Examples, TokenizedExamples, Mined, PairReader]) -> None:
    _, _, _, reader = prepared
    zero, nothing = np.array([0]), np.array([NOTHING])
    batch = reader.batch(Pairs(zero, zero, zero, zero, np.array([5]), np.array([0]), np.array([6]), nothing, nothing))
    assert batch.ids[0].tolist()[6:12] == [7, 8, 18, 17, 20, SEP]  # "jane roe built it." is left
    assert batch.targets[0].tolist() == [0, 0]


def test_answers_are_marked_by_the_tokens_that_they_touch(
    prepared: tuple[Examples, TokenizedExamples, Mined, PairReader],
) -> None:
    told, tokens, _, _ = prepared
    assert marked(told, tokens).tolist() == [[6, 7], [SOMEWHERE, SOMEWHERE], [4, 4]]


def test_negatives_neither_answer_nor_hold_an_answer_nor_count_neither_way(
    prepared: tuple[Examples, TokenizedExamples, Mined, PairReader],
) -> None:
    _, _, mined, _ = prepared
    assert set(mined.negatives[0].tolist()) == {1, 2}
    assert set(mined.negatives[1].tolist()) == {0}
    assert mined.ranked[2, 0] == 0


def test_each_list_of_a_step_begins_with_the_passage_that_answers(
    prepared: tuple[Examples, TokenizedExamples, Mined, PairReader],
) -> None:
    told, tokens, mined, reader = prepared
    plan = Plan(told, tokens, mined, reader, np.array([0, 1]), 0)
    (shown,) = plan.epoch(0, 2)
    lists = shown.pairs.passage[: 2 * LIST].reshape(2, LIST)
    asked = shown.pairs.question[: 2 * LIST : LIST].tolist()
    assert {question: int(row[0]) for question, row in zip(asked, lists, strict=True)} == {0: 0, 1: 1}
    assert not (lists[:, 1:] == lists[:, :1]).any()
    refused = shown.pairs.question[2 * LIST :].tolist()
    assert refused[0] == 3  # the altered question, behind the three questions
    assert shown.certain[2 * LIST :].all()


def test_an_epoch_is_drawn_from_seed_and_number_alone(
    prepared: tuple[Examples, TokenizedExamples, Mined, PairReader],
) -> None:
    told, tokens, mined, reader = prepared
    once, again = (list(Plan(told, tokens, mined, reader, np.array([0, 1]), 7).epoch(3, 1)) for _ in range(2))
    assert [each.pairs.passage.tolist() for each in once] == [each.pairs.passage.tolist() for each in again]


def test_the_loss_of_a_right_reader_is_small_and_of_a_wrong_one_large() -> None:
    targets = torch.tensor([[2, 3], [0, 0], [0, 0], [0, 0]])
    starts, ends = torch.zeros(4, 4), torch.zeros(4, 4)
    for row, (start, end) in enumerate(targets.tolist()):
        starts[row, start], ends[row, end] = 20.0, 20.0
    right = torch.tensor([10.0, -10.0, -10.0, -10.0])
    certain = torch.ones(4, dtype=torch.bool)
    spans = span_losses(Read(right, right, starts, ends), targets)
    assert losses(right, right, spans, targets, certain, 1).total.item() == pytest.approx(0.0, abs=1e-3)
    wrong = losses(-right, -right, spans, targets, certain, 1)
    assert wrong.order.item() == pytest.approx(20 + np.log(3), abs=1e-3)
    assert wrong.answers.item() == pytest.approx(10.0, abs=1e-3)


def test_where_nobody_marked_the_answer_any_span_is_as_good_as_another() -> None:
    chances = torch.log(torch.tensor([[0.25, 0.5, 0.25], [0.25, 0.25, 0.5]]))
    read = Read(torch.zeros(2), torch.zeros(2), chances, chances)
    found = span_losses(read, torch.tensor([[SOMEWHERE, SOMEWHERE], [1, 2]]))
    assert found.tolist() == pytest.approx([-np.log(0.75), -(np.log(0.25) + np.log(0.5)) / 2])


def test_the_best_span_never_ends_before_it_starts_and_is_never_the_first_position() -> None:
    starts = torch.tensor([[9.0, 1.0, 5.0, 0.0]])
    ends = torch.tensor([[9.0, 8.0, 0.0, 2.0]])
    first, last, worth = best_spans(starts, ends)
    assert (first.tolist(), last.tolist(), worth.tolist()) == ([1], [1], [-9.0])


def test_batches_hold_about_equal_lengths_and_few_tokens() -> None:
    batches = batches_by_length(np.array([3, 10, 9, 2, 4]), 20)
    assert [each.tolist() for each in batches] == [[1, 2], [4, 0, 3]]


def test_bm25_prefers_the_text_with_the_rarer_word_and_cuts_endings() -> None:
    scores = Bm25(["bread and museums", "bread and bread", "bread at sea"]).scores(["bread of the museum"])
    assert scores[0].argmax() == 0
    # idf of "bread" is ln(1 + 0.5/3.5); it occurs twice of 2 words where the mean is 2: tf = 2 * 2.2 / (2 + 1.2)
    assert scores[0, 1] == pytest.approx(np.log(1 + 0.5 / 3.5) * 2 * 2.2 / 3.2, rel=1e-5)


def test_altered_questions_differ_in_one_place() -> None:
    words = Words.of(["it began in 1950 and was led by Ada Korvin, then by Jane Roe in 1987."], {})
    found = altered("Was it first led by Ada Korvin in 1950?", words, random.Random(0), count=9)
    assert set(found) == {
        "Was it first led by Jane Roe in 1950?",
        "Was it first led by Ada Korvin in 1987?",
        "Was it last led by Ada Korvin in 1950?",
    }


def test_a_negated_question_loses_its_negation() -> None:
    rng = random.Random(1)
    found = altered("what is not known?", Words.of([], {}), rng, count=9)
    assert found == ["what is known?"]


def test_figures_are_those_computed_by_hand() -> None:
    assert exact_match("The Museum!", ["a museum"]) == 1.0
    assert f1("the harbour museum", ["museum of art"]) == pytest.approx(2 * 1 / (2 + 3))
    assert f1("bread", ["museum"]) == 0.0
    scores, positive = np.array([0.1, 0.4, 0.4, 0.8]), np.array([False, True, False, True])
    assert auroc(scores, positive) == pytest.approx((1 + 0.5 + 1 + 1) / 4)
    rows, gold = np.array([[3.0, 2.0, 1.0], [1.0, 3.0, 2.0]]), np.array([[True, False, True], [True, False, False]])
    assert hit_at_1(rows, gold) == 0.5
    assert reciprocal_rank(rows, gold) == pytest.approx((1 + 1 / 3) / 2)
    ideal = 1 + 1 / np.log2(3)
    assert ndcg(rows, gold, np.array([2, 1])) == pytest.approx(((1 + 0.5) / ideal + 0.5) / 2)


def test_the_first_long_passages_of_a_turn_answer_and_its_short_ones_count_neither_way() -> None:
    told = Examples()
    long = "We will build the harbour and the road to it, " * 3 + "and then the museum."
    short = "Thank you very much indeed for asking me that."
    turns = [{"text": "Yes."}, {"speaker": "Jane Roe", "text": "\n\n".join([short, long, long, long])}]
    places = add_talk(told, "town", [{"id": "t", "turns": turns}])
    assert places == {("t", 1): [0, 1, 2, 3]}
    add_answered(told, ("talk", "train", "town"), "What will you build?", places["t", 1])
    assert [(each.gold, each.neither) for each in told.questions] == [((1, 2), (0, 3))]
    assert told.passages[1].speaker == "Jane Roe"


def test_of_a_long_turn_the_last_questions_are_asked() -> None:
    last = "Will the harbour be built this year, and by whom?"
    asked = _asked(f"Good morning. {'Is it so? ' * 40}I have one more. {last}")
    assert asked == " ".join([*["Is it so?"] * 25, last])
    assert _asked("Why? Thank you.") is None


@pytest.mark.model
def test_training_learns_stops_and_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from search.reader_model import base_folder
    from search.training import __main__ as command

    told = Examples(
        [TrainingPassage("town", f"The {name} opened in {1900 + n}. It is old.") for n, name in enumerate(_NAMES)],
        [_about(n, name, part) for part in ("train", "held", "test") for n, name in enumerate(_NAMES)],
    )
    write_examples(told, tmp_path / "examples")
    monkeypatch.setattr(command, "_LOG", _Silent())
    given = [str(tmp_path / "examples"), "--out", str(tmp_path / "out"), "--device", "cpu", "--float32"]
    command.main([*given, "--questions-per-step", "4", "--steps", "2", "--base", str(base_folder())])
    before = json.loads((tmp_path / "out" / "checkpoint.json").read_text())
    command.main([*given, "--questions-per-step", "4", "--steps", "3", "--resume"])
    after = json.loads((tmp_path / "out" / "checkpoint.json").read_text())
    assert (before["step"], after["step"]) == (2, 3)
    written = json.loads((tmp_path / "out" / "reader.json").read_text())
    assert written["training"]["steps"] == 3
    assert written["trained on"]["squad"]["questions"] == len(_NAMES)
    assert set(written["figures"]) == {"held", "test"}


_NAMES = ("harbour", "museum", "theatre", "market", "station", "library", "school", "bridge")


class _Silent:
    def info(self, *_: object) -> None:
        pass


def _about(number: int, name: str, part: str) -> TrainingQuestion:
    start = len(f"The {name} opened in ")
    year = str(1900 + number)
    return TrainingQuestion(
        "squad", part, "town", f"When was the {name} opened?", (number,), ((number, start, start + 4),), (year,)
    )
