"""How fast this machine encodes: the embedded encoder beside Chroma's own, in one run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from eval.report.run import signed
from rag.errors import InputMissing
from rag.formats.read import read_bytes
from rag.models.encoders import MINILM, PAPERS, EmbeddedEncoder

if TYPE_CHECKING:
    from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2

ABSTRACTS, QUESTIONS, ROUNDS = 128, 10, 3
_QUESTION = "What is known about how {title}?"
_CHROMA_FILES = ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt")


def measure(data: Path | None = None, fp32: Path | None = None) -> dict[str, Any]:
    """Abstracts a second, their ratio, and milliseconds for a question.

    The abstracts are the first of `data`, a folder in BEIR layout, else of the sample listing.
    Chroma's encoder pads to 256 tokens in batches of 32; `fp32` is its model file, made by
    `eval/training/export_encoder.py --fp32`. Without, it runs on our int8 weights, which
    flatters it. Raises InputMissing.
    """
    if fp32 is not None and not fp32.is_file():
        raise InputMissing(f"{fp32} is not there; make it with eval/training/export_encoder.py.")
    texts, questions = _texts(data)
    with _chroma_encoder(fp32 or MINILM / "model.onnx") as chroma:
        ours = EmbeddedEncoder(PAPERS)
        ratio, speeds = encoding_ratio(ours.embed_passages, chroma, texts)
        question = _milliseconds(ours.embed_question, questions)
        chroma_question = _milliseconds(lambda text: type(chroma)()([text]), questions)
    result = {
        "metrics": {
            "encoding_ratio": ratio,
            "abstracts_per_second": speeds[0],
            "chroma_abstracts_per_second": speeds[1],
            "question_ms": question,
            "chroma_question_ms": chroma_question,
        },
        "settings": {
            "abstracts": len(texts),
            "chroma_weights": "fp32" if fp32 else "int8, as ours",
        },
    }
    return signed("speed", result, data.name if data else "sample")


def encoding_ratio(
    ours: Callable[[list[str]], object], theirs: Callable[[list[str]], object], texts: Sequence[str]
) -> tuple[float, tuple[float, float]]:
    """How many times as many texts a second `ours` encodes, and both speeds.

    The two take turns, so that other work on the machine meets both; medians of the rounds.
    """
    for encode in (ours, theirs):
        encode(list(texts[:2]))
    seconds = [(_seconds(ours, texts), _seconds(theirs, texts)) for _ in range(ROUNDS)]
    ratio = median(their / our for our, their in seconds)
    own, other = (len(texts) / median(column) for column in zip(*seconds, strict=True))
    return round(ratio, 2), (round(own, 1), round(other, 1))


def seconds_each(act: Callable[[Any], object], given: Iterable[Any]) -> list[float]:
    """How long each took, in the order given."""
    times = []
    for one in given:
        started = time.perf_counter()
        act(one)
        times.append(time.perf_counter() - started)
    return times


def _seconds(encode: Callable[[list[str]], object], texts: Sequence[str]) -> float:
    return seconds_each(encode, [list(texts)])[0]


def _milliseconds(encode: Callable[[str], object], questions: Sequence[str]) -> float:
    return round(median(seconds_each(encode, questions)) * 1000, 2)


def _texts(data: Path | None) -> tuple[list[str], list[str]]:
    """Abstracts with their titles, and as many questions as are timed."""
    if data is None:
        sample = files("rag").joinpath("data/sample.txt").read_bytes()
        papers = list(read_bytes(sample, "sample.txt", len(sample)).papers)
    else:
        from eval.data.beir import load

        papers = list(islice(load(data).papers, ABSTRACTS))
    questions = [_QUESTION.format(title=paper.title) for paper in papers[:QUESTIONS]]
    return [f"{paper.title}\n{paper.abstract}" for paper in papers], questions


@contextmanager
def _chroma_encoder(model: Path) -> Iterator[ONNXMiniLM_L6_V2]:
    """Chroma's encoder, kept from the network by a folder that has all the files it looks for."""
    from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2

    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / ONNXMiniLM_L6_V2.EXTRACTED_FOLDER_NAME
        folder.mkdir()
        shutil.copy(model, folder / "model.onnx")
        shutil.copy(MINILM.parent / "tokenizer.json", folder)
        for name in _CHROMA_FILES:
            (folder / name).touch()
        usual = ONNXMiniLM_L6_V2.DOWNLOAD_PATH
        ONNXMiniLM_L6_V2.DOWNLOAD_PATH = Path(scratch)
        try:
            yield ONNXMiniLM_L6_V2()
        finally:
            ONNXMiniLM_L6_V2.DOWNLOAD_PATH = usual
