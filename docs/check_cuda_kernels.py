#!/usr/bin/env python3
"""Follows every kernel on a CUDA device that is not there: shapes, types and places of all tensors, no values.

    python docs/check_cuda_kernels.py

Needs PyTorch 2.7 built for CUDA, but no device: its fake tensors know for each operator what it accepts and returns. What is
found: operators that a CUDA build lacks, tensors on the wrong side, wrong types and shapes. What is not: wrong numbers, the
graph of a mixture, the step with a cache and the first upload, which ask the driver, and what a device does. The same calls are made once with real tensors of the processor, which shows that the script calls the kernels as
they want it. Exit code 0 where everything is as it should be, 1 where not.
"""

import io
import itertools
import pathlib
import sys
import zipfile

import torch
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode
from torch.utils._pytree import tree_leaves

KERNELS = pathlib.Path(__file__).parent.parent / "gpu-actors/src/main/resources/kernels"
B, S, D, H, KV, E, SLOTS, I, V = 2, 16, 32, 4, 2, 3, 2, 24, 100
MIXTURES = {"raw": 0, "softmoe_v1": 1, "softmoe_v2": 2, "softmoe_v3": 3}


def module():
    """The kernels, packed as libtorch loads them."""
    lines = ["class Kernels(Module):", "  __parameters__ = []", "  __buffers__ = []", "  training : bool"]
    for file in sorted(KERNELS.glob("*.ts")):
        lines += ["  " + line for line in file.read_text().split("\n") if line.strip() and not line.startswith("#")]
    pickle = b"\x80\x02c__torch__\nKernels\nq\x00)\x81}(X\x08\x00\x00\x00training\x88ub."
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
        for name, data in {
            "data.pkl": pickle,
            "code/__torch__.py": "\n".join(lines) + "\n",
            "constants.pkl": b"\x80\x02).",
            "version": "10\n",
        }.items():
            out.writestr("kernels/" + name, data)
    archive.seek(0)
    return torch.jit.load(archive)


class Pretended(FakeTensorMode):
    """Tensors of CUDA are fake, those of the processor are real: kernels read their settings from them."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        tensors = [x for x in tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)]
        fake = any(isinstance(x, FakeTensor) for x in tensors)
        device = torch.device(kwargs.get("device") or "cpu")
        if not fake and device.type == "cpu":
            return func(*args, **kwargs)
        if func is torch.ops.aten.silu_backward.grad_input:
            # in this form it asks the driver for a device
            result = super().__torch_dispatch__(torch.ops.aten.silu_backward.default, types, args)
            assert result.shape == kwargs["grad_input"].shape and result.dtype == kwargs["grad_input"].dtype
            return kwargs["grad_input"]
        return super().__torch_dispatch__(func, types, args, kwargs)


class Pass:
    """The calls of a training pass and of a cached step, in their order."""

    def __init__(self, kernels, device, precision, mixture, senet):
        self.k = kernels
        self.device = device
        self.product = torch.bfloat16 if precision == "bf16-mixed" else torch.float32
        self.experts = 1 if mixture == "raw" else E
        self.slots = SLOTS if mixture in ("softmoe_v2", "softmoe_v3") else 1
        self.kind = MIXTURES[mixture]
        self.senet = int(senet)
        self.dense = self.kind < 2 and not senet
        self.dims = torch.tensor([D, H, KV, I, self.experts, self.slots, self.kind, self.senet, 0])
        self.eps = torch.tensor([1e-6], dtype=torch.float64)
        self.narrow = torch.tensor([int(precision == "bf16-mixed")])
        self.faults = []

    def tensor(self, *shape, dtype=torch.float32):
        return torch.ones(shape, dtype=dtype, device=self.device)

    def expect(self, what, tensor, shape, dtype):
        found = (tensor.device.type, tuple(tensor.shape), tensor.dtype)
        wanted = (self.device, shape, dtype)
        if found != wanted:
            self.faults.append(f"{what}: {found}, wanted {wanted}")

    def leaf(self, x):
        """Of the graph; without a driver there is none on CUDA, and autograd's own operators are not what is in doubt."""
        return x if self.device == "cuda" else self.k.leaf(x)

    def sizes(self):
        qkv = D + 2 * KV * (D // H)
        w = self.experts * I
        matmul = qkv * D + qkv + D * D + 2 * w * D + (1 + self.senet) * w * D
        matmul += {1: self.experts * D + self.experts, 2: D * self.experts * self.slots}.get(self.kind, 0)
        return matmul, 2 * D + (D * self.experts * self.slots + 1 if self.kind == 3 else 0)

    def run(self):
        matmul_size, plain_size = self.sizes()
        matmul = self.tensor(matmul_size, dtype=self.product)
        plain = self.tensor(plain_size)
        sums = self.tensor(matmul_size), self.tensor(plain_size)
        cos, sin = self.tensor(S, D // H), self.tensor(S, D // H)
        vocabulary, vocabulary_sum = self.tensor(V * D), self.tensor(V * D)
        ids = self.tensor(B, S, dtype=torch.int64)
        for mode in (torch.tensor([0]), torch.tensor([1])):
            h = self.k.embedding_forward(ids, vocabulary, self.dims)
            self.expect("embedding", h, (B, S, D), torch.float32)
            out, layer_backward = self.layer(h, matmul, plain, cos, sin, *sums, mode)
            g = self.head(out, vocabulary, vocabulary_sum, ids, mode)
            g = layer_backward(g)
            self.expect("gradient of the layer", g, (B, S, D), torch.float32)
            self.k.embedding_backward(ids, g, vocabulary_sum, self.dims, mode)
        if self.device == "cpu":  # scaled_dot_product_attention asks the driver which of its kernels to take
            self.cached(h, matmul, plain, cos, sin)
        self.copies(matmul, sums[0])
        return self.faults

    def layer(self, h, matmul, plain, cos, sin, sum_matmul, sum_plain, mode):
        k, dims = self.k, self.dims
        h1, y, r, heads, attended, lse, r1 = k.attention_forward(h, matmul, plain, cos, sin, dims, self.eps)
        self.expect("attention", h1, (B, S, D), torch.float32)
        self.expect("attended", attended, (B, H, S, D // H), self.product)
        if self.dense:
            out, both, gate = k.dense_forward(y, h1, matmul, dims)
        else:
            matrices = k.mixture_matrices(matmul, dims)
            leaves = [self.leaf(x) for x in (y, matrices, plain)]
            mixed = k.mixture_forward(*leaves, dims)
            out = k.added(h1, mixed.detach())
        self.expect("layer", out, (B, S, D), torch.float32)

        def backward(g):
            if self.device == "cuda" and not self.dense:
                dy = y
            elif self.dense:
                dy = k.dense_backward(g, h1, r1, both, gate, matmul, plain, sum_matmul, mode, dims)
            else:
                dy = k.mixture_backward(mixed, *leaves, g, sum_matmul, sum_plain, mode)
            self.expect("gradient of the norm", dy, (B, S, D), torch.float32)
            return k.attention_backward(
                g, dy, h, h1, r, heads, attended, lse, r1, matmul, plain, cos, sin, sum_matmul, sum_plain, mode, dims
            )

        return out, backward

    def head(self, h, vocabulary, vocabulary_sum, targets, mode):
        k = self.k
        gain, gain_sum = self.tensor(D), self.tensor(D)
        x, r = k.head_norm(h, gain, self.eps)
        gradient = k.head_gradient_rows(x)
        loss_sum = k.zero_sum(x)
        self.expect("loss sum", loss_sum, (), torch.float64)
        weights = k.head_weights(vocabulary.to(self.product), self.dims)
        for first, last in ((0, 20), (20, B * S)):
            rows = torch.tensor([first, last, -100, 1 if first else int(mode)])
            for z in (0.0, 1e-4):
                factors = torch.tensor([0.5, z * 100, z, 1.0 - z], dtype=torch.float64)
                k.head_chunk(x, weights, targets, gradient, vocabulary_sum, loss_sum, rows, factors, self.narrow)
            k.head_loss(x, weights, targets, loss_sum, rows, factors, self.narrow)
            host_logits, host_log_probs = torch.empty(B * S, V), torch.empty(B * S)
            k.head_logits(x, weights, host_logits, rows, self.narrow)
            k.head_log_probs(x, weights, targets, host_log_probs, rows, self.narrow)
        k.last_rows(h)
        back = k.head_norm_backward(gradient, h, r, gain, gain_sum, mode)
        self.expect("gradient of the head", back, (B, S, D), torch.float32)
        return back

    def cached(self, h, matmul, plain, cos, sin):
        keys, values = self.tensor(B, KV, 2 * S, D // H), self.tensor(B, KV, 2 * S, D // H)
        for past, length in ((0, S), (S, 1), (S, 3)):
            out = self.k.layer_cached(
                h.narrow(1, 0, length).contiguous(), matmul, plain, cos.narrow(0, 0, length), sin.narrow(0, 0, length),
                keys, values, torch.tensor([past]), self.dims, self.eps,
            )
            self.expect("cached layer", out, (B, length, D), torch.float32)

    def copies(self, matmul, sum_matmul):
        host = torch.zeros(matmul.shape, dtype=matmul.dtype)
        if self.device == "cpu":  # a first upload asks the driver for memory
            self.expect("upload", self.k.copy_like(host, self.tensor(1)), tuple(matmul.shape), matmul.dtype)
        self.k.copy_into(matmul, host)
        self.k.copy_into(torch.zeros(sum_matmul.shape), sum_matmul)
        self.k.add_into(sum_matmul, sum_matmul)


def main():
    torch._C._set_graph_executor_optimize(False)  # as on the device thread
    kernels = module()
    failed = 0
    cases = itertools.product(("cpu", "cuda"), ("fp32", "bf16-mixed"), MIXTURES, (False, True))
    for device, precision, mixture, senet in cases:
        name = f"{device} {precision} {mixture}/{'senet' if senet else 'raw'}"
        try:
            if device == "cpu":
                faults = Pass(kernels, device, precision, mixture, senet).run()
            else:
                with Pretended(allow_non_fake_inputs=True):
                    faults = Pass(kernels, device, precision, mixture, senet).run()
        except Exception as error:  # whatever an operator says is what is looked for
            lines = [line for line in str(error).split("\n") if line.strip()]
            faults = [" | ".join(lines[-6:])]
        print(f"{name}: {'as it should be' if not faults else faults}")
        failed += bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
