#!/usr/bin/env python3
"""Loads an exported model folder in transformers and compares its logits with given ones.

    python docs/check_export.py FOLDER IO.safetensors [--tolerance 1e-5] [--trust-remote-code]

IO.safetensors holds `input_ids` [B, S] and `logits` [B, S, V] in float32. The comparison is in float32 on one thread, with
eager or SDPA attention as transformers chooses. Exit code 0 where every logit is within the tolerance, 1 where not.
A folder of model_type qwen2 must load as Qwen2ForCausalLM with no weight missing, unexpected or newly initialised.
"""

import argparse
import sys

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("io")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    parser.add_argument("--trust-remote-code", action="store_true")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    model, info = AutoModelForCausalLM.from_pretrained(
        arguments.folder,
        torch_dtype=torch.float32,
        output_loading_info=True,
        trust_remote_code=arguments.trust_remote_code,
    )
    faults = {key: value for key, value in info.items() if value}
    if faults:
        print(f"{arguments.folder}: weights do not fit {type(model).__name__}: {faults}", file=sys.stderr)
        return 1
    if model.config.model_type == "qwen2" and type(model).__name__ != "Qwen2ForCausalLM":
        print(f"{arguments.folder}: loaded as {type(model).__name__}, expected Qwen2ForCausalLM", file=sys.stderr)
        return 1

    io = load_file(arguments.io)
    # train mode without dropout: the whole sequence in one forward pass, nothing cached
    with torch.no_grad():
        logits = model(io["input_ids"], use_cache=False).logits.float()
    difference = (logits - io["logits"]).abs().max().item()
    largest = io["logits"].abs().max().item()
    fine = difference <= arguments.tolerance
    print(
        f"{type(model).__name__}: {logits.numel()} logits, largest {largest:.4f}, "
        f"largest difference {difference:.3g}, tolerance {arguments.tolerance:g}: {'equal' if fine else 'NOT EQUAL'}"
    )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
