# B sequences, S positions, D width, V rows.

def embedding_forward(self: __torch__.Kernels, ids_BS: Tensor, weight: Tensor, dims: Tensor) -> Tensor:
  weight_VD = torch.view(weight, [-1, int(dims[0])])
  return torch.embedding(weight_VD, ids_BS)

# Rows are added in the order of the ids, one after another: equal bits on every call. CUDA's index_add promises no order;
# its index_put sorts the ids first when it adds, and keeps the order of equal ones.
def embedding_backward(self: __torch__.Kernels, ids_BS: Tensor, gradient_BSD: Tensor, sum: Tensor, dims: Tensor, mode: Tensor) -> Tensor:
  D = int(dims[0])
  if int(mode) == 0:
    torch.zero_(sum)
  sum_VD = torch.view(sum, [-1, D])
  ids = torch.view(ids_BS, [-1])
  gradient_ND = torch.view(gradient_BSD, [-1, D])
  if ops.prim.is_cuda(sum):
    added = torch.index_put_(sum_VD, annotate(List[Optional[Tensor]], [ids]), gradient_ND, True)
  else:
    added = torch.index_add_(sum_VD, 0, ids, gradient_ND)
  return sum
