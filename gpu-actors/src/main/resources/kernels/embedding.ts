# B sequences, S positions, D width, V rows.

def embedding_forward(self: __torch__.Kernels, ids_BS: Tensor, weight: Tensor, dims: Tensor) -> Tensor:
  weight_VD = torch.view(weight, [-1, int(dims[0])])
  return torch.embedding(weight_VD, ids_BS)

# Rows are added in the order of the ids, one after another: equal bits on every call.
def embedding_backward(self: __torch__.Kernels, ids_BS: Tensor, gradient_BSD: Tensor, sum: Tensor, dims: Tensor, mode: Tensor) -> Tensor:
  D = int(dims[0])
  if int(mode) == 0:
    torch.zero_(sum)
  torch.index_add_(torch.view(sum, [-1, D]), 0, torch.view(ids_BS, [-1]), torch.view(gradient_BSD, [-1, D]))
  return sum
