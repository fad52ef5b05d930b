// Places: where the elements lie that a list of index tensors names, and what is done with them.
// What lives here: from index tensors to offsets; taking, putting and adding there, with their
// derivatives. What may not: the syntax of x[...] (indexing.h).
#pragma once

#include <span>
#include <vector>

#include "core/tensor.h"

namespace chainrule {

/// An integer tensor stands for one dimension, a mask for as many as it has, `dim` being the first.
struct PlacedIndex {
  int64_t dim;
  Tensor tensor;
};

/// The form of an indexing by tensors, without the indices themselves.
struct PlacesForm {
  Dims sizes;         // of the tensor that is indexed
  Dims dims;          // which of its dimensions are, ascending
  Dims shape;         // of the indices, broadcast
  int64_t front = 0;  // where `shape` goes in the result: behind the dimensions before `dims`, or
                      // to the front if a dimension between them is not indexed

  Dims result_sizes() const;
};

class Places {
 public:
  /// Checks the indices (IndexError).
  Places(DimSpan sizes, std::span<const PlacedIndex> indices);
  const PlacesForm& form() const { return form_; }
  /// In a tensor with these strides: int64, one for each element of the form's shape.
  Tensor offsets(DimSpan strides) const;

 private:
  struct Item {
    int64_t dim;
    Tensor index;  // contiguous: int64, or a mask
    Dims shape;    // of what it contributes
    bool mask;
    bool from_start;  // no index is negative
  };
  PlacesForm form_;
  std::vector<Item> items_;
};

/// The shape of a mask against the dimensions from `dim` on (IndexError).
void check_mask(DimSpan sizes, int64_t dim, const Tensor& mask);

// `node` names the operation in the graph.

/// The elements of x there, as a copy; differentiable.
Tensor take_at(const Tensor& x, const Places& places, const char* node = "IndexBackward0");
/// Zeros of the form's sizes with `values` added there: the adjoint of take_at.
Tensor add_to_zeros_at(const Tensor& values, const Places& places,
                       const char* node = "IndexPutBackward0");
/// A copy of x with `values` (of x's dtype, broadcast) put there, or added.
Tensor put_at(const Tensor& x, const Places& places, const Tensor& values, bool accumulate,
              const char* node = "IndexPutBackward0");
/// ... in x itself. `method` names the caller in messages about in-place changes.
void put_at_inplace(const char* method, const Tensor& x, const Places& places, const Tensor& values,
                    bool accumulate, const char* node = "IndexPutBackward0");

}  // namespace chainrule
