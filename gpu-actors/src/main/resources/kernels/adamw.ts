# One range of one bucket. settings = [lr, beta1, beta2, weight decay, eps, clip coefficient].
# The gradient is multiplied by the clip coefficient in fp32, into memory of its own: the reduced gradient stays as it is.
def adamw(self: __torch__.Kernels, weight: Tensor, gradient: Tensor, moment: Tensor, square: Tensor, step: Tensor, settings: Tensor) -> Tensor:
  clip = float(settings[5])
  g = gradient
  if clip != 1.:
    g = torch.mul(gradient, clip)
  # The lists must alias the arguments: the call is dropped as dead code when it writes to list literals only.
  torch._fused_adamw_(torch.chunk(weight, 1), torch.chunk(g, 1), torch.chunk(moment, 1), torch.chunk(square, 1), annotate(List[Tensor], []), torch.chunk(step, 1), lr=float(settings[0]), beta1=float(settings[1]), beta2=float(settings[2]), weight_decay=float(settings[3]), eps=float(settings[4]), amsgrad=False, maximize=False)
  return weight
