"""The bench compares encoders on the same texts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from eval.measure import speed
from rag.errors import InputMissing


def test_the_ratio_is_of_texts_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(clock)))

    def slow(_texts: list[str]) -> None:
        for _tick in range(3):
            next(clock)

    ratio, speeds = speed.encoding_ratio(lambda _: None, slow, ["text"] * 8)
    assert ratio == 4.0
    assert speeds == (8.0, 2.0)


def test_chromas_own_encoder_runs_on_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "ROUNDS", 1)
    monkeypatch.setattr(speed, "QUESTIONS", 1)
    texts = speed._texts(None)
    monkeypatch.setattr(speed, "_texts", lambda _: (texts[0][:4], texts[1]))
    result = speed.measure()
    assert result["settings"] == {"abstracts": 4, "chroma_weights": "int8, as ours"}
    assert result["metrics"]["encoding_ratio"] > 0


def test_a_model_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputMissing, match=r"fp32\.onnx is not there"):
        speed.measure(fp32=tmp_path / "fp32.onnx")
