// In-place and out= calls of registered operations, and what they do to histories.
#pragma once

#include <span>

#include "ops/registry.h"

namespace chainrule {

/// x.name_(...): computes, checks that the result fits x's shape and type, writes, and gives x the
/// result's history. Nothing is written when anything is wrong.
Tensor apply_inplace(const OpDef& def, std::span<Value> args);
/// May a new history be given to t? Part of check_inplace(), which asks about its storage as well.
void check_history(const Tensor& t, const char* op);
/// `self` gets the values and the history of `result`, an operation's result on self and others.
void assign_inplace(const Tensor& self, const Tensor& result, const char* op, uint64_t first_node);
/// name(..., out=out): resizes `out` where it must (with a warning unless it was empty) and writes.
void write_out(const Tensor& out, const Tensor& result, const char* op);

// The hot ones, without boxing: x += y and its kin.
enum class InplaceOp : uint8_t { add, sub, mul, div };
void inplace_arithmetic(InplaceOp op, const Tensor& x, const Operand& y, const Scalar& alpha = 1);

/// self.copy_(source), self.fill_(value), self.zero_()
void copy_inplace(const Tensor& self, const Tensor& source);
void fill_inplace(const Tensor& self, const Operand& value);
void zero_inplace(const Tensor& self);
/// x.data = y
void set_data(const Tensor& x, const Tensor& y);
/// x.set_(memory, ...): x becomes a window on another tensor's storage.
void set_memory(const Tensor& x, const Tensor& memory, DimSpan sizes, DimSpan strides,
                int64_t offset);
/// A tensor on the same storage whose changes no version counter sees: x.data
Tensor data_of(const Tensor& x);

}  // namespace chainrule
