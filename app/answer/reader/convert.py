"""Convert the reading network for OpenVINO, once: its tuned weights of this folder on the encoder's own.

apart.xml      the first layers, which read a question or a passage
together.xml   the last ones, which read a question and passages together

Run as a program (``python -m app.answer.reader.convert ENCODER FOLDER``) in a process of its own, so that torch never
enters the process that serves.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import BertModel

from app.answer.reader.files import APART, TOGETHER, TUNED
from app.answer.reader.network import Apart, Together
from index.embed.runtime import openvino_runtime


def convert(encoder: Path, folder: Path) -> None:
    """Write both networks to ``folder``; takes about 10 s."""
    bert = BertModel.from_pretrained(encoder, add_pooling_layer=False).eval()
    dim = bert.config.hidden_size
    together = Together(bert)
    tuned = {name: values.float() for name, values in load_file(TUNED).items()}
    _, unknown = together.load_state_dict(tuned, strict=False)
    if unknown:
        raise ValueError(f"{TUNED} holds weights that the network does not know: {unknown}")
    together.merge()
    states, mask = torch.ones(2, 7, dim), torch.ones(2, 7, dtype=torch.long)
    _save(Apart(bert).eval(), {"words": states, "mask": mask}, ["states"], folder / APART)
    example = {
        **{"question": states, "question_mask": mask, "passage": states, "passage_mask": mask},
        "match": torch.ones(2, 7, 2),
    }
    _save(together.eval(), example, ["tokens", "nothing"], folder / TOGETHER)


def _save(module: torch.nn.Module, example: dict[str, torch.Tensor], outputs: list[str], path: Path) -> None:
    openvino = openvino_runtime()
    ir = openvino.convert_model(module, example_input=example)
    for output, name in zip(ir.outputs, outputs, strict=True):
        output.get_tensor().set_names({name})
    openvino.save_model(ir, path, compress_to_fp16=True)


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
