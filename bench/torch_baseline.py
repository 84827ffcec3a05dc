#!/usr/bin/env python3
"""The PyTorch side of `steel bench`: the same model, step and sizes as a PyTorch user would write them.

    pip install torch==2.7.1 numpy
    python bench/torch_baseline.py --case fp32 --ffn softmoe_v1 --steps 5
    python bench/torch_baseline.py --case fp32 --processes 2          DistributedDataParallel over Gloo, one thread each
    python bench/torch_baseline.py --case allreduce --mb 64           Gloo between two processes
    python bench/torch_baseline.py --case save                        torch.save of weights and AdamW's state, fsync included
    python bench/torch_baseline.py --case generate                    greedy generation with a key-value cache
    python bench/torch_baseline.py --case gemm                        matrix products of the model's sizes

One JSON object on the last line of standard output. Training: eager modules, scaled_dot_product_attention, fused AdamW,
cross_entropy over all logits, clip_grad_norm_; bf16-mixed is torch.autocast. The first step is not timed; the median of the
others counts. Peak memory is that of one process.
"""

import argparse
import contextlib
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

SIZES = {
    "hidden": 512, "layers": 8, "heads": 8, "intermediate": 512, "experts": 6, "div": 4, "vocab": 32000,
    "seq": 512, "micro": 4, "accumulate": 2, "steps": 5, "threads": 2, "processes": 1, "mb": 64, "new_tokens": 64,
}  # fmt: skip


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", default="fp32", choices=["fp32", "bf16-mixed", "allreduce", "save", "generate", "gemm"])
    parser.add_argument("--ffn", default="softmoe_v1", choices=["raw", "softmoe_v1", "softmoe_v3"])
    parser.add_argument("--mlp", default="raw", choices=["raw", "senet"])
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"], help="of training and products")
    for name, value in SIZES.items():
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=value)
    return parser.parse_args()


def decoder(a):
    import torch
    from torch import nn
    from torch.nn import functional as F

    width, head = a.intermediate // a.div, a.hidden // a.heads

    def linear(rows, columns, bias=False):
        return nn.Linear(columns, rows, bias=bias)

    class RmsNorm(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(a.hidden))

        def forward(self, x):
            wide = x.float()
            scaled = wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + 1e-6)
            return self.weight * scaled.to(x.dtype)

    class Expert(nn.Module):
        def __init__(self):
            super().__init__()
            self.gate, self.up, self.down = linear(width, a.hidden), linear(width, a.hidden), linear(a.hidden, width)
            self.excite = linear(a.hidden, width) if a.mlp == "senet" else None

        def forward(self, x):
            inner = F.silu(self.gate(x)) * self.up(x)
            out = self.down(inner)
            return out if self.excite is None else F.silu(self.excite(inner)) * out

    class GatedExperts(nn.Module):
        """softmoe_v1: every expert sees every token; a softmax gate weighs them."""

        def __init__(self):
            super().__init__()
            self.experts = nn.ModuleList([Expert() for _ in range(a.experts)])
            self.gating = linear(a.experts, a.hidden, bias=True)

        def forward(self, x):
            weights = self.gating(x).softmax(-1, dtype=torch.float32).to(x.dtype)
            outputs = torch.stack([expert(x) for expert in self.experts], dim=-2)
            return (outputs * weights.unsqueeze(-1)).sum(-2)

    class SlotExperts(nn.Module):
        """softmoe_v3: every expert sees one slot, a mixture of all tokens."""

        def __init__(self):
            super().__init__()
            self.experts = nn.ModuleList([Expert() for _ in range(a.experts)])
            self.phi = nn.Parameter(torch.randn(a.hidden, a.experts, 1) * a.hidden**-0.5)
            self.scale = nn.Parameter(torch.ones(1))

        def forward(self, x):
            tokens = F.normalize(x, dim=-1)
            logits = torch.einsum("btd,des->btes", tokens, self.scale * F.normalize(self.phi, dim=0)).float()
            dispatch = logits.softmax(1).to(x.dtype)
            combine = logits.flatten(2).softmax(-1).view_as(logits).to(x.dtype)
            slots = torch.einsum("btd,btes->besd", tokens, dispatch)
            outputs = torch.stack([expert(slots[:, e]) for e, expert in enumerate(self.experts)], dim=1)
            return torch.einsum("besd,btes->btd", outputs, combine)

    def turned(x):
        low, high = x.chunk(2, dim=-1)
        return torch.cat((-high, low), dim=-1)

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.before_attention, self.before_mlp = RmsNorm(), RmsNorm()
            self.query, self.key, self.value = (linear(a.hidden, a.hidden, bias=True) for _ in range(3))
            self.output = linear(a.hidden, a.hidden)
            self.mlp = {"raw": Expert, "softmoe_v1": GatedExperts}.get(a.ffn, SlotExperts)()

        def forward(self, h, cos, sin, cache=None):
            batch, length, _ = h.shape
            x = self.before_attention(h)
            q, k, v = (p(x).view(batch, length, a.heads, head).transpose(1, 2) for p in (self.query, self.key, self.value))
            q, k = q * cos + turned(q) * sin, k * cos + turned(k) * sin
            if cache is not None:
                if cache:
                    k, v = torch.cat((cache[0], k), dim=2), torch.cat((cache[1], v), dim=2)
                cache[:] = [k, v]
            mixed = F.scaled_dot_product_attention(q.to(v.dtype), k.to(v.dtype), v, is_causal=length > 1)
            h = h + self.output(mixed.transpose(1, 2).reshape(batch, length, a.hidden))
            return h + self.mlp(self.before_mlp(h))

    class Decoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(a.vocab, a.hidden)
            self.blocks = nn.ModuleList([Block() for _ in range(a.layers)])
            self.norm, self.head = RmsNorm(), linear(a.vocab, a.hidden)
            rates = 1e6 ** (-torch.arange(0, head, 2).float() / head)
            angles = torch.outer(torch.arange(a.seq + a.new_tokens).float(), rates).repeat(1, 2)
            self.register_buffer("cos", angles.cos(), persistent=False)
            self.register_buffer("sin", angles.sin(), persistent=False)

        def forward(self, ids, caches=None, first=0, last_only=False):
            cos, sin = (t[first : first + ids.shape[1]] for t in (self.cos, self.sin))
            h = self.embedding(ids)
            for i, block in enumerate(self.blocks):
                h = block(h, cos, sin, None if caches is None else caches[i])
            return self.head(self.norm(h[:, -1:] if last_only else h)).float()

    torch.manual_seed(0)
    model = Decoder()
    for parameter in model.parameters():
        if parameter.dim() == 2:
            nn.init.normal_(parameter, std=0.02)
    return model


def train(a):
    import torch
    from torch import distributed
    from torch.nn import functional as F

    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    torch.set_num_threads(1 if world > 1 else a.threads)
    device = torch.device(a.device, rank if a.device == "cuda" else None)
    model = decoder(a).to(device)
    if a.compile:
        for block in model.blocks:
            block.compile()
    net = model
    if world > 1:
        distributed.init_process_group("nccl" if a.device == "cuda" else "gloo")
        net = torch.nn.parallel.DistributedDataParallel(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.05, fused=True)
    draw = torch.Generator().manual_seed(1 + rank)
    micro_batches = max(1, a.accumulate // world)
    seconds, losses = [], []
    for _ in range(a.steps + 1):
        began, total = time.perf_counter(), 0.0
        for i in range(micro_batches):
            tokens = torch.randint(0, a.vocab, (a.micro, a.seq + 1), generator=draw).to(device)
            quiet = net.no_sync() if world > 1 and i + 1 < micro_batches else contextlib.nullcontext()
            with quiet:
                with torch.autocast(a.device, dtype=torch.bfloat16, enabled=a.case == "bf16-mixed"):
                    logits = net(tokens[:, :-1])
                    loss = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
                (loss / micro_batches).backward()
            total += loss.item() / micro_batches
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if a.device == "cuda":
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - began)
        losses.append(round(total, 4))
    if rank == 0:
        per_step = a.micro * a.seq * micro_batches * world
        report(
            a,
            parameters=sum(p.numel() for p in model.parameters()),
            processes=world,
            threads=torch.get_num_threads(),
            compiled=a.compile,
            tokens_per_step=per_step,
            tokens_per_second=round(per_step / statistics.median(seconds[1:]), 1),
            peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            device=a.device,
            peak_device_mb=torch.cuda.max_memory_allocated() >> 20 if a.device == "cuda" else 0,
            losses=losses,
        )


def all_reduce(a):
    import torch
    from torch import distributed

    torch.set_num_threads(1)
    distributed.init_process_group("gloo")
    gradient = torch.ones(a.mb * (1 << 18))
    seconds = []
    for _ in range(60):
        distributed.barrier()
        began = time.perf_counter()
        distributed.all_reduce(gradient)
        seconds.append(time.perf_counter() - began)
    if distributed.get_rank() == 0:
        report(a, mb=a.mb, gb_per_second=round(gradient.nbytes / statistics.median(seconds[20:]) / 1e9, 3))


def save(a):
    import torch

    model = decoder(a)
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for i in range(3):
            began = time.perf_counter()
            with open(os.path.join(folder, f"{i}.pt"), "wb") as file:
                torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
            seconds.append(time.perf_counter() - began)
    report(a, bytes=size, seconds=round(statistics.median(seconds), 3))


def generate(a):
    import torch

    torch.set_num_threads(a.threads)
    model = decoder(a).eval()
    prompt = torch.randint(0, a.vocab, (1, a.seq), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        for _ in range(2):
            caches, began = [[] for _ in model.blocks], time.perf_counter()
            logits = model(prompt, caches, last_only=True)
            prefill = time.perf_counter() - began
            began = time.perf_counter()
            for i in range(a.new_tokens):
                token = logits[:, -1].argmax(-1, keepdim=True)
                logits = model(token, caches, first=a.seq + i)
            decode = time.perf_counter() - began
    report(
        a,
        prefill_tokens_per_second=round(a.seq / prefill, 1),
        decode_tokens_per_second=round(a.new_tokens / decode, 1),
    )


def gemm(a):
    import torch

    torch.set_num_threads(a.threads)
    rows, rates = a.micro * a.seq, {}
    for dtype in (torch.float32, torch.bfloat16):
        for columns in (a.hidden, 3 * a.hidden, a.vocab):
            x, w = (torch.randn(n, a.hidden).to(a.device, dtype) for n in (rows, columns))
            best = float("inf")
            for _ in range(6):
                began = time.perf_counter()
                torch.nn.functional.linear(x, w)
                if a.device == "cuda":
                    torch.cuda.synchronize()
                best = min(best, time.perf_counter() - began)
            rates[f"{dtype} {rows}x{a.hidden}x{columns}"] = round(2e-9 * rows * a.hidden * columns / best, 1)
    report(a, gflops=rates)


def report(a, **figures):
    print(json.dumps({"case": a.case, **figures}), flush=True)


def in_processes(count):
    """Starts this script once per rank and waits for all."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shared = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": str(count), "OMP_NUM_THREADS": "1"}
    ranks = [
        subprocess.Popen([sys.executable, *sys.argv], env={**os.environ, **shared, "RANK": str(rank)})
        for rank in range(count)
    ]
    return max(rank.wait() for rank in ranks)


def main():
    a = arguments()
    count = 2 if a.case == "allreduce" else a.processes
    if count > 1 and "RANK" not in os.environ:
        return in_processes(count)
    {"allreduce": all_reduce, "save": save, "generate": generate, "gemm": gemm}.get(a.case, train)(a)
    return 0


if __name__ == "__main__":
    sys.exit(main())
