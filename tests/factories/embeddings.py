"""A tiny model in the form of a real one: each piece has a vector of its own, whatever stands around it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

# Pieces on one line mean the same.
MEANINGS = (
    ("[PAD]",),
    ("[UNK]",),
    ("[CLS]", "[SEP]"),
    ("水", "管", "漏", "修", "龙", "头", "plumb", "##er", "##ing"),
    ("陪", "医", "院", "看", "病", "诊"),
    ("头发", "理", "剪", "刘", "海"),
)
PIECES = tuple(piece for line in MEANINGS for piece in line)
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# Begin, end and padding say little; what is padded says a lot, so that a mask that is not heeded shows.
STRENGTH = {"[PAD]": 50.0, "[CLS]": 0.01, "[SEP]": 0.01}


def make_model(
    folder: Path,
    *,
    pieces: Sequence[str] = PIECES,
    inputs: Sequence[str] = INPUTS,
    is_pooled: bool = False,
    strength: float = 1.0,
) -> Path:
    """Write a model that gives each piece the vector of its meaning, and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    table = np.zeros((len(pieces), len(MEANINGS)), dtype=np.float32)
    for number, piece in enumerate(pieces):
        meaning = next(place for place, line in enumerate(MEANINGS) if piece in line)
        table[number, meaning] = STRENGTH.get(piece, 1.0) * strength
    nodes = [helper.make_node("Gather", ["table", inputs[0]], ["hidden"])]
    shape = ["n", "pieces", len(MEANINGS)]
    if is_pooled:
        nodes.append(helper.make_node("ReduceMean", ["hidden"], ["pooled"], axes=[1], keepdims=0))
        shape = ["n", len(MEANINGS)]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "pieces"]) for name in inputs],
        [helper.make_tensor_value_info("pooled" if is_pooled else "hidden", TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save(model, str(folder / "model.onnx"))
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    return folder
