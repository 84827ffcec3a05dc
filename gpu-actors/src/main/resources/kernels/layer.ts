# One decoder layer with grouped-query attention.
# B sequences, S positions, T cached positions, D width, H heads, K key/value heads, E head size, I inner width of an mlp.
# dims = [D, H, K, I, experts, slots of an expert, kind of mixture (0 raw, 1 .. 3 softmoe_v1 .. v3), senet (1) or raw (0)].
# matmul = q, k, v weights; q, k, v biases; o; feed-forward matrices; gating or score. Its type is the type of all products; the
# residual stream is fp32. plain = the two RMSNorm gains, for softmoe_v3 phi and its scale; always fp32.

def matmul_parts(self: __torch__.Kernels, matmul: Tensor, dims: Tensor) -> List[Tensor]:
  D = int(dims[0])
  QKV = D + 2 * int(dims[2]) * (D // int(dims[1]))
  W = int(dims[4]) * int(dims[3])
  sizes = annotate(List[int], [QKV * D, QKV, D * D, 2 * W * D, (1 + int(dims[7])) * W * D])
  if int(dims[6]) == 1:
    torch.append(sizes, int(dims[4]) * D)
    torch.append(sizes, int(dims[4]))
  elif int(dims[6]) == 2:
    torch.append(sizes, D * int(dims[4]) * int(dims[5]))
  else:
    pass
  return torch.split_with_sizes(matmul, sizes)

def plain_parts(self: __torch__.Kernels, plain: Tensor, dims: Tensor) -> List[Tensor]:
  D = int(dims[0])
  sizes = annotate(List[int], [D, D])
  if int(dims[6]) == 3:
    torch.append(sizes, D * int(dims[4]) * int(dims[5]))
    torch.append(sizes, 1)
  else:
    pass
  return torch.split_with_sizes(plain, sizes)

# Half-split rotation: the second half, negated, is the partner of the first.
def rotate(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  halves = torch.chunk(x, 2, -1)
  turned = torch.cat([torch.neg(halves[1]), halves[0]], -1)
  return torch.add(torch.mul(x, cos), torch.mul(turned, sin))

# Query [B, H, S, E], rotated; key [B, K, S, E], rotated; value [B, K, S, E].
def query_key_value(self: __torch__.Kernels, h_BSD: Tensor, parts: List[Tensor], gain: Tensor, cos: Tensor, sin: Tensor, dims: Tensor, eps: Tensor) -> List[Tensor]:
  D = int(dims[0])
  H = int(dims[1])
  K = int(dims[2])
  E = D // H
  B = torch.size(h_BSD, 0)
  S = torch.size(h_BSD, 1)
  T = ops.prim.dtype(parts[0])
  x = torch.to(torch.rms_norm(h_BSD, [D], gain, float(eps)), T)
  qkv = torch.linear(x, torch.view(parts[0], [-1, D]), parts[1])
  heads = torch.transpose(torch.view(qkv, [B, S, H + 2 * K, E]), 1, 2)
  turned = (self).rotate(torch.slice(heads, 1, 0, H + K), torch.to(cos, T), torch.to(sin, T), )
  query = torch.slice(turned, 1, 0, H)
  key = torch.slice(turned, 1, H, H + K)
  value = torch.slice(heads, 1, H + K, H + 2 * K)
  return [query, key, value]

# Key or value head k serves query heads k * groups .. (k + 1) * groups - 1.
def repeat_heads(self: __torch__.Kernels, x: Tensor, groups: int) -> Tensor:
  r = x
  if groups != 1:
    s = torch.size(x)
    wide = torch.expand(torch.unsqueeze(x, 2), [s[0], s[1], groups, s[2], s[3]])
    r = torch.reshape(wide, [s[0], s[1] * groups, s[2], s[3]])
  return r

def output_and_feed_forward(self: __torch__.Kernels, h_BSD: Tensor, attended: Tensor, parts: List[Tensor], plain: List[Tensor], dims: Tensor, eps: Tensor) -> Tensor:
  D = int(dims[0])
  o = torch.reshape(torch.transpose(attended, 1, 2), torch.size(h_BSD))
  h1 = torch.add(h_BSD, torch.linear(o, torch.view(parts[2], [D, D])))
  y = torch.rms_norm(h1, [D], plain[1], float(eps))
  return torch.add(h1, (self).feed_forward(y, parts, plain, dims, ))

def layer_forward(self: __torch__.Kernels, h_BSD: Tensor, matmul: Tensor, plain: Tensor, cos: Tensor, sin: Tensor, dims: Tensor, eps: Tensor) -> Tensor:
  parts = (self).matmul_parts(matmul, dims, )
  plains = (self).plain_parts(plain, dims, )
  qkv = (self).query_key_value(h_BSD, parts, plains[0], cos, sin, dims, eps, )
  groups = int(dims[1]) // int(dims[2])
  key = (self).repeat_heads(qkv[1], groups, )
  value = (self).repeat_heads(qkv[2], groups, )
  attended = torch.scaled_dot_product_attention(qkv[0], key, value, None, 0., True)
  return (self).output_and_feed_forward(h_BSD, attended, parts, plains, dims, eps, )

# The graph from h, matmul and plain to out is consumed; returns the gradient of h.
def layer_backward(self: __torch__.Kernels, out: Tensor, h_BSD: Tensor, matmul: Tensor, plain: Tensor, gradient_BSD: Tensor, sum_matmul: Tensor, sum_plain: Tensor, mode: Tensor) -> Tensor:
  gs = torch.grad([out], [h_BSD, matmul, plain], annotate(List[Optional[Tensor]], [gradient_BSD]))
  (self).store(sum_matmul, gs[1], mode, )
  (self).store(sum_plain, gs[2], mode, )
  g = gs[0]
  assert g is not None
  return g

# Positions past .. past + S of the keys and values are written into the caches [B, K, T, E].
def layer_cached(self: __torch__.Kernels, h_BSD: Tensor, matmul: Tensor, plain: Tensor, cos: Tensor, sin: Tensor, keys: Tensor, values: Tensor, past: Tensor, dims: Tensor, eps: Tensor) -> Tensor:
  parts = (self).matmul_parts(matmul, dims, )
  plains = (self).plain_parts(plain, dims, )
  qkv = (self).query_key_value(h_BSD, parts, plains[0], cos, sin, dims, eps, )
  P = int(past)
  S = torch.size(h_BSD, 1)
  torch.copy_(torch.slice(keys, 2, P, P + S), qkv[1])
  torch.copy_(torch.slice(values, 2, P, P + S), qkv[2])
  groups = int(dims[1]) // int(dims[2])
  key = (self).repeat_heads(torch.slice(keys, 2, 0, P + S), groups, )
  value = (self).repeat_heads(torch.slice(values, 2, 0, P + S), groups, )
  if P == 0:
    attended = torch.scaled_dot_product_attention(qkv[0], key, value, None, 0., True)
  elif S == 1:
    attended = torch.scaled_dot_product_attention(qkv[0], key, value, None, 0., False)
  else:
    visible = torch.tril(torch.ones([S, P + S], dtype=11), P)
    attended = torch.scaled_dot_product_attention(qkv[0], key, value, visible, 0., False)
  return (self).output_and_feed_forward(h_BSD, attended, parts, plains, dims, eps, )
