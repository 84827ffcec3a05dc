# The feed-forward part of a layer: one mlp, or a soft mixture of E of them.
# B sequences, S positions, D width, I inner width of an mlp, W = E * I, P slots of an expert, N = E * P.
# parts[3] = matrices from D to I: E gates, then E ups. parts[4] = matrices from I to D: E downs; with senet E gates, then E downs.
# Products are made in the type of the weights; mixing weights and the sum of a dense mixture are fp32.

def senet(self: __torch__.Kernels, dims: Tensor) -> bool:
  return int(dims[7]) == 1

def single_mlp(self: __torch__.Kernels, x: Tensor, parts: List[Tensor], dims: Tensor) -> Tensor:
  D = int(dims[0])
  I = int(dims[3])
  both = torch.chunk(torch.linear(x, torch.view(parts[3], [2 * I, D])), 2, -1)
  z = torch.mul(torch.silu(both[0]), both[1])
  if (self).senet(dims, ):
    ends = torch.chunk(torch.linear(z, torch.view(parts[4], [2 * D, I])), 2, -1)
    r = torch.mul(torch.silu(ends[0]), ends[1])
  else:
    r = torch.linear(z, torch.view(parts[4], [D, I]))
  return r

# softmoe_v1: every token goes through every expert; parts[5], parts[6] = gating. The first stage of all experts is one product of
# width W, and so is the second where the gates can be multiplied in before it.
def dense_mixture(self: __torch__.Kernels, x_BSD: Tensor, parts: List[Tensor], dims: Tensor) -> Tensor:
  D = int(dims[0])
  I = int(dims[3])
  E = int(dims[4])
  B = torch.size(x_BSD, 0)
  S = torch.size(x_BSD, 1)
  gate_BSE = torch.softmax(torch.linear(x_BSD, torch.view(parts[5], [E, D]), parts[6]), -1, 6)
  both = torch.chunk(torch.linear(x_BSD, torch.view(parts[3], [2 * E * I, D])), 2, -1)
  z_BSW = torch.mul(torch.silu(both[0]), both[1])
  if (self).senet(dims, ):
    ends = torch.view(parts[4], [2 * E, D, I])
    z_E = torch.chunk(z_BSW, E, -1)
    gate_E = torch.chunk(gate_BSE, E, -1)
    r = torch.mul((self).second_stage(z_E[0], torch.select(ends, 0, 0), torch.select(ends, 0, E), ), gate_E[0])
    for i in range(E - 1):
      e = i + 1
      y = (self).second_stage(z_E[e], torch.select(ends, 0, e), torch.select(ends, 0, E + e), )
      r = torch.add(r, torch.mul(y, gate_E[e]))
  else:
    weighted = torch.mul(torch.view(z_BSW, [B, S, E, I]), torch.unsqueeze(gate_BSE, -1))
    wide_DW = torch.reshape(torch.permute(torch.view(parts[4], [E, D, I]), [1, 0, 2]), [D, E * I])
    r = torch.linear(torch.to(torch.view(weighted, [B, S, E * I]), ops.prim.dtype(x_BSD)), wide_DW)
  return r

def second_stage(self: __torch__.Kernels, z: Tensor, gate_DI: Tensor, down_DI: Tensor) -> Tensor:
  return torch.mul(torch.silu(torch.linear(z, gate_DI)), torch.linear(z, down_DI))

# Each expert on its own slots: [B, N, D] -> [B, N, D], batched over experts.
def experts_on_slots(self: __torch__.Kernels, slots_BND: Tensor, parts: List[Tensor], dims: Tensor) -> Tensor:
  D = int(dims[0])
  I = int(dims[3])
  E = int(dims[4])
  P = int(dims[5])
  B = torch.size(slots_BND, 0)
  x = torch.reshape(torch.permute(torch.view(slots_BND, [B, E, P, D]), [1, 0, 2, 3]), [E, B * P, D])
  first = torch.chunk(torch.transpose(torch.view(parts[3], [2 * E, I, D]), 1, 2), 2)
  z = torch.mul(torch.silu(torch.bmm(x, first[0])), torch.bmm(x, first[1]))
  if (self).senet(dims, ):
    ends = torch.chunk(torch.transpose(torch.view(parts[4], [2 * E, D, I]), 1, 2), 2)
    y = torch.mul(torch.silu(torch.bmm(z, ends[0])), torch.bmm(z, ends[1]))
  else:
    y = torch.bmm(z, torch.transpose(torch.view(parts[4], [E, D, I]), 1, 2))
  return torch.reshape(torch.permute(torch.view(y, [E, B, P, D]), [1, 0, 2, 3]), [B, E * P, D])

# softmoe_v2: parts[5] = score. Dispatch is normalised over the slots, combination over the positions, as the original has it.
def scored_mixture(self: __torch__.Kernels, x_BSD: Tensor, parts: List[Tensor], dims: Tensor) -> Tensor:
  T = ops.prim.dtype(x_BSD)
  logits_BSN = torch.matmul(x_BSD, torch.view(parts[5], [int(dims[0]), -1]))
  dispatch = torch.to(torch.softmax(logits_BSN, -1, 6), T)
  combine = torch.to(torch.softmax(logits_BSN, 1, 6), T)
  slots_BND = torch.matmul(torch.transpose(dispatch, 1, 2), x_BSD)
  return torch.matmul(combine, (self).experts_on_slots(slots_BND, parts, dims, ))

def unit(self: __torch__.Kernels, x: Tensor, dim: int) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [dim], True), 1e-12))

# softmoe_v3: phi and scale are fp32. Tokens and phi have unit length, and it is the unit tokens that go to the slots.
def cosine_mixture(self: __torch__.Kernels, y_BSD: Tensor, parts: List[Tensor], phi: Tensor, scale: Tensor, dims: Tensor) -> Tensor:
  T = ops.prim.dtype(parts[0])
  x_BSD = torch.to((self).unit(y_BSD, -1, ), T)
  phi_DN = torch.mul(scale, (self).unit(torch.view(phi, [int(dims[0]), -1]), 0, ))
  logits_BSN = torch.matmul(x_BSD, torch.to(phi_DN, T))
  dispatch = torch.to(torch.softmax(logits_BSN, 1, 6), T)
  combine = torch.to(torch.softmax(logits_BSN, -1, 6), T)
  slots_BND = torch.matmul(torch.transpose(dispatch, 1, 2), x_BSD)
  return torch.matmul(combine, (self).experts_on_slots(slots_BND, parts, dims, ))

def feed_forward(self: __torch__.Kernels, y_BSD: Tensor, parts: List[Tensor], plain: List[Tensor], dims: Tensor) -> Tensor:
  kind = int(dims[6])
  x_BSD = torch.to(y_BSD, ops.prim.dtype(parts[0]))
  if kind == 0:
    r = (self).single_mlp(x_BSD, parts, dims, )
  elif kind == 1:
    r = (self).dense_mixture(x_BSD, parts, dims, )
  elif kind == 2:
    r = (self).scored_mixture(x_BSD, parts, dims, )
  else:
    r = (self).cosine_mixture(y_BSD, parts, plain[2], plain[3], dims, )
  return r
