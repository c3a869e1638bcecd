"""check against sources and model, and repair: what is wrong is found, what can be mended is mended and told."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers import CountingEmbedder, OtherEmbedder, contents, current, reseal, tamper, write_files

from index import build
from index.embedders import HashedWordsEmbedder
from index.errors import IndexDamagedError, IndexMissingError, IndexStateError, ModelError
from index.generations import IndexFolder
from index.repair import repair
from index.verify import verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

WALL = "The wall of the harbour is high."
BOAT = "The ferry is quite fast today."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "c", {"a.txt": WALL, "b.txt": BOAT})


@pytest.fixture
def index(folder: Path, tmp_path: Path) -> Path:
    build([folder], tmp_path / "town.index", embedder=CountingEmbedder())
    return tmp_path / "town.index"


def names(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir())


# -- against the files -----------------------------------------------------------------------------------------------


def test_files_that_changed_since_are_told_and_are_no_fault(folder: Path, index: Path) -> None:
    write_files(folder, {"a.txt": "Other words stand here now.", "c.txt": "Bread is baked at four in the morning."})
    (folder / "b.txt").unlink()
    assert list(verify(index))[5:7] == [
        "0 files as they are give the passages that are stored",
        "files since the last build: 1 changed, 1 added, 1 removed; rostrum build brings them in",
    ]


def test_an_index_whose_files_are_gone_is_sound_and_says_that_it_was_not_compared(folder: Path, index: Path) -> None:
    shutil.rmtree(folder)
    lines = list(verify(index))
    assert lines[5] == f"{folder} is not there; its transcripts are not compared"
    assert lines[6].startswith("not compared with its transcripts: no transcript in no path at all")
    assert lines[-1].startswith(f"{index} is sound")


def test_an_index_that_does_not_say_where_its_files_are_is_not_compared(index: Path) -> None:
    reseal(index, roots=None)
    assert list(verify(index))[5] == "it does not say where its transcripts are; not compared with them"


def test_an_index_of_another_recipe_is_not_compared(index: Path) -> None:
    reseal(index, passage_recipe="of old")
    line = "its passages were cut by another recipe than today's; the next build reads all files again"
    assert list(verify(index))[5] == line


def forged(index: Path) -> None:
    """Make store and transcript say alike what no file says, as no check within the index can see."""
    tamper(
        index,
        "UPDATE passages SET text = replace(text, 'high', 'pink')",
        "UPDATE transcripts SET text = replace(text, 'high', 'pink')",
    )


def test_a_passage_that_its_file_does_not_hold_is_found(index: Path) -> None:
    tamper(
        index,
        "UPDATE transcripts SET text = text || ' It is.' WHERE id = 'a'",
        """UPDATE turns SET "end" = "end" + 7 WHERE transcript = (SELECT key FROM transcripts WHERE id = 'a')""",
    )
    said = r"gen-000001/passages\.sqlite: the file a\.txt gives other passages of a than are stored; rebuild it with"
    with pytest.raises(IndexDamagedError, match=said):
        list(verify(index))


# -- against the model -----------------------------------------------------------------------------------------------


class Forgetful(HashedWordsEmbedder):
    """The fake embedder, which says something else of one text than it did."""

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = super().embed_documents(texts)
        rows[[text == BOAT for text in texts]] = np.eye(1, self.dim, dtype=np.float32)
        return rows


def test_passages_are_embedded_again_and_held_against_their_vectors(index: Path) -> None:
    embedder = CountingEmbedder()
    assert list(verify(index, sample=1, embedder=embedder))[6] == (
        "1 passages embedded again have the vectors that are stored"
    )
    assert len(embedder.texts) == 1
    assert list(verify(index, sample=99))[6] == "2 passages embedded again have the vectors that are stored"


def test_a_vector_that_its_text_does_not_get_is_found(index: Path) -> None:
    said = r"representations/vectors\.npy: the vector of passage \d+ is not that of its text \(cosine 0\.\d+\)"
    with pytest.raises(IndexDamagedError, match=said):
        list(verify(index, sample=2, embedder=Forgetful()))


def test_with_other_weights_or_without_the_model_nothing_is_embedded_and_that_is_said(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "no passage embedded again: other-words has other weights today than when they were embedded"
    assert list(verify(index, sample=2, embedder=OtherEmbedder()))[6] == said

    def missing(name: str) -> None:
        raise ModelError(f"there is no model {name!r}")

    monkeypatch.setattr("index.verify.load_embedder", missing)
    assert list(verify(index, sample=2))[6] == "no passage embedded again: there is no model 'hashed-words'"


# -- repair ----------------------------------------------------------------------------------------------------------


def test_a_sound_index_is_left_as_it_is(index: Path) -> None:
    assert list(repair(index)) == list(verify(index))
    assert names(index) == [".lock", "CURRENT", "gen-000001"]


@pytest.mark.parametrize("name", ["vectors.faiss", "passages.sqlite", "lexical/meta.json", "representations/words.npy"])
def test_a_damaged_file_is_mended_from_the_transcripts(name: str, folder: Path, index: Path) -> None:
    path = current(index) / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    lines = list(repair(index))
    assert re.fullmatch(rf"wrong: .*gen-000001/{re.escape(name)}: .* rebuild it with: .*", lines[0])
    assert lines[1:3] == [
        f"building it anew from {folder}",
        "built anew: 2 files, 2 transcripts, 2 passages",
    ]
    assert lines[-1] == f"{index} is sound: 2 transcripts, model hashed-words"
    assert (contents(index), names(index)) == ({"a": [WALL], "b": [BOAT]}, [".lock", "CURRENT", "gen-000002"])


def test_a_fault_that_seals_cannot_see_is_mended_too_and_nothing_of_it_is_taken_over(index: Path) -> None:
    forged(index)
    assert contents(index)["a"] == [WALL.replace("high", "pink")]
    with pytest.raises(IndexDamagedError, match="of its text"):
        list(verify(index))
    assert any(line.startswith("built anew: 2 files") for line in repair(index))
    assert contents(index)["a"] == [WALL]


def test_while_it_is_built_anew_the_index_goes_on_serving_and_keeps_serving_when_that_fails(
    index: Path, folder: Path
) -> None:
    forged(index)
    write_files(folder, {"a.txt": "", "b.txt": ""})
    lines = repair(index)
    assert next(line for line in lines if line.startswith("building it anew"))
    with pytest.raises(Exception, match="not one file could be read"):
        list(lines)
    assert contents(index) == {"a": [WALL.replace("high", "pink")], "b": [BOAT]}


@pytest.mark.parametrize("text", ["", "nonsense", "gen-000009\n", None])
def test_a_spoilt_current_is_mended_without_reading_a_file(text: str | None, folder: Path, index: Path) -> None:
    shutil.rmtree(folder)
    if text is None:
        (index / "CURRENT").unlink()
    else:
        (index / "CURRENT").write_text(text)
    lines = list(repair(index))
    assert lines[0].startswith("wrong: ") and "CURRENT" in lines[0]
    assert lines[1] == "CURRENT names gen-000001 again, the newest generation that is sound"
    assert contents(index) == {"a": [WALL], "b": [BOAT]}
    assert names(index) == [".lock", "CURRENT", "gen-000001"]


def test_a_generation_that_is_not_sound_is_not_put_back(index: Path) -> None:
    (index / "CURRENT").write_text("nonsense")
    (index / "gen-000001" / "vectors.faiss").write_bytes(b"")
    assert "built anew: 2 files, 2 transcripts, 2 passages" in list(repair(index))
    assert current(index).name == "gen-000002"


@pytest.mark.parametrize("roots", [None, "gone"])
def test_without_its_transcripts_it_cannot_be_mended_and_is_left_as_it_is(
    roots: str | None, folder: Path, index: Path
) -> None:
    said = "cannot be repaired, since it does not say where its transcripts are; rebuild it with: rostrum build PATH"
    if roots is None:
        reseal(index, roots=None)
    else:
        shutil.rmtree(folder)
        said = f"cannot be repaired, since its transcripts are not where they were, in {folder}; bring them back, or"
    (current(index) / "vectors.faiss").write_bytes(b"")
    lines = repair(index)
    assert next(lines).startswith("wrong: ")
    with pytest.raises(IndexDamagedError, match=said):
        list(lines)
    assert names(index) == [".lock", "CURRENT", "gen-000001"]


def test_where_no_manifest_can_be_read_it_cannot_be_mended(index: Path) -> None:
    (current(index) / "manifest.json").write_text("[" * 100_000)
    with pytest.raises(IndexStateError, match="does not say where its transcripts are"):
        list(repair(index))


def test_where_there_is_no_index_there_is_nothing_to_mend(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="there is no index in"):
        list(repair(tmp_path / "nowhere.index"))
    assert not (tmp_path / "nowhere.index").exists()


def test_an_older_schema_is_mended_with_the_model_that_it_names(index: Path) -> None:
    reseal(index, schema_version=2)
    lines = list(repair(index))
    assert lines[0].startswith(f"wrong: the index in {index} has schema 2, this Rostrum reads 3 and 4; rebuild it with")
    assert IndexFolder(index).open_current().manifest.model == "hashed-words"
