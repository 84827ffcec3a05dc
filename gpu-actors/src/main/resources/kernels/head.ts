# Final norm, product with the vocabulary and cross-entropy. N = B * S rows, C rows of one chunk, D width, V vocabulary.
# Only C x V logits exist at a time; their gradient is written by hand.

def head_norm(self: __torch__.Kernels, h_BSD: Tensor, gain: Tensor, eps: Tensor) -> Tensor:
  return torch.rms_norm(h_BSD, [torch.size(h_BSD, -1)], gain, float(eps))

def head_norm_backward(self: __torch__.Kernels, x_BSD: Tensor, h_BSD: Tensor, gain: Tensor, gradient_ND: Tensor, sum_gain: Tensor, mode: Tensor) -> Tensor:
  gs = torch.grad([x_BSD], [h_BSD, gain], annotate(List[Optional[Tensor]], [torch.view_as(gradient_ND, x_BSD)]))
  (self).store(sum_gain, gs[1], mode, )
  g = gs[0]
  assert g is not None
  return g

# The product is made in the type of the weights, everything after it in fp32.
def chunk_logits(self: __torch__.Kernels, x_CD: Tensor, weight_VD: Tensor, scale: float) -> Tensor:
  logits = torch.to(torch.linear(torch.to(x_CD, ops.prim.dtype(weight_VD)), weight_VD), 6)
  if scale != 1.:
    torch.mul_(logits, scale)
  return logits

# rows = [first, end, ignored target, mode]; mode 0 overwrites sum_weight.
# factors = [gradient of the loss sum, label smoothing e, z-loss z, logit scale].
# Loss of a row: (1 - e) nll + e mean(-log p) + z lse^2; its gradient: p (1 + 2 z lse) - (1 - e) onehot - e / V.
# Rows with the ignored target have no loss and no gradient. Adds the loss sum to loss_sum (fp64).
def head_chunk(self: __torch__.Kernels, x_BSD: Tensor, weight: Tensor, targets_BS: Tensor, gradient_ND: Tensor, sum_weight: Tensor, loss_sum: Tensor, rows: Tensor, factors: Tensor) -> Tensor:
  D = torch.size(x_BSD, -1)
  first = int(rows[0])
  end = int(rows[1])
  smoothing = float(factors[1])
  z = float(factors[2])
  scale = float(factors[3])
  weight_VD = torch.view(weight, [-1, D])
  x_CD = torch.slice(torch.view(torch.detach(x_BSD), [-1, D]), 0, first, end)
  targets = torch.slice(torch.view(targets_BS, [-1]), 0, first, end)
  ignored = torch.eq(targets, int(rows[2]))
  index = torch.unsqueeze(torch.masked_fill(targets, ignored, 0), 1)
  ignored_C1 = torch.unsqueeze(ignored, 1)
  logits = (self).chunk_logits(x_CD, weight_VD, scale, )
  log_p = torch.log_softmax(logits, -1)
  picked = torch.gather(log_p, 1, index)
  loss_C1 = torch.neg(picked)
  lse_C1 = torch.sub(torch.gather(logits, 1, index), picked)
  if smoothing != 0.:
    loss_C1 = torch.sub(torch.mul(loss_C1, 1. - smoothing), torch.mul(torch.mean(log_p, [-1], True), smoothing))
  if z != 0.:
    loss_C1 = torch.add(loss_C1, torch.mul(torch.mul(lse_C1, lse_C1), z))
  torch.add_(loss_sum, torch.sum(torch.to(torch.masked_fill(loss_C1, ignored_C1, 0.), 7)))
  g_CV = torch.exp_(log_p)
  if z != 0.:
    torch.mul_(g_CV, torch.add(torch.mul(lse_C1, 2. * z), 1.))
  if smoothing != 0.:
    torch.sub_(g_CV, smoothing / torch.size(weight_VD, 0))
  torch.scatter_add_(g_CV, 1, index, torch.full([end - first, 1], smoothing - 1., dtype=6))
  row_factor = torch.masked_fill(torch.full([end - first, 1], float(factors[0]) * scale, dtype=6), ignored_C1, 0.)
  torch.mul_(g_CV, row_factor)
  T = ops.prim.dtype(weight_VD)
  g = torch.to(g_CV, T)
  torch.copy_(torch.slice(gradient_ND, 0, first, end), torch.mm(g, weight_VD))
  sum_VD = torch.view(sum_weight, [-1, D])
  if T != 6:
    (self).store(sum_VD, torch.mm(torch.t(g), torch.to(x_CD, T)), rows[3], )
  elif int(rows[3]) == 0:
    torch.addmm_(sum_VD, torch.t(g), x_CD, beta=0, alpha=1)
  else:
    torch.addmm_(sum_VD, torch.t(g), x_CD, beta=1, alpha=1)
  return loss_sum

def head_gradient_rows(self: __torch__.Kernels, x_BSD: Tensor) -> Tensor:
  return torch.empty_like(torch.view(torch.detach(x_BSD), [-1, torch.size(x_BSD, -1)]))

def zero_sum(self: __torch__.Kernels, x: Tensor) -> Tensor:
  return torch.zeros([], dtype=7)

# Loss sum of one chunk without gradients.
def head_loss(self: __torch__.Kernels, x_BSD: Tensor, weight: Tensor, targets_BS: Tensor, loss_sum: Tensor, rows: Tensor, factors: Tensor) -> Tensor:
  D = torch.size(x_BSD, -1)
  x_CD = torch.slice(torch.view(x_BSD, [-1, D]), 0, int(rows[0]), int(rows[1]))
  targets = torch.slice(torch.view(targets_BS, [-1]), 0, int(rows[0]), int(rows[1]))
  ignored = torch.eq(targets, int(rows[2]))
  index = torch.unsqueeze(torch.masked_fill(targets, ignored, 0), 1)
  logits = (self).chunk_logits(x_CD, torch.view(weight, [-1, D]), float(factors[3]), )
  nll = torch.neg(torch.gather(torch.log_softmax(logits, -1), 1, index))
  return torch.add_(loss_sum, torch.sum(torch.to(torch.masked_fill(nll, torch.unsqueeze(ignored, 1), 0.), 7)))

# Writes rows first .. end of the logits [N, V].
def head_logits(self: __torch__.Kernels, x_BSD: Tensor, weight: Tensor, logits_NV: Tensor, rows: Tensor) -> Tensor:
  D = torch.size(x_BSD, -1)
  first = int(rows[0])
  end = int(rows[1])
  x_CD = torch.slice(torch.view(x_BSD, [-1, D]), 0, first, end)
  logits = (self).chunk_logits(x_CD, torch.view(weight, [-1, D]), 1., )
  return torch.copy_(torch.slice(logits_NV, 0, first, end), logits)

# Writes the log-probabilities of the targets of rows first .. end into [N].
def head_log_probs(self: __torch__.Kernels, x_BSD: Tensor, weight: Tensor, targets_BS: Tensor, log_probs_N: Tensor, rows: Tensor) -> Tensor:
  D = torch.size(x_BSD, -1)
  first = int(rows[0])
  end = int(rows[1])
  x_CD = torch.slice(torch.view(x_BSD, [-1, D]), 0, first, end)
  index = torch.unsqueeze(torch.slice(torch.view(targets_BS, [-1]), 0, first, end), 1)
  logits = (self).chunk_logits(x_CD, torch.view(weight, [-1, D]), 1., )
  picked = torch.squeeze(torch.gather(torch.log_softmax(logits, -1), 1, index), 1)
  return torch.copy_(torch.slice(log_probs_N, 0, first, end), picked)

# The rows of x at one position per sequence: [B, S, D] -> [B, 1, D].
def last_rows(self: __torch__.Kernels, h_BSD: Tensor) -> Tensor:
  S = torch.size(h_BSD, 1)
  return torch.contiguous(torch.slice(h_BSD, 1, S - 1, S))
