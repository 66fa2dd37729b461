"""The weights of a shipped int8 graph as floats, to train further from.

    python -m eval.training.shipped_weights rag/encoders/answers/model.onnx weights.safetensors

A multiplication lost the name of its weights on the way; the bias that is added to it kept its own.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import save_file

_QUANTIZED = "_quantized"


def weights_of(file: Path) -> dict[str, torch.Tensor]:
    """Every weight by its name in `Scorer`, float32; raises LookupError where a bias is missing."""
    graph = onnx.load(str(file)).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    readers: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    found: dict[str, np.ndarray[Any, Any]] = {}
    for name, value in held.items():
        if name.endswith(_QUANTIZED):
            kept = _floats(held, name.removesuffix(_QUANTIZED))
            if "embeddings" in name:
                found[name.removesuffix(_QUANTIZED)] = kept
            else:
                found[f"{_module(readers, name)}.weight"] = kept.T
        elif value.dtype == np.float32 and not name.endswith("_scale"):
            found[name] = value
    return {name: torch.from_numpy(np.array(one, order="C")) for name, one in found.items()}


def _floats(held: dict[str, np.ndarray[Any, Any]], name: str) -> np.ndarray[Any, Any]:
    whole = held[name + _QUANTIZED].astype(np.float32)
    floats: np.ndarray[Any, Any] = (whole - held[name + "_zero_point"]) * held[name + "_scale"]
    return floats.astype(np.float32)


def _module(readers: dict[str, list[Any]], name: str) -> str:
    """The module whose bias is the first to be added to what is multiplied by `name`."""
    ahead = [name]
    while ahead:
        for node in readers.get(ahead.pop(0), []):
            bias = [one for one in node.input if one.endswith(".bias") and "LayerNorm" not in one]
            if node.op_type == "Add" and bias:
                return str(bias[0]).removesuffix(".bias")
            ahead += node.output
    raise LookupError(name)


def main() -> None:
    """Parse the command line and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("graph", "target"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    save_file(weights_of(options.graph), options.target)


if __name__ == "__main__":
    main()
