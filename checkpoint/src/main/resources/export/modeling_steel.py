"""Decoder with the attention of Qwen2 and a feed-forward of its own.

FFN_type says how tokens meet experts (raw, softmoe_v1, softmoe_v2, softmoe_v3), mlp_type what an expert is
(raw: one SwiGLU, senet: two in a row). The inner width of an expert is intermediate_size // mlp_div_ratio.
softmoe_v2 and softmoe_v3 mix all tokens of a sequence, so batch padding takes part and logits depend on how a prompt is
split into forward calls.
"""

import torch
from torch import nn
from torch.nn import functional as F
from transformers.models.qwen2.configuration_qwen2 import Qwen2Config
from transformers.models.qwen2.modeling_qwen2 import Qwen2ForCausalLM


class SteelConfig(Qwen2Config):
    model_type = "steel"

    def __init__(
        self, FFN_type="raw", mlp_type="raw", mlp_div_ratio=1, n_experts=1, slots_per_expert=1, **kwargs
    ):
        self.FFN_type = FFN_type
        self.mlp_type = mlp_type
        self.mlp_div_ratio = mlp_div_ratio
        self.n_experts = n_experts
        self.slots_per_expert = slots_per_expert
        super().__init__(**kwargs)


class RawMLP(nn.Module):
    """One SwiGLU."""

    def __init__(self, config):
        super().__init__()
        d, inner = config.hidden_size, config.intermediate_size // config.mlp_div_ratio
        self.gate_proj = nn.Linear(d, inner, bias=False)
        self.up_proj = nn.Linear(d, inner, bias=False)
        self.down_proj = nn.Linear(inner, d, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class SenetMLP(nn.Module):
    """Two SwiGLU in a row."""

    def __init__(self, config):
        super().__init__()
        d, inner = config.hidden_size, config.intermediate_size // config.mlp_div_ratio
        self.gate_up_proj = nn.Linear(d, inner, bias=False)
        self.up_proj = nn.Linear(d, inner, bias=False)
        self.gate_down_proj = nn.Linear(inner, d, bias=False)
        self.down_proj = nn.Linear(inner, d, bias=False)

    def forward(self, x):
        z = F.silu(self.gate_up_proj(x)) * self.up_proj(x)
        return F.silu(self.gate_down_proj(z)) * self.down_proj(z)


MLP = {"raw": RawMLP, "senet": SenetMLP}


def experts(config):
    return nn.ModuleList(MLP[config.mlp_type](config) for _ in range(config.n_experts))


class SoftMoeV1(nn.Module):
    """Each token's mean of all experts, weighted by a softmax gate."""

    def __init__(self, config):
        super().__init__()
        self.gating = nn.Linear(config.hidden_size, config.n_experts)
        self.experts = experts(config)

    def forward(self, x):
        weights = F.softmax(self.gating(x), dim=-1, dtype=torch.float32).to(x.dtype)
        return sum(weights[..., e : e + 1] * expert(x) for e, expert in enumerate(self.experts))


class SoftMoeV2(nn.Module):
    """Dispatch is a softmax over slots, combine one over tokens."""

    def __init__(self, config):
        super().__init__()
        self.slots = config.slots_per_expert
        self.score = nn.Parameter(torch.randn(config.hidden_size, config.n_experts * config.slots_per_expert))
        self.experts = experts(config)

    def forward(self, x):
        logits = x @ self.score
        dispatch = F.softmax(logits, dim=-1, dtype=torch.float32).to(x.dtype)
        combine = F.softmax(logits, dim=-2, dtype=torch.float32).to(x.dtype)
        slots = dispatch.transpose(-1, -2) @ x
        out = [expert(s) for expert, s in zip(self.experts, slots.split(self.slots, dim=-2))]
        return combine @ torch.cat(out, dim=-2)


class SoftMoeV3(nn.Module):
    """Normalised tokens meet normalised slots: dispatch over tokens, combine over slots."""

    def __init__(self, config):
        super().__init__()
        d, e, p = config.hidden_size, config.n_experts, config.slots_per_expert
        self.phi = nn.Parameter(torch.randn(d, e, p) / d**0.5)
        self.scale = nn.Parameter(torch.ones(1))
        self.experts = experts(config)

    def forward(self, x):
        d, e, p = self.phi.shape
        x = F.normalize(x, dim=-1)
        phi = (self.scale * F.normalize(self.phi, dim=0)).reshape(d, e * p)
        logits = x @ phi
        dispatch = F.softmax(logits, dim=-2, dtype=torch.float32).to(x.dtype)
        combine = F.softmax(logits, dim=-1, dtype=torch.float32).to(x.dtype)
        slots = dispatch.transpose(-1, -2) @ x
        out = [expert(s) for expert, s in zip(self.experts, slots.split(p, dim=-2))]
        return combine @ torch.cat(out, dim=-2)


def feed_forward(config):
    if config.FFN_type == "raw":
        return MLP[config.mlp_type](config)
    return {"softmoe_v1": SoftMoeV1, "softmoe_v2": SoftMoeV2, "softmoe_v3": SoftMoeV3}[config.FFN_type](config)


class SteelForCausalLM(Qwen2ForCausalLM):
    config_class = SteelConfig

    def __init__(self, config):
        super().__init__(config)
        for layer in self.model.layers:
            layer.mlp = feed_forward(config)
        self.post_init()
