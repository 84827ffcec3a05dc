# Views, sums and copies. Shapes: [n] is any flat range. Copies go from any device to any other.

# A leaf of the autograd graph over the same memory.
def leaf(self: __torch__.Kernels, x: Tensor) -> Tensor:
  return torch.requires_grad_(torch.detach(x), True)

# A bf16 tensor over the memory of 16-bit words. TorchScript does not resolve view(dtype).
def words_as_bf16(self: __torch__.Kernels, x: Tensor) -> Tensor:
  return torch.set_(torch.empty([0], dtype=15), x)

# A copy in memory of its own, on the device of another tensor.
def copy_like(self: __torch__.Kernels, x: Tensor, like: Tensor) -> Tensor:
  return torch.to(x, ops.prim.device(like), ops.prim.dtype(x), False, True)

def narrow(self: __torch__.Kernels, x: Tensor) -> Tensor:
  return torch.to(x, 15)

# mode 0 overwrites the destination, 1 adds to it.
def store(self: __torch__.Kernels, destination: Tensor, gradient: Optional[Tensor], mode: Tensor) -> Tensor:
  if gradient is None:
    if int(mode) == 0:
      torch.zero_(destination)
  else:
    flat = torch.view_as(gradient, destination)
    if int(mode) == 0:
      torch.copy_(destination, flat)
    else:
      torch.add_(destination, flat)
  return destination

def added(self: __torch__.Kernels, a: Tensor, b: Tensor) -> Tensor:
  return torch.add(torch.detach(a), torch.detach(b))

def add_into(self: __torch__.Kernels, destination: Tensor, source: Tensor) -> Tensor:
  return torch.add_(destination, source)

# Element by element; a narrower destination rounds to nearest, ties to even.
def copy_into(self: __torch__.Kernels, destination: Tensor, x: Tensor) -> Tensor:
  return torch.copy_(destination, x)

# The vector instructions that libtorch's own kernels use on this processor, as character codes.
def cpu_capability(self: __torch__.Kernels) -> Tensor:
  name = torch._get_cpu_capability()
  codes = annotate(List[int], [])
  for i in range(torch.len(name)):
    torch.append(codes, torch.ord(name[i]))
  return torch.tensor(codes, dtype=4)
