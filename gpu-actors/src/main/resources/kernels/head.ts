# Final norm, product with the vocabulary and cross-entropy. N = B * S rows, C rows of one chunk, D width, V vocabulary.
# Only C x V logits exist at a time; their gradient is written by hand.

def head_norm(self: __torch__.Kernels, h_BSD: Tensor, gain: Tensor, eps: Tensor) -> List[Tensor]:
  r = (self).reciprocal_rms(h_BSD, eps, )
  return [(self).normed(h_BSD, r, gain, ), r]

def head_norm_backward(self: __torch__.Kernels, gradient_ND: Tensor, h_BSD: Tensor, r: Tensor, gain: Tensor, sum_gain: Tensor, mode: Tensor) -> Tensor:
  zero = torch.zeros([], dtype=6, device=ops.prim.device(h_BSD))
  return (self).norm_backward(torch.view_as(gradient_ND, h_BSD), h_BSD, r, gain, sum_gain, zero, mode, )

# What the products read: the weights, or a copy in fp32 where bf16 products are made in fp32.
def head_weights(self: __torch__.Kernels, weight: Tensor, dims: Tensor) -> Tensor:
  r = weight
  if (self).widened(weight, dims, ):
    r = torch.to(weight, 6)
  return r

# Rows of x in the type T of the weights' values, as the products read them; narrow = [T is bf16 (1)].
def head_rows(self: __torch__.Kernels, x_CD: Tensor, weight_VD: Tensor, narrow: Tensor) -> Tensor:
  x = x_CD
  if int(narrow) == 1:
    x = torch.to(x_CD, 15)
  return torch.to(x, ops.prim.dtype(weight_VD))

# The product is rounded to the type of the weights' values, everything after it is fp32.
def chunk_logits(self: __torch__.Kernels, x_CD: Tensor, weight_VD: Tensor, scale: float, narrow: Tensor) -> Tensor:
  x = (self).head_rows(x_CD, weight_VD, narrow, )
  if ops.prim.dtype(weight_VD) == 6:
    if ops.prim.is_cuda(x):
      logits = torch.linear(x, weight_VD)
    else:
      logits = ops.mkldnn._linear_pointwise(x, weight_VD, None, "none", annotate(List[Optional[number]], []), "")
    if int(narrow) == 1:
      logits = torch.to(torch.to(logits, 15), 6)
  else:
    logits = torch.to(torch.linear(x, weight_VD), 6)
  if scale != 1.:
    torch.mul_(logits, scale)
  return logits

# Of each row the loss without its z part, (1 - e) nll + e mean(-log p), and the log-sum-exp. The logits become probabilities
# in their own memory, which is the largest there is; the largest probability says the sum: 1 / sum(exp(logit - max)).
def chunk_loss(self: __torch__.Kernels, logits: Tensor, index: Tensor, smoothing: float) -> List[Tensor]:
  most_C1 = torch.amax(logits, [-1], True)
  target_C1 = torch.gather(logits, 1, index)
  mean_C1 = target_C1
  if smoothing != 0.:
    mean_C1 = torch.mean(logits, [-1], True)
  p_CV = torch._softmax(logits, -1, False, out=logits)
  lse_C1 = torch.sub(most_C1, torch.log(torch.amax(p_CV, [-1], True)))
  loss_C1 = torch.sub(lse_C1, target_C1)
  if smoothing != 0.:
    flat_C1 = torch.sub(lse_C1, mean_C1)
    loss_C1 = torch.add(torch.mul(loss_C1, 1. - smoothing), torch.mul(flat_C1, smoothing))
  return [loss_C1, lse_C1]

# rows = [first, end, ignored target, mode]; mode 0 overwrites sum_weight.
# factors = [gradient of the loss sum, label smoothing e, z-loss z, logit scale].
# Loss of a row: (1 - e) nll + e mean(-log p) + z lse^2; its gradient: p (1 + 2 z lse) - (1 - e) onehot - e / V.
# Rows with the ignored target have no loss and no gradient. Adds the loss sum to loss_sum (fp64).
def head_chunk(self: __torch__.Kernels, x_BSD: Tensor, weight: Tensor, targets_BS: Tensor, gradient_ND: Tensor, sum_weight: Tensor, loss_sum: Tensor, rows: Tensor, factors: Tensor, narrow: Tensor) -> Tensor:
  D = torch.size(x_BSD, -1)
  first = int(rows[0])
  end = int(rows[1])
  smoothing = float(factors[1])
  z = float(factors[2])
  weight_VD = torch.view(weight, [-1, D])
  x_CD = torch.slice(torch.view(x_BSD, [-1, D]), 0, first, end)
  targets = torch.slice(torch.view(targets_BS, [-1]), 0, first, end)
  ignored = torch.eq(targets, int(rows[2]))
  index = torch.unsqueeze(torch.masked_fill(targets, ignored, 0), 1)
  ignored_C1 = torch.unsqueeze(ignored, 1)
  logits = (self).chunk_logits(x_CD, weight_VD, float(factors[3]), narrow, )
  losses = (self).chunk_loss(logits, index, smoothing, )
  g_CV = logits
  loss_C1 = losses[0]
  if z != 0.:
    loss_C1 = torch.add(loss_C1, torch.mul(torch.mul(losses[1], losses[1]), z))
    torch.mul_(g_CV, torch.add(torch.mul(losses[1], 2. * z), 1.))
  torch.add_(loss_sum, torch.sum(torch.to(torch.masked_fill(loss_C1, ignored_C1, 0.), 7)))
  if smoothing != 0.:
    torch.sub_(g_CV, smoothing / torch.size(weight_VD, 0))
  # One element of each row: no two additions meet, and their order makes no difference on any device.
  torch.scatter_add_(g_CV, 1, index, torch.full([end - first, 1], smoothing - 1., dtype=6, device=ops.prim.device(g_CV)))
  # The factor of a row goes into the two small operands of the products instead of the wide one.
  factor = float(factors[0]) * float(factors[3])
  counted = torch.to(torch.bitwise_not(ignored_C1), 6)
  x = (self).head_rows(torch.mul(x_CD, counted), weight_VD, narrow, )
  g = g_CV
  if int(narrow) == 1:
    g = torch.to(torch.to(g_CV, 15), ops.prim.dtype(weight_VD))
  out = torch.slice(gradient_ND, 0, first, end)
  torch.mul_(torch.copy_(out, torch.mm(g, weight_VD)), torch.mul(counted, factor))
  sum_VD = torch.view(sum_weight, [-1, D])
  if ops.prim.dtype(weight_VD) == 6:
    torch.addmm_(sum_VD, torch.t(g), x, beta=int(rows[3]), alpha=factor)
  else:
    (self).store(sum_VD, torch.mul(torch.to(torch.mm(torch.t(g), x), 6), factor), rows[3], )
  return loss_sum

def head_gradient_rows(self: __torch__.Kernels, x_BSD: Tensor) -> Tensor:
  return torch.empty_like(torch.view(x_BSD, [-1, torch.size(x_BSD, -1)]))

def zero_sum(self: __torch__.Kernels, x: Tensor) -> Tensor:
  return torch.zeros([], dtype=7, device=ops.prim.device(x))

# Loss sum of one chunk without gradients.
def head_loss(self: __torch__.Kernels, x_BSD: Tensor, weight: Tensor, targets_BS: Tensor, loss_sum: Tensor, rows: Tensor, factors: Tensor, narrow: Tensor) -> Tensor:
  D = torch.size(x_BSD, -1)
  x_CD = torch.slice(torch.view(x_BSD, [-1, D]), 0, int(rows[0]), int(rows[1]))
  targets = torch.slice(torch.view(targets_BS, [-1]), 0, int(rows[0]), int(rows[1]))
  ignored = torch.eq(targets, int(rows[2]))
  index = torch.unsqueeze(torch.masked_fill(targets, ignored, 0), 1)
  logits = (self).chunk_logits(x_CD, torch.view(weight, [-1, D]), float(factors[3]), narrow, )
  nll = (self).chunk_loss(logits, index, 0., )[0]
  return torch.add_(loss_sum, torch.sum(torch.to(torch.masked_fill(nll, torch.unsqueeze(ignored, 1), 0.), 7)))

# Writes rows first .. end of the logits [N, V].
def head_logits(self: __torch__.Kernels, x_BSD: Tensor, weight: Tensor, logits_NV: Tensor, rows: Tensor, narrow: Tensor) -> Tensor:
  D = torch.size(x_BSD, -1)
  first = int(rows[0])
  end = int(rows[1])
  x_CD = torch.slice(torch.view(x_BSD, [-1, D]), 0, first, end)
  logits = (self).chunk_logits(x_CD, torch.view(weight, [-1, D]), 1., narrow, )
  return torch.copy_(torch.slice(logits_NV, 0, first, end), logits)

# Writes the log-probabilities of the targets of rows first .. end into [N].
def head_log_probs(self: __torch__.Kernels, x_BSD: Tensor, weight: Tensor, targets_BS: Tensor, log_probs_N: Tensor, rows: Tensor, narrow: Tensor) -> Tensor:
  D = torch.size(x_BSD, -1)
  first = int(rows[0])
  end = int(rows[1])
  x_CD = torch.slice(torch.view(x_BSD, [-1, D]), 0, first, end)
  index = torch.unsqueeze(torch.slice(torch.view(targets_BS, [-1]), 0, first, end), 1)
  logits = (self).chunk_logits(x_CD, torch.view(weight, [-1, D]), 1., narrow, )
  nll = (self).chunk_loss(logits, index, 0., )[0]
  return torch.copy_(torch.slice(log_probs_N, 0, first, end), torch.neg(torch.squeeze(nll, 1)))

# The rows of x at one position per sequence: [B, S, D] -> [B, 1, D].
def last_rows(self: __torch__.Kernels, h_BSD: Tensor) -> Tensor:
  S = torch.size(h_BSD, 1)
  return torch.contiguous(torch.slice(h_BSD, 1, S - 1, S))
