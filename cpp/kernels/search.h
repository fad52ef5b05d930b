// Binary search in sorted rows, histograms, and sets (sorting, unique elements, membership) over
// contiguous buffers.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace chainrule {

/// For each of `rows` rows of `count` values: where they would be inserted among `size` sorted
/// boundaries of one real dtype (one row for all if `shared`). NaN counts as larger than anything.
/// `sorter` maps sorted places to places in the row, or is null. `right`: behind equal ones.
struct SearchTask {
  DType dtype;
  const void* boundaries;
  const int64_t* sorter;
  const void* values;
  int64_t rows;
  int64_t size;
  int64_t count;
  bool shared;
  bool right;
};
void search_sorted(const SearchTask& task, int64_t* out);

/// out[index[i]] += weights[i], or += 1; double and int64.
void count_into(const int64_t* index, int64_t n, int64_t* out);
void count_into(const int64_t* index, const double* weights, int64_t n, double* out);

/// Counts of values in `bins` equal parts of [low, high], which includes both; others are passed
/// over.
void histogram(const double* values, int64_t n, double low, double high, int64_t bins, double* out);

/// What unique makes of n items. The items are values of a dtype, or rows of `width` of them that
/// are compared element by element.
struct UniqueTask {
  DType dtype;
  const void* items;
  int64_t n;
  int64_t width;
  bool sort;  // false: runs of equal neighbours are found as they come
};
/// `first[k]`: an item that equals the k-th unique one. `inverse[i]`: which one item i equals; may
/// be null. `counts[k]`: how many items do; may be null. The buffers have room for n. The result is
/// how many unique ones there are.
int64_t find_unique(const UniqueTask& task, int64_t* first, int64_t* inverse, int64_t* counts);

/// out[i] = is values[i] among the m others? NaN never is.
void is_member(DType dtype, const void* values, int64_t n, const void* others, int64_t m,
               bool invert, bool* out);

}  // namespace chainrule
