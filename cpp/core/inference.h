// Whether tensors made on this thread are inference tensors. Only the making of tensors reads it;
// the switch (inference_mode) is turned by the bindings, together with graph/meta.h's mode().
#pragma once

namespace chainrule {

extern thread_local bool making_inference_tensors __attribute__((tls_model("initial-exec")));

}  // namespace chainrule
