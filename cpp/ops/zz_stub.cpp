#include "ops/shape.h"
namespace chainrule {
__attribute__((weak)) Tensor as_strided_scatter(const Tensor& x, const Tensor&, DimSpan, DimSpan, std::optional<int64_t>) { return x; }
__attribute__((weak)) Tensor pad(const Tensor& x, const Dims&, const std::string&, std::optional<double>) { return x; }
}  // namespace chainrule
