# Products in the type of the weights, and the norm. N rows, O outputs, K inputs of a product, D width.
# A processor without bf16 instructions is several times faster when it takes bf16 operands as fp32 and rounds the result:
# that is what a bf16 product with fp32 sums means.

def widened(self: __torch__.Kernels, x: Tensor, dims: Tensor) -> bool:
  return ops.prim.dtype(x) == 15 and int(dims[8]) == 1

# x w^T + bias, of any number of leading dimensions; differentiable.
def linear(self: __torch__.Kernels, x: Tensor, w_OK: Tensor, bias: Optional[Tensor], dims: Tensor) -> Tensor:
  if (self).widened(x, dims, ):
    b = bias
    if bias is not None:
      b = torch.to(bias, 6)
    r = torch.to(torch.linear(torch.to(x, 6), torch.to(w_OK, 6), b), 15)
  else:
    r = torch.linear(x, w_OK, bias)
  return r

# a b, batched or with broadcast leading dimensions; differentiable.
def matmul(self: __torch__.Kernels, a: Tensor, b: Tensor, dims: Tensor) -> Tensor:
  if (self).widened(a, dims, ):
    r = torch.to(torch.matmul(torch.to(a, 6), torch.to(b, 6)), 15)
  else:
    r = torch.matmul(a, b)
  return r

# h + x w^T; h is fp32.
def add_linear(self: __torch__.Kernels, h_BSD: Tensor, x: Tensor, w_DK: Tensor, dims: Tensor) -> Tensor:
  D = torch.size(w_DK, 0)
  if ops.prim.dtype(x) == 6:
    K = torch.size(w_DK, 1)
    r = torch.view_as(torch.addmm(torch.view(h_BSD, [-1, D]), torch.view(x, [-1, K]), torch.t(w_DK)), h_BSD)
  else:
    r = torch.add(h_BSD, torch.view_as((self).linear(x, w_DK, None, dims, ), h_BSD))
  return r

# g w: the gradient of a product's input.
def product_back(self: __torch__.Kernels, g_NO: Tensor, w_OK: Tensor, dims: Tensor) -> Tensor:
  if (self).widened(g_NO, dims, ):
    r = torch.to(torch.mm(torch.to(g_NO, 6), torch.to(w_OK, 6)), 15)
  else:
    r = torch.mm(g_NO, w_OK)
  return r

# sum = mode * sum + g^T x, in fp32: the gradient of a product's weights.
def add_product(self: __torch__.Kernels, sum_OK: Tensor, g_NO: Tensor, x_NK: Tensor, mode: Tensor, dims: Tensor) -> Tensor:
  if ops.prim.dtype(g_NO) == 6 or (self).widened(g_NO, dims, ):
    r = torch.addmm_(sum_OK, torch.t(torch.to(g_NO, 6)), torch.to(x_NK, 6), beta=int(mode), alpha=1)
  else:
    r = (self).store(sum_OK, torch.mm(torch.t(g_NO), x_NK), mode, )
  return r

# [.., D] -> [.., 1].
def reciprocal_rms(self: __torch__.Kernels, h: Tensor, eps: Tensor) -> Tensor:
  n = torch.linalg_vector_norm(h, 2, [-1], True)
  return torch.rsqrt(torch.add(torch.div(torch.mul(n, n), torch.size(h, -1)), float(eps)))

def normed(self: __torch__.Kernels, h: Tensor, r: Tensor, gain: Tensor) -> Tensor:
  return torch.mul_(torch.mul(h, r), gain)

# Gradient of h through normed(h, r(h), gain), plus skip: gain dx r - h r^3 / D sum(dx h gain) + skip. Overwrites dx.
def norm_backward(self: __torch__.Kernels, dx: Tensor, h: Tensor, r: Tensor, gain: Tensor, sum_gain: Tensor, skip: Tensor, mode: Tensor) -> Tensor:
  D = torch.size(h, -1)
  t_ND = torch.view(torch.mul(dx, h), [-1, D])
  s = torch.view_as(torch.mv(t_ND, gain), r)
  torch.addmv_(sum_gain, torch.t(t_ND), torch.view(r, [-1]), beta=int(mode), alpha=1)
  k = torch.mul(torch.mul(torch.mul(torch.mul(r, r), r), s), -1. / D)
  torch.mul_(torch.mul_(dx, gain), r)
  return torch.add_(torch.addcmul_(dx, h, k), skip)
