"""The ``rostrum`` command. Results go to stdout, progress and errors to stderr; 0 done, 1 failed, 2 wrong usage.

Heavy modules are imported inside the commands, so that ``rostrum --help`` is instant.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from search.cli_options import (
    AsJson,
    BuiltIndex,
    Ignore,
    IndexOption,
    Literal,
    Since,
    Speaker,
    Transcript,
    Until,
    filters_of,
    ignoring_of,
    open_engine,
    print_json,
    with_known_speakers,
)
from search.topics.cli import register as register_topics

if TYPE_CHECKING:
    from search.writing import Writer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Semantic search and question answering over speeches: verbatim passages, with who, when and where.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, such as a path that does not exist.",
)

GARBAGE_EVERY = 100_000
"""New objects between two searches for garbage: what a command makes it mostly needs to its end, and to look through it
after every 700 took a tenth of the time of a search."""

_TopK = Annotated[int, typer.Option("-k", "--top-k", min=1, max=1000, help="How many passages.")]
_Rerank = Annotated[
    bool | None,
    typer.Option(
        "--rerank/--no-rerank",
        help="Let the trained reader read the best passages.",
        show_default="ask: where it does so in time; search: no",
    ),
]


@app.command()
def build(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Folders and files with transcripts.")],
    index: IndexOption = None,
    model: Annotated[
        str | None,
        typer.Option(help="Embedding model: a name or a folder.  [env: ROSTRUM_MODEL; default: the index's own]"),
    ] = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for another build to end.")] = 0,
) -> None:
    """Build an index, or bring it up to date.

    It then holds exactly the transcripts at PATHS; only what changed is done. Files that are gone are removed.
    """
    from index.build import build as run
    from search.progress import ProgressBar
    from search.render import console, print_report

    try:
        with ProgressBar() as bar:
            report = run(paths, index, model=model, progress=bar.show, wait_s=wait)
    except KeyboardInterrupt:
        typer.echo("rostrum: stopped; the index that was there before is unchanged", err=True)
        sys.exit(130)
    print_report(console(), report)


@app.command()
def parse(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A transcript.")],
    as_json: AsJson = False,
) -> None:
    """Show who speaks, turn by turn.

    And how that is known; with --json, the transcript in canonical form. A sidecar NAME.meta.toml beside the file and
    a speakers.toml in its folder are heeded.
    """
    from dataclasses import replace

    from index.errors import SourceError
    from index.formats.canonical import to_json
    from index.joining import with_declared
    from index.parsing import parse_file
    from index.speakers_file import read_declared
    from search.render import console, print_parsed

    try:
        parsed = parse_file(file)
    except SourceError as error:
        raise SourceError(f"{file}: {error}") from error
    parsed = replace(parsed, transcripts=with_declared(parsed.transcripts, read_declared([file.parent])))
    if as_json:
        found = [to_json(transcript) for transcript in parsed.transcripts]
        print_json(found[0] if len(found) == 1 else found)
    else:
        print_parsed(console(), parsed)


@app.command()
def speakers(index: BuiltIndex = None, as_json: AsJson = False) -> None:
    """List who speaks.

    With turns, words, how turns were attributed, and by which rule each other name became this speaker's.
    """
    from search.render import console, print_speakers
    from search.results import speaker_json

    engine = open_engine(index)
    if as_json:
        unnamed = {kind.value: {"turns": turns, "words": words} for kind, (turns, words) in engine.unnamed().items()}
        print_json({"speakers": [speaker_json(each) for each in engine.speakers()], "unnamed": unnamed})
    else:
        print_speakers(console(), engine.speakers(), engine.unnamed())


@app.command()
def search(
    query: Annotated[
        str,
        typer.Argument(
            help='Words or a question; "quoted words" must stand side by side, a -word must not occur. '
            "Write -- before a query that begins with a minus."
        ),
    ],
    index: BuiltIndex = None,
    speaker: Speaker = None,
    since: Since = None,
    until: Until = None,
    transcript: Transcript = None,
    top_k: _TopK = 10,
    ignore: Ignore = None,
    literal: Literal = False,
    rerank: _Rerank = None,
    why: Annotated[bool, typer.Option("--why", help="Print which words matched.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find passages.

    Speakers, dates and places that the query names narrow the search; what was understood goes to stderr.
    """
    from search.render import console, print_hits
    from search.results import hit_json

    filters = filters_of(speaker, since, until, transcript)
    engine = open_engine(index)
    filters = with_known_speakers(engine, filters)
    ignoring = ignoring_of(engine, query, ignore, literal=literal, told=not as_json)
    hits = engine.search(query, top_k=top_k, filters=filters, ignoring=ignoring, rerank=bool(rerank))
    if as_json:
        print_json([hit_json(hit) for hit in hits])
    else:
        print_hits(console(), hits, why=why)


@app.command()
def similar(
    passage_id: Annotated[int, typer.Argument(help="Of a passage that search --json has printed.")],
    index: BuiltIndex = None,
    top_k: _TopK = 10,
    as_json: AsJson = False,
) -> None:
    """Find passages like one."""
    from search.render import console, print_hits
    from search.results import hit_json

    hits = open_engine(index).similar(passage_id, top_k=top_k)
    if as_json:
        print_json([hit_json(hit) for hit in hits])
    else:
        print_hits(console(), hits)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in plain language.")],
    index: BuiltIndex = None,
    speaker: Speaker = None,
    since: Since = None,
    until: Until = None,
    transcript: Transcript = None,
    top_k: _TopK = 10,
    ignore: Ignore = None,
    literal: Literal = False,
    rerank: _Rerank = None,
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help="Also let a language model write an answer, of which only what stands the check is shown.  "
            "[env: ROSTRUM_LLM_URL, ROSTRUM_LLM_MODEL]",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Answer a question in quotes.

    In a speaker's own words, with who, when and where; or say that the transcripts do not.
    """
    from search.render import console, print_answer
    from search.results import answer_json
    from search.writing.render import print_writing
    from search.writing.written import written_json

    writer, unable = _writer() if write else (None, None)
    filters = filters_of(speaker, since, until, transcript)
    engine = open_engine(index)
    filters = with_known_speakers(engine, filters)
    ignoring = ignoring_of(engine, question, ignore, literal=literal, told=not as_json)
    answer = engine.ask(question, top_k=top_k, filters=filters, ignoring=ignoring, rerank=rerank)
    if as_json:
        told = writer.write(answer) if writer else None
        written = {"written": written_json(told) if told else None} if write else {}
        print_json(answer_json(answer) | written)
    else:
        print_answer(console(), answer)
        writing = writer.stream(answer) if writer else None
        if writing:
            print_writing(console(), writing)
        told = writing.written if writing else None
    if told and told.failed:
        unable = told.note
    if unable:
        typer.echo(f"rostrum: {unable}", err=True)
        raise typer.Exit(1)  # the answer stands, but not all that was asked for was done


register_topics(app)


@app.command()
def check(
    index: BuiltIndex = None,
    sample: Annotated[int, typer.Option(min=0, help="Passages to embed again and compare; 0 loads no model.")] = 64,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is wrong, from the transcripts.")] = False,
) -> None:
    """Verify an index.

    Checksums, counts, passages against transcripts and against the files they came from, vectors. With --repair, an
    index that is not sound is built anew from the files, and what was done is told.
    """
    from index.errors import IndexDamagedError
    from index.repair import repair as mend
    from index.verify import verify
    from search.render import console

    try:
        for line in mend(index, sample=sample) if repair else verify(index, sample=sample):
            console().print(line)
    except IndexDamagedError as error:
        if repair:
            raise
        where = f" --index {index}" if index else ""
        raise IndexDamagedError(f"{error}; or mend it with: rostrum check --repair{where}") from None


@app.command()
def evaluate(
    questions: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSONL: questions with what answers them.")
    ],
    index: BuiltIndex = None,
    as_json: AsJson = False,
    arms: Annotated[
        bool, typer.Option("--arms/--no-arms", help="Measure simpler rankings, too, to hold ours against.")
    ] = True,
) -> None:
    """Measure ranking.

    On questions whose answers are known, with 95 % intervals; docs/evaluation.md tells the format.
    """
    from search.engine import SpeechSearch
    from search.evaluate import ablate, read_questions, report_json

    gold = read_questions(questions)
    if arms:
        from search.rankings import RANKINGS

        engines = {name: SpeechSearch.open(index, reranker=ranking()) for name, ranking in RANKINGS.items()}
        closely = SpeechSearch.open(index, rerank=True)
        if closely.can_read_closely:
            engines = {"read closely": closely, **engines}
    else:
        engines = {"shipped": open_engine(index)}
    report = ablate(engines, gold)
    if as_json:
        print_json(report_json(report))
    else:
        typer.echo(report)


@app.command()
def ui(
    index: IndexOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
) -> None:
    """Serve the search box.

    In the browser, on this machine only.
    """
    from search.serve import serve

    serve(index, port)


def main() -> None:
    """Run the command, and tell errors the way a person can use them."""
    gc.set_threshold(GARBAGE_EVERY)
    try:
        app(_words_last(sys.argv[1:]))
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; nobody is left to be told
        sys.exit(1)
    except Exception as error:
        code = _exit_code(error)
        if code is None:
            raise
        typer.echo(f"rostrum: {error}", err=True)
        sys.exit(code)


def _words_last(arguments: list[str]) -> list[str]:
    """Put a query such as "-word and others" behind "--": no option begins with one minus and holds a blank."""
    if "--" in arguments:
        return arguments
    words = [each for each in arguments if each.startswith("-") and not each.startswith("--") and " " in each.strip()]
    return [*(each for each in arguments if each not in words), *(["--", *words] if words else [])]


def _exit_code(error: Exception) -> int | None:
    """Return 2 for what was asked wrongly, 1 for what went wrong, None for a mistake of ours."""
    from index import errors  # here, since --help must not wait for it

    if isinstance(error, errors.QueryError | errors.SettingsError | errors.IndexPlaceError):
        return 2
    return 1 if isinstance(error, errors.RostrumError) else None


def _writer() -> tuple[Writer | None, str | None]:
    """Return what lets a language model write, or why there is none: the answer in quotes needs none."""
    from index.errors import SettingsError
    from search.writing import Writer

    try:
        return Writer.from_settings(), None
    except SettingsError as error:
        return None, str(error)


if __name__ == "__main__":
    main()
