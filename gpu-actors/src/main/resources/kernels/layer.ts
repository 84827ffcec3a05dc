# One decoder layer with grouped-query attention: forward and backward, both by hand but for the mixtures' feed-forward part.
# B sequences, S positions, N = B * S, T cached positions, D width, H heads, K key/value heads, E head size, I inner width of an mlp.
# dims = [D, H, K, I, experts, slots of an expert, kind of mixture (0 raw, 1 .. 3 softmoe_v1 .. v3), senet (1) or raw (0),
#         whether bf16 products are made in fp32 (1)].
# matmul = q, k, v weights; q, k, v biases; o; feed-forward matrices; gating or score. Its type is the type of all products; the
# residual stream is fp32. plain = the two RMSNorm gains, for softmoe_v3 phi and its scale; always fp32.

def matmul_parts(self: __torch__.Kernels, matmul: Tensor, dims: Tensor) -> List[Tensor]:
  D = int(dims[0])
  QKV = D + 2 * int(dims[2]) * (D // int(dims[1]))
  sizes = annotate(List[int], [QKV * D, QKV, D * D])
  return torch.split_with_sizes(matmul, torch.add(sizes, (self).feed_forward_sizes(dims, )))

def plain_parts(self: __torch__.Kernels, plain: Tensor, dims: Tensor) -> List[Tensor]:
  D = int(dims[0])
  sizes = annotate(List[int], [D, D])
  if int(dims[6]) == 3:
    torch.append(sizes, D * int(dims[4]) * int(dims[5]))
    torch.append(sizes, 1)
  else:
    pass
  return torch.split_with_sizes(plain, sizes)

# In place: (x1, x2) -> (x1 cos - sign x2 sin, x2 cos + sign x1 sin), x1 and x2 the halves of a head; -1 turns back.
def turn(self: __torch__.Kernels, x_BSHE: Tensor, cos_SE: Tensor, sin_SE: Tensor, sign: float) -> Tensor:
  T = ops.prim.dtype(x_BSHE)
  x = torch.chunk(x_BSHE, 2, -1)
  cos = torch.chunk(torch.to(torch.unsqueeze(cos_SE, 1), T), 2, -1)[0]
  sin = torch.chunk(torch.to(torch.unsqueeze(sin_SE, 1), T), 2, -1)[0]
  first = torch.addcmul_(torch.mul(x[0], cos), x[1], sin, value=torch.neg(sign))
  second = torch.addcmul_(torch.mul_(x[1], cos), x[0], sin, value=sign)
  return torch.copy_(x[0], first)

# Query, key and value of all heads, [B, S, H + 2 K, E]; query and key are turned.
def heads(self: __torch__.Kernels, h_BSD: Tensor, r_BS1: Tensor, parts: List[Tensor], gain: Tensor, cos: Tensor, sin: Tensor, dims: Tensor) -> Tensor:
  D = int(dims[0])
  H = int(dims[1])
  K = int(dims[2])
  x = torch.to((self).normed(h_BSD, r_BS1, gain, ), ops.prim.dtype(parts[0]))
  qkv = (self).linear(x, torch.view(parts[0], [-1, D]), parts[1], dims, )
  all_BSHE = torch.view(qkv, [torch.size(h_BSD, 0), torch.size(h_BSD, 1), H + 2 * K, D // H])
  turned = (self).turn(torch.slice(all_BSHE, 2, 0, H + K), cos, sin, 1., )
  return all_BSHE

# Query [B, H, S, E], key and value [B, H, S, E]: key or value head k serves query heads k * groups .. (k + 1) * groups - 1.
def query_key_value(self: __torch__.Kernels, heads_BSHE: Tensor, dims: Tensor) -> List[Tensor]:
  H = int(dims[1])
  K = int(dims[2])
  query = torch.transpose(torch.slice(heads_BSHE, 2, 0, H), 1, 2)
  key = torch.transpose(torch.slice(heads_BSHE, 2, H, H + K), 1, 2)
  value = torch.transpose(torch.slice(heads_BSHE, 2, H + K, H + 2 * K), 1, 2)
  T = ops.prim.dtype(heads_BSHE)
  if (self).widened(heads_BSHE, dims, ):
    T = 6
  return [torch.to(query, T), torch.to((self).repeat_heads(key, H // K, ), T), torch.to((self).repeat_heads(value, H // K, ), T)]

def repeat_heads(self: __torch__.Kernels, x: Tensor, groups: int) -> Tensor:
  r = x
  if groups != 1:
    s = torch.size(x)
    wide = torch.expand(torch.unsqueeze(x, 2), [s[0], s[1], groups, s[2], s[3]])
    r = torch.reshape(wide, [s[0], s[1] * groups, s[2], s[3]])
  return r

# [B, S, H, E] -> [B, S, K, E].
def add_groups(self: __torch__.Kernels, x_BSHE: Tensor, kv: int) -> Tensor:
  s = torch.size(x_BSHE)
  r = x_BSHE
  if s[2] != kv:
    r = torch.sum(torch.view(x_BSHE, [s[0], s[1], kv, s[2] // kv, s[3]]), [3])
  return r

# h + attended o.
def add_attended(self: __torch__.Kernels, h_BSD: Tensor, attended_BHSE: Tensor, parts: List[Tensor], dims: Tensor) -> Tensor:
  o = torch.to(torch.reshape(torch.transpose(attended_BHSE, 1, 2), torch.size(h_BSD)), ops.prim.dtype(parts[2]))
  return (self).add_linear(h_BSD, o, torch.view(parts[2], [int(dims[0]), -1]), dims, )

# Causal attention of [B, H, S, E]: [attended, log-sum-exps]. Log-sum-exps are as the device's backward pass wants them.
def attend(self: __torch__.Kernels, query: Tensor, key: Tensor, value: Tensor) -> List[Tensor]:
  if ops.prim.is_cuda(query):
    q = torch.transpose(query, 1, 2)
    k = torch.transpose(key, 1, 2)
    v = torch.transpose(value, 1, 2)
    out, lse, seed, offset, Q, K, = torch._efficient_attention_forward(q, k, v, None, None, None, None, None, 0., 1, True)
    r = [torch.transpose(out, 1, 2), lse]
  else:
    out, lse, = torch._scaled_dot_product_flash_attention_for_cpu(query, key, value, 0., True)
    r = [out, lse]
  return r

# Gradients of query, key and value, [B, H, S, E]. On CUDA a single split over the keys: several would be added up in any order.
def attend_backward(self: __torch__.Kernels, g_BHSE: Tensor, qkv: List[Tensor], attended: Tensor, lse: Tensor) -> List[Tensor]:
  if ops.prim.is_cuda(g_BHSE):
    S = torch.size(attended, 2)
    no_dropout = torch.empty([], dtype=4)
    g = torch.transpose(g_BHSE, 1, 2)
    out = torch.transpose(attended, 1, 2)
    q = torch.transpose(qkv[0], 1, 2)
    k = torch.transpose(qkv[1], 1, 2)
    v = torch.transpose(qkv[2], 1, 2)
    dq, dk, dv, dbias, = torch._efficient_attention_backward(g, q, k, v, None, out, None, None, S, S, lse, 0., no_dropout, no_dropout, 1, False, num_splits_key=1)
    r = [torch.transpose(dq, 1, 2), torch.transpose(dk, 1, 2), torch.transpose(dv, 1, 2)]
  else:
    dq, dk, dv, = torch._scaled_dot_product_flash_attention_for_cpu_backward(g_BHSE, qkv[0], qkv[1], qkv[2], attended, lse, 0., True)
    r = [dq, dk, dv]
  return r

# Attention and the norm after it: [h1, y, r, heads, attended, log-sum-exps, r1]. h1 = h + attention, y = its norm; r and r1 are
# the reciprocal root mean squares of h and h1.
def attention_forward(self: __torch__.Kernels, h_BSD: Tensor, matmul: Tensor, plain: Tensor, cos: Tensor, sin: Tensor, dims: Tensor, eps: Tensor) -> List[Tensor]:
  parts = (self).matmul_parts(matmul, dims, )
  gains = (self).plain_parts(plain, dims, )
  r = (self).reciprocal_rms(h_BSD, eps, )
  heads_BSHE = (self).heads(h_BSD, r, parts, gains[0], cos, sin, dims, )
  qkv = (self).query_key_value(heads_BSHE, dims, )
  attention = (self).attend(qkv[0], qkv[1], qkv[2], )
  attended = attention[0]
  h1 = (self).add_attended(h_BSD, attended, parts, dims, )
  r1 = (self).reciprocal_rms(h1, eps, )
  y = (self).normed(h1, r1, gains[1], )
  return [h1, y, r, heads_BSHE, attended, attention[1], r1]

# Given the gradients of the layer's output and of y, stores those of the attention's parameters and returns that of h.
def attention_backward(self: __torch__.Kernels, g_BSD: Tensor, dy_BSD: Tensor, h_BSD: Tensor, h1_BSD: Tensor, r: Tensor, heads_BSHE: Tensor, attended: Tensor, lse: Tensor, r1: Tensor, matmul: Tensor, plain: Tensor, cos: Tensor, sin: Tensor, sum_matmul: Tensor, sum_plain: Tensor, mode: Tensor, dims: Tensor) -> Tensor:
  D = int(dims[0])
  H = int(dims[1])
  K = int(dims[2])
  parts = (self).matmul_parts(matmul, dims, )
  sums = (self).matmul_parts(sum_matmul, dims, )
  gains = (self).plain_parts(plain, dims, )
  gain_sums = (self).plain_parts(sum_plain, dims, )
  T = ops.prim.dtype(matmul)
  dh1 = (self).norm_backward(dy_BSD, h1_BSD, r1, gains[1], gain_sums[1], g_BSD, mode, )
  dh1_ND = torch.to(torch.view(dh1, [-1, D]), T)
  o_ND = torch.to(torch.reshape(torch.transpose(attended, 1, 2), [-1, D]), T)
  stored = (self).add_product(torch.view(sums[2], [D, D]), dh1_ND, o_ND, mode, dims, )
  do_ND = torch.to((self).product_back(dh1_ND, torch.view(parts[2], [D, D]), dims, ), ops.prim.dtype(attended))
  do_BHSE = torch.transpose(torch.view(do_ND, torch.size(torch.transpose(attended, 1, 2))), 1, 2)
  qkv = (self).query_key_value(heads_BSHE, dims, )
  d = (self).attend_backward(do_BHSE, qkv, attended, lse, )
  dheads = torch.empty_like(heads_BSHE)
  torch.copy_(torch.slice(dheads, 2, 0, H), torch.transpose(d[0], 1, 2))
  torch.copy_(torch.slice(dheads, 2, H, H + K), (self).add_groups(torch.transpose(d[1], 1, 2), K, ))
  torch.copy_(torch.slice(dheads, 2, H + K, H + 2 * K), (self).add_groups(torch.transpose(d[2], 1, 2), K, ))
  turned = (self).turn(torch.slice(dheads, 2, 0, H + K), cos, sin, -1., )
  d_NO = torch.view(dheads, [torch.size(dh1_ND, 0), -1])
  x_ND = torch.to(torch.view((self).normed(h_BSD, r, gains[0], ), [-1, D]), T)
  bias = (self).store(sums[1], torch.sum(d_NO, [0], False, dtype=6), mode, )
  weight = (self).add_product(torch.view(sums[0], [-1, D]), d_NO, x_ND, mode, dims, )
  dx = torch.view_as(torch.to((self).product_back(d_NO, torch.view(parts[0], [-1, D]), dims, ), 6), h_BSD)
  return (self).norm_backward(dx, h_BSD, r, gains[0], gain_sums[0], dh1, mode, )

# Positions past .. past + S of the keys and values are written into the caches [B, K, T, E].
def layer_cached(self: __torch__.Kernels, h_BSD: Tensor, matmul: Tensor, plain: Tensor, cos: Tensor, sin: Tensor, keys: Tensor, values: Tensor, past: Tensor, dims: Tensor, eps: Tensor) -> Tensor:
  parts = (self).matmul_parts(matmul, dims, )
  plains = (self).plain_parts(plain, dims, )
  H = int(dims[1])
  K = int(dims[2])
  P = int(past)
  S = torch.size(h_BSD, 1)
  heads_BSHE = (self).heads(h_BSD, (self).reciprocal_rms(h_BSD, eps, ), parts, plains[0], cos, sin, dims, )
  query = torch.transpose(torch.slice(heads_BSHE, 2, 0, H), 1, 2)
  torch.copy_(torch.slice(keys, 2, P, P + S), torch.transpose(torch.slice(heads_BSHE, 2, H, H + K), 1, 2))
  torch.copy_(torch.slice(values, 2, P, P + S), torch.transpose(torch.slice(heads_BSHE, 2, H + K, H + 2 * K), 1, 2))
  key = torch.to((self).repeat_heads(torch.slice(keys, 2, 0, P + S), H // K, ), ops.prim.dtype(query))
  value = torch.to((self).repeat_heads(torch.slice(values, 2, 0, P + S), H // K, ), ops.prim.dtype(query))
  if P == 0:
    attended = torch.scaled_dot_product_attention(query, key, value, None, 0., True)
  elif S == 1:
    attended = torch.scaled_dot_product_attention(query, key, value, None, 0., False)
  else:
    visible = torch.tril(torch.ones([S, P + S], dtype=11, device=ops.prim.device(h_BSD)), P)
    attended = torch.scaled_dot_product_attention(query, key, value, visible, 0., False)
  h1 = (self).add_attended(h_BSD, attended, parts, dims, )
  y = (self).normed(h1, (self).reciprocal_rms(h1, eps, ), plains[1], )
  if int(dims[7]) == 0 and int(dims[6]) < 2:
    r = (self).dense_forward(y, h1, matmul, dims, )[0]
  else:
    r = torch.add(h1, (self).mixture(y, torch.slice(parts, 3), torch.slice(plains, 2), dims, ))
  return r
