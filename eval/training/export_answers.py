"""Weights that `train_answers.py` wrote to the int8 ONNX file that footnote ships.

    python -m eval.training.export_answers MINILM weights/ rag/encoders/answers

MINILM holds the base weights, whose shape is taken. The graph gives four logits a pair; how a pair
is read stands in `answer_pairs.py`. `--fp32 FILE` keeps the graph before quantization.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file

from eval.training.answer_model import Scorer
from eval.training.export_encoder import INPUTS


def trained(base: Path, weights: Path) -> Scorer:
    """The model under the weights of both files; buffers that hold no weight stay."""
    model = Scorer(base, attention="eager")
    found = {
        name: value.float()
        for file in ("words.safetensors", "layers.safetensors")
        for name, value in load_file(weights / file).items()
    }
    missing = set(dict(model.named_parameters())) - set(found)
    if missing:
        raise ValueError(f"{weights} lacks {', '.join(sorted(missing))}")
    model.load_state_dict(found, strict=False)
    model.eval()
    return model


def export_fp32(model: Scorer, target: Path) -> None:
    """Write the model as ONNX: int64 (pairs, tokens) three times in, float32 (pairs, 4) out."""
    ids = torch.ones((2, 8), dtype=torch.int64)
    types = torch.tensor([[0] * 4 + [1] * 4] * 2)
    free = {0: "pairs", 1: "tokens"}
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids), types),
        str(target),
        input_names=list(INPUTS),
        output_names=["logits"],
        dynamic_axes={**dict.fromkeys(INPUTS, free), "logits": {0: "pairs"}},
        opset_version=14,
        dynamo=False,
    )


def main() -> None:
    """Parse the command line and write the folder of the model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("base", "weights", "target"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--fp32", type=Path, help="keep the graph before quantization here")
    options = parser.parse_args()
    options.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        fp32 = options.fp32 or Path(scratch) / "model.onnx"
        export_fp32(trained(options.base, options.weights), fp32)
        quantize_dynamic(
            fp32, options.target / "model.onnx", per_channel=True, weight_type=QuantType.QInt8
        )


if __name__ == "__main__":
    main()
