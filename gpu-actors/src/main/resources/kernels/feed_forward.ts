# The feed-forward part of a layer: one mlp, or a soft mixture of E of them.
# B sequences, S positions, N = B * S, D width, I inner width of an mlp, W = E * I, P slots of an expert, Q = E * P slots in all.
# parts[0] = matrices from D to I: E gates, then E ups. parts[1] = matrices from I to D: E downs; with senet E gates, then E downs.
# parts[2], parts[3] = gating of softmoe_v1; parts[2] = score of softmoe_v2; plain = phi and its scale of softmoe_v3.
# Products are made in the type of the weights; mixing weights and the sum of a dense mixture are fp32.

def feed_forward_sizes(self: __torch__.Kernels, dims: Tensor) -> List[int]:
  W = int(dims[4]) * int(dims[3])
  D = int(dims[0])
  sizes = annotate(List[int], [2 * W * D, (1 + int(dims[7])) * W * D])
  if int(dims[6]) == 1:
    torch.append(sizes, int(dims[4]) * D)
    torch.append(sizes, int(dims[4]))
  elif int(dims[6]) == 2:
    torch.append(sizes, D * int(dims[4]) * int(dims[5]))
  else:
    pass
  return sizes

def senet(self: __torch__.Kernels, dims: Tensor) -> bool:
  return int(dims[7]) == 1

# The downs of all experts side by side: one product of width W adds the experts up.
def wide_downs(self: __torch__.Kernels, downs: Tensor, dims: Tensor) -> Tensor:
  E = int(dims[4])
  return torch.reshape(torch.permute(torch.view(downs, [E, int(dims[0]), -1]), [1, 0, 2]), [int(dims[0]), -1])

# Inner activations times the gates of their experts; without a mixture as they are.
def gated(self: __torch__.Kernels, z_NW: Tensor, gate_NE: Tensor, dims: Tensor) -> Tensor:
  r = z_NW
  if int(dims[6]) == 1:
    E = int(dims[4])
    weighted = torch.mul(torch.view(z_NW, [-1, E, int(dims[3])]), torch.unsqueeze(gate_NE, -1))
    r = torch.view_as(torch.to(weighted, ops.prim.dtype(z_NW)), z_NW)
  return r

# One mlp or softmoe_v1, both without senet: [out, first products of all experts (N x 2 W), gates (N x E)]; out = h1 + result.
def dense_forward(self: __torch__.Kernels, y_BSD: Tensor, h1_BSD: Tensor, matmul: Tensor, dims: Tensor) -> List[Tensor]:
  D = int(dims[0])
  parts = torch.slice((self).matmul_parts(matmul, dims, ), 3)
  y_ND = torch.to(torch.view(y_BSD, [-1, D]), ops.prim.dtype(matmul))
  both = (self).linear(y_ND, torch.view(parts[0], [-1, D]), None, dims, )
  halves = torch.chunk(both, 2, -1)
  z = torch.mul_(torch.silu(halves[0]), halves[1])
  if int(dims[6]) == 1:
    gate = torch.softmax((self).linear(y_ND, torch.view(parts[2], [-1, D]), parts[3], dims, ), -1, 6)
  else:
    gate = torch.empty([0], device=ops.prim.device(y_BSD))
  out = (self).add_linear(h1_BSD, (self).gated(z, gate, dims, ), (self).wide_downs(parts[1], dims, ), dims, )
  return [out, both, gate]

# Stores the gradients of the dense part's parameters and returns that of y.
def dense_backward(self: __torch__.Kernels, g_BSD: Tensor, h1_BSD: Tensor, r1: Tensor, both: Tensor, gate: Tensor, matmul: Tensor, plain: Tensor, sum_matmul: Tensor, mode: Tensor, dims: Tensor) -> Tensor:
  D = int(dims[0])
  E = int(dims[4])
  I = int(dims[3])
  T = ops.prim.dtype(matmul)
  parts = torch.slice((self).matmul_parts(matmul, dims, ), 3)
  sums = torch.slice((self).matmul_parts(sum_matmul, dims, ), 3)
  g_ND = torch.to(torch.view(g_BSD, [-1, D]), T)
  y_ND = torch.to(torch.view((self).normed(h1_BSD, r1, (self).plain_parts(plain, dims, )[1], ), [-1, D]), T)
  halves = torch.chunk(both, 2, -1)
  opened = torch.silu(halves[0])
  z = torch.mul(opened, halves[1])
  weighted = (self).gated(z, gate, dims, )
  d = (self).product_back(g_ND, (self).wide_downs(parts[1], dims, ), dims, )
  dboth = torch.empty_like(both)
  d_halves = torch.chunk(dboth, 2, -1)
  if int(dims[6]) == 1:
    wide = torch.zeros([D, E * I], dtype=6, device=ops.prim.device(g_BSD))
    one = torch.zeros([1], dtype=4)
    made = (self).add_product(wide, g_ND, weighted, one, dims, )
    downs = (self).store(torch.view(sums[1], [E, D, I]), torch.permute(torch.view(wide, [D, E, I]), [1, 0, 2]), mode, )
    dgate = torch.sum(torch.view(torch.mul(d, z), [-1, E, I]), [-1], False, dtype=6)
    dz = (self).gated(d, gate, dims, )
  else:
    downs = (self).add_product(torch.view(sums[1], [D, I]), g_ND, weighted, mode, dims, )
    dgate = gate
    dz = d
  up = torch.mul(dz, opened, out=d_halves[1])
  opening = torch.silu_backward(torch.mul(dz, halves[1]), halves[0], grad_input=d_halves[0])
  first = (self).add_product(torch.view(sums[0], [-1, D]), dboth, y_ND, mode, dims, )
  dy = (self).product_back(dboth, torch.view(parts[0], [-1, D]), dims, )
  if int(dims[6]) == 1:
    dlogits = torch.to(torch._softmax_backward_data(dgate, gate, -1, 6), T)
    weight = (self).add_product(torch.view(sums[2], [E, D]), dlogits, y_ND, mode, dims, )
    bias = (self).store(sums[3], torch.sum(dlogits, [0], False, dtype=6), mode, )
    dy = torch.add_(dy, (self).product_back(dlogits, torch.view(parts[2], [E, D]), dims, ))
  return torch.view_as(torch.to(dy, 6), g_BSD)

# The feed-forward part of a layer's matmul vector.
def mixture_matrices(self: __torch__.Kernels, matmul: Tensor, dims: Tensor) -> Tensor:
  parts = (self).matmul_parts(matmul, dims, )
  first = torch.numel(parts[0]) + torch.numel(parts[1]) + torch.numel(parts[2])
  return torch.slice(matmul, 0, first)

# The other mixtures and senet, by autograd; matrices = the feed-forward part of the matmul vector.
def mixture_forward(self: __torch__.Kernels, y_BSD: Tensor, matrices: Tensor, plain: Tensor, dims: Tensor) -> Tensor:
  parts = torch.split_with_sizes(matrices, (self).feed_forward_sizes(dims, ))
  return (self).mixture(y_BSD, parts, torch.slice((self).plain_parts(plain, dims, ), 2), dims, )

# The graph from y, matrices and plain to out is consumed; returns the gradient of y.
def mixture_backward(self: __torch__.Kernels, out: Tensor, y_BSD: Tensor, matrices: Tensor, plain: Tensor, g_BSD: Tensor, sum_matmul: Tensor, sum_plain: Tensor, mode: Tensor) -> Tensor:
  gs = torch.grad([out], [y_BSD, matrices, plain], annotate(List[Optional[Tensor]], [torch.to(g_BSD, ops.prim.dtype(out))]), None, False, True)
  total = torch.numel(sum_matmul)
  stored = (self).store(torch.slice(sum_matmul, 0, total - torch.numel(matrices), total), gs[1], mode, )
  rest = (self).store(sum_plain, gs[2], mode, )
  g = gs[0]
  assert g is not None
  return g

def single_mlp(self: __torch__.Kernels, x: Tensor, parts: List[Tensor], dims: Tensor) -> Tensor:
  D = int(dims[0])
  I = int(dims[3])
  both = torch.chunk((self).linear(x, torch.view(parts[0], [2 * I, D]), None, dims, ), 2, -1)
  z = torch.mul(torch.silu(both[0]), both[1])
  ends = torch.chunk((self).linear(z, torch.view(parts[1], [2 * D, I]), None, dims, ), 2, -1)
  return torch.mul(torch.silu(ends[0]), ends[1])

# softmoe_v1 with senet: every token goes through every expert. The first stage of all experts is one product of width W.
def dense_mixture(self: __torch__.Kernels, x_BSD: Tensor, parts: List[Tensor], dims: Tensor) -> Tensor:
  D = int(dims[0])
  I = int(dims[3])
  E = int(dims[4])
  gate_BSE = torch.softmax((self).linear(x_BSD, torch.view(parts[2], [E, D]), parts[3], dims, ), -1, 6)
  both = torch.chunk((self).linear(x_BSD, torch.view(parts[0], [2 * E * I, D]), None, dims, ), 2, -1)
  z_E = torch.chunk(torch.mul(torch.silu(both[0]), both[1]), E, -1)
  gate_E = torch.chunk(gate_BSE, E, -1)
  ends = torch.view(parts[1], [2 * E, D, I])
  r = torch.mul((self).second_stage(z_E[0], torch.select(ends, 0, 0), torch.select(ends, 0, E), dims, ), gate_E[0])
  for i in range(E - 1):
    e = i + 1
    y = (self).second_stage(z_E[e], torch.select(ends, 0, e), torch.select(ends, 0, E + e), dims, )
    r = torch.add(r, torch.mul(y, gate_E[e]))
  return r

def second_stage(self: __torch__.Kernels, z: Tensor, gate_DI: Tensor, down_DI: Tensor, dims: Tensor) -> Tensor:
  return torch.mul(torch.silu((self).linear(z, gate_DI, None, dims, )), (self).linear(z, down_DI, None, dims, ))

# Each expert on its own slots: [B, Q, D] -> [B, Q, D], batched over experts.
def experts_on_slots(self: __torch__.Kernels, slots_BQD: Tensor, parts: List[Tensor], dims: Tensor) -> Tensor:
  D = int(dims[0])
  I = int(dims[3])
  E = int(dims[4])
  P = int(dims[5])
  B = torch.size(slots_BQD, 0)
  x = torch.reshape(torch.permute(torch.view(slots_BQD, [B, E, P, D]), [1, 0, 2, 3]), [E, B * P, D])
  first = torch.chunk(torch.transpose(torch.view(parts[0], [2 * E, I, D]), 1, 2), 2)
  z = torch.mul(torch.silu((self).matmul(x, first[0], dims, )), (self).matmul(x, first[1], dims, ))
  if (self).senet(dims, ):
    ends = torch.chunk(torch.transpose(torch.view(parts[1], [2 * E, D, I]), 1, 2), 2)
    y = torch.mul(torch.silu((self).matmul(z, ends[0], dims, )), (self).matmul(z, ends[1], dims, ))
  else:
    y = (self).matmul(z, torch.transpose(torch.view(parts[1], [E, D, I]), 1, 2), dims, )
  return torch.reshape(torch.permute(torch.view(y, [E, B, P, D]), [1, 0, 2, 3]), [B, E * P, D])

# softmoe_v2: parts[2] = score. Dispatch is normalised over the slots, combination over the positions, as the original has it.
def scored_mixture(self: __torch__.Kernels, x_BSD: Tensor, parts: List[Tensor], dims: Tensor) -> Tensor:
  T = ops.prim.dtype(x_BSD)
  logits_BSQ = (self).matmul(x_BSD, torch.view(parts[2], [int(dims[0]), -1]), dims, )
  dispatch = torch.to(torch.softmax(logits_BSQ, -1, 6), T)
  combine = torch.to(torch.softmax(logits_BSQ, 1, 6), T)
  slots_BQD = (self).matmul(torch.transpose(dispatch, 1, 2), x_BSD, dims, )
  return (self).matmul(combine, (self).experts_on_slots(slots_BQD, parts, dims, ), dims, )

def unit(self: __torch__.Kernels, x: Tensor, dim: int) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [dim], True), 1e-12))

# softmoe_v3: phi and scale are fp32. Tokens and phi have unit length, and it is the unit tokens that go to the slots.
def cosine_mixture(self: __torch__.Kernels, y_BSD: Tensor, parts: List[Tensor], phi: Tensor, scale: Tensor, dims: Tensor) -> Tensor:
  T = ops.prim.dtype(parts[0])
  x_BSD = torch.to((self).unit(y_BSD, -1, ), T)
  phi_DQ = torch.mul(scale, (self).unit(torch.view(phi, [int(dims[0]), -1]), 0, ))
  logits_BSQ = (self).matmul(x_BSD, torch.to(phi_DQ, T), dims, )
  dispatch = torch.to(torch.softmax(logits_BSQ, 1, 6), T)
  combine = torch.to(torch.softmax(logits_BSQ, -1, 6), T)
  slots_BQD = (self).matmul(torch.transpose(dispatch, 1, 2), x_BSD, dims, )
  return (self).matmul(combine, (self).experts_on_slots(slots_BQD, parts, dims, ), dims, )

def mixture(self: __torch__.Kernels, y_BSD: Tensor, parts: List[Tensor], plain: List[Tensor], dims: Tensor) -> Tensor:
  kind = int(dims[6])
  x_BSD = torch.to(y_BSD, ops.prim.dtype(parts[0]))
  if kind == 0:
    r = (self).single_mlp(x_BSD, parts, dims, )
  elif kind == 1:
    r = (self).dense_mixture(x_BSD, parts, dims, )
  elif kind == 2:
    r = (self).scored_mixture(x_BSD, parts, dims, )
  else:
    r = (self).cosine_mixture(y_BSD, parts, plain[0], plain[1], dims, )
  return r
