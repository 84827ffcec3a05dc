#!/usr/bin/env python3
"""Trains the 1.12-billion-parameter configuration on this machine, kills it, resumes it, and compares the bits.

    python bench/billion.py [--steel ./steel] [--work FOLDER] [--sequence 256] [--steps 2] [--threads N]

softmoe_v3/senet, hidden 1792, 18 layers, vocabulary 151,936, fp32, one leaf of one sequence per step, one worker. The first
run is left alone. The second is killed (kill -9, node and worker) in its last step, when the checkpoint before it is there,
and resumed. Both must end with the same `steel checkpoint hash` and the same step ledger. Needs about 22 GiB of memory and
45 GB of disk below --work. Prints one JSON object: seconds, the peak resident memory of every process (VmHWM), and of all.
"""

import argparse
import glob
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time

GIB = 1 << 30
CONFIG = {
    "FFN_type": "softmoe_v3", "mlp_type": "senet", "n_experts": 6, "slots_per_expert": 1, "mlp_div_ratio": 4,
    "vocab_size": 151936, "hidden_size": 1792, "intermediate_size": 1792, "num_hidden_layers": 18,
    "num_attention_heads": 32, "num_key_value_heads": 32, "max_position_embeddings": 2048, "rope_theta": 1000000.0,
    "rms_norm_eps": 1e-6, "tie_word_embeddings": False, "initializer_range": 0.02, "hidden_act": "silu",
}  # fmt: skip
RECIPE = """kind: pretrain
model: {{config: config.json}}
data: {{train: [{{path: shards}}], sequence_length: {sequence}, order: sequential}}
train:
  steps: {steps}
  global_batch: 1
  micro_batch: 1
  optimizer: {{name: adamw, lr: 3.0e-4, betas: [0.9, 0.95], eps: 1.0e-8, weight_decay: 0.05, grad_clip: 1.0}}
  schedule: {{name: cosine, warmup_steps: 1, min_lr: 0.0}}
  precision: fp32
  ignore_index: 151643
  validate_every: 0
checkpoint: {{every_steps: 1, keep: 1}}
"""


def prepare(a):
    os.makedirs(f"{a.work}/shards", exist_ok=True)
    draw = random.Random(1)
    tokens = [draw.randrange(151000) for _ in range((a.sequence + 1) * a.steps)]
    with open(f"{a.work}/shards/billion_process0_0000000000.bin", "wb") as file:
        file.write(b"LITPKDS" + struct.pack("<QBQ", 1, 4, len(tokens)) + struct.pack(f"<{len(tokens)}i", *tokens))
    with open(f"{a.work}/config.json", "w", encoding="utf-8") as file:
        json.dump(CONFIG, file)
    with open(f"{a.work}/recipe.yaml", "w", encoding="utf-8") as file:
        file.write(RECIPE.format(sequence=a.sequence, steps=a.steps))


def children(pid):
    found = []
    for task in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            with open(task, encoding="ascii") as file:
                found += [int(child) for child in file.read().split()]
        except OSError:
            pass
    return found


def peak(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return next((int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:")), 0)
    except OSError:
        return 0


def train(a, folder, peaks, resume=False, kill_after=None):
    """Runs `steel train`; with kill_after it is killed once that file is there and the step behind it has begun."""
    command = [a.steel, "train", f"{a.work}/recipe.yaml", "--dir", folder, "--workers", "1", "--threads", str(a.threads)]
    with open(f"{folder}.log", "a", encoding="utf-8") as log:
        run = subprocess.Popen(command + (["--resume"] if resume else []), stdout=log, stderr=log)
    there = None
    while run.poll() is None:
        for pid in [run.pid, *children(run.pid)]:
            peaks[pid] = max(peaks.get(pid, 0), peak(pid))
        if kill_after and there is None and os.path.exists(kill_after):
            there = time.time()
        if there and time.time() - there > 3:
            for pid in [run.pid, *children(run.pid)]:
                os.kill(pid, signal.SIGKILL)
            run.wait()
            return "killed"
        time.sleep(0.2)
    if run.returncode:
        sys.exit(f"steel train ended with code {run.returncode}, see {folder}.log")
    return "ended"


def outcome(a, folder):
    digest = subprocess.run(
        [a.steel, "checkpoint", "hash", f"{folder}/checkpoints"], capture_output=True, text=True, check=True
    ).stdout.strip()
    with open(f"{folder}/ledger.jsonl", encoding="utf-8") as file:
        return digest, file.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--steel", default=os.path.join(here, "steel"))
    parser.add_argument("--work", default="billion")
    parser.add_argument("--sequence", type=int, default=256)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    a = parser.parse_args()
    a.work = os.path.abspath(a.work)
    shutil.rmtree(a.work, ignore_errors=True)
    prepare(a)
    report, began = {}, time.time()

    peaks = {}
    train(a, f"{a.work}/calm", peaks)
    report["calm_seconds"] = round(time.time() - began)
    calm = outcome(a, f"{a.work}/calm")
    with open(f"{a.work}/calm/metrics.jsonl", encoding="utf-8") as file:
        report["losses"] = [json.loads(line)["loss"] for line in file]
    shutil.rmtree(f"{a.work}/calm/checkpoints")

    began = time.time()
    before_last = f"{a.work}/killed/checkpoints/step-{a.steps - 1:08d}/manifest.json"
    report["second_run"] = train(a, f"{a.work}/killed", peaks, kill_after=before_last)
    with open(f"{a.work}/killed/ledger.jsonl", encoding="utf-8") as file:
        report["steps_when_killed"] = len(file.readlines())
    train(a, f"{a.work}/killed", peaks, resume=True)
    report["killed_seconds"] = round(time.time() - began)
    killed = outcome(a, f"{a.work}/killed")

    report["hash"] = calm[0]
    report["equal_hash"] = calm[0] == killed[0]
    report["equal_ledger"] = calm[1] == killed[1]
    largest = sorted(peaks.values(), reverse=True)
    report["worker_peak_gib"] = round(largest[0] / GIB, 2)
    report["all_processes_peak_gib"] = round((largest[0] + max(p for p in peaks.values() if p < GIB)) / GIB, 2)
    print(json.dumps(report, indent=1))
    shutil.rmtree(a.work)
    return 0 if report["equal_hash"] and report["equal_ledger"] and report["second_run"] == "killed" else 1


if __name__ == "__main__":
    sys.exit(main())
