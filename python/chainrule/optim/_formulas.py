"""The elementwise update rules, written in tensor operations: one function for each optimizer.

These are the rules as one reads them in the papers. They run where a step must be differentiable
itself (``differentiable=True``), and they are what the C++ kernels are tested against; every other
step runs in the kernels. Hyper-parameters may be numbers or tensors. State is replaced, not
changed in place, so that an earlier step's graph stays valid; only the parameter is.

Notation: p parameter, g gradient, t number of this step (from 1), m and v first and second moment.
"""

from __future__ import annotations

from typing import Any

from . import _backend as cr
from ._backend import Tensor

Group = dict[str, Any]
State = dict[str, Any]


def _signed(group: Group, g: Tensor) -> Tensor:
    return -g if group["maximize"] else g


def _next_step(state: State) -> float:
    step = state["step"]
    if not cr.is_tensor(step):
        raise RuntimeError("`state_steps` argument must contain a list of singleton tensors")
    state["step"] = step + 1
    return float(state["step"])


def _decayed(group: Group, p: Tensor, g: Tensor) -> Tensor:
    """The gradient of the loss plus an L2 penalty."""
    decay = group["weight_decay"]
    return g + p * decay if cr.is_tensor(decay) or decay != 0 else g


def _toward(old: Tensor, new: Tensor, keep: Any) -> Tensor:
    """An exponential moving average that keeps ``keep`` of the old value."""
    moved: Tensor = old + (new - old) * (1 - keep)
    return moved


def _mean_square(old: Tensor, x: Tensor, keep: Any) -> Tensor:
    """The same of squares; other than above, an infinite one stays infinite."""
    moved: Tensor = old * keep + x * x * (1 - keep)
    return moved


def sgd(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Sutskever et al., "On the importance of initialization and momentum in deep learning"
    (2013), in the form b = mu b + (1 - dampening) g, p -= lr b: the momentum is not scaled by lr.
    """
    g = _decayed(group, p, _signed(group, g))
    momentum = group["momentum"]
    if momentum != 0:
        b = state.get("momentum_buffer")
        b = g.clone() if b is None else b * momentum + g * (1 - group["dampening"])
        state["momentum_buffer"] = b
        g = g + b * momentum if group["nesterov"] else b
    p.sub_(g * group["lr"])


def adam(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Kingma and Ba, "Adam" (2015), algorithm 1; Loshchilov and Hutter, "Decoupled Weight Decay
    Regularization" (2019), algorithm 2; Reddi et al., "On the Convergence of Adam and Beyond"
    (2018), with the maximum taken before the bias correction."""
    t = _next_step(state)
    beta1, beta2 = group["betas"]
    g = _signed(group, g)
    if group["decoupled_weight_decay"]:
        p.mul_(1 - group["lr"] * group["weight_decay"])
    else:
        g = _decayed(group, p, g)
    m = state["exp_avg"] = _toward(state["exp_avg"], g, beta1)
    v = state["exp_avg_sq"] = _mean_square(state["exp_avg_sq"], g, beta2)
    if group["amsgrad"]:
        v = state["max_exp_avg_sq"] = cr.maximum(state["max_exp_avg_sq"], v)
    root = v.sqrt() / (1 - beta2**t) ** 0.5 + group["eps"]
    p.sub_(m / root * (group["lr"] / (1 - beta1**t)))


def rmsprop(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Hinton, "Neural Networks for Machine Learning", lecture 6e (2012); centred as in Graves,
    "Generating Sequences With Recurrent Neural Networks" (2013), equations 38 to 45, with eps
    outside the root."""
    _next_step(state)
    g = _decayed(group, p, _signed(group, g))
    v = state["square_avg"] = _mean_square(state["square_avg"], g, group["alpha"])
    if group["centered"]:
        mean = state["grad_avg"] = _toward(state["grad_avg"], g, group["alpha"])
        v = v - mean * mean
    update = g / (v.sqrt() + group["eps"])
    if group["momentum"] > 0:
        update = state["momentum_buffer"] * group["momentum"] + update
        state["momentum_buffer"] = update
    p.sub_(update * group["lr"])


def adagrad(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Duchi, Hazan and Singer, "Adaptive Subgradient Methods" (2011), the diagonal form."""
    t = _next_step(state)
    g = _decayed(group, p, _signed(group, g))
    total = state["sum"] = state["sum"] + g * g
    lr = group["lr"] / (1 + (t - 1) * group["lr_decay"])
    p.sub_(g / (total.sqrt() + group["eps"]) * lr)


def adadelta(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Zeiler, "ADADELTA: An Adaptive Learning Rate Method" (2012), algorithm 1."""
    _next_step(state)
    g = _decayed(group, p, _signed(group, g))
    rho, eps = group["rho"], group["eps"]
    v = state["square_avg"] = _mean_square(state["square_avg"], g, rho)
    delta = (state["acc_delta"] + eps).sqrt() / (v + eps).sqrt() * g
    state["acc_delta"] = _mean_square(state["acc_delta"], delta, rho)
    p.sub_(delta * group["lr"])


def adamax(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Kingma and Ba, "Adam" (2015), algorithm 2, with eps inside the maximum."""
    t = _next_step(state)
    beta1, beta2 = group["betas"]
    g = _decayed(group, p, _signed(group, g))
    m = state["exp_avg"] = _toward(state["exp_avg"], g, beta1)
    u = state["exp_inf"] = cr.maximum(state["exp_inf"] * beta2, g.abs() + group["eps"])
    p.sub_(m / u * (group["lr"] / (1 - beta1**t)))


def nadam(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Dozat, "Incorporating Nesterov Momentum into Adam" (2016), algorithm 8, with the momentum
    schedule of its section 3."""
    t = _next_step(state)
    beta1, beta2 = group["betas"]
    lr = group["lr"]
    g = _signed(group, g)
    if group["decoupled_weight_decay"]:
        p.mul_(1 - lr * group["weight_decay"])
    else:
        g = _decayed(group, p, g)
    mu = beta1 * (1 - 0.5 * 0.96 ** (t * group["momentum_decay"]))
    mu_next = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * group["momentum_decay"]))
    state["mu_product"] = state["mu_product"] * mu
    product = float(state["mu_product"])
    m = state["exp_avg"] = _toward(state["exp_avg"], g, beta1)
    v = state["exp_avg_sq"] = _mean_square(state["exp_avg_sq"], g, beta2)
    root = (v / (1 - beta2**t)).sqrt() + group["eps"]
    p.sub_(g / root * (lr * (1 - mu) / (1 - product)))
    p.sub_(m / root * (lr * mu_next / (1 - product * mu_next)))


def radam(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond" (2020), algorithm 2,
    with eps added to the root."""
    t = _next_step(state)
    beta1, beta2 = group["betas"]
    lr = group["lr"]
    g = _signed(group, g)
    if group["decoupled_weight_decay"]:
        p.mul_(1 - lr * group["weight_decay"])
    else:
        g = _decayed(group, p, g)
    m = state["exp_avg"] = _toward(state["exp_avg"], g, beta1)
    v = state["exp_avg_sq"] = _mean_square(state["exp_avg_sq"], g, beta2)
    correction = 1 - beta2**t
    limit = 2 / (1 - beta2) - 1
    length = limit - 2 * t * beta2**t / correction
    update = m * (lr / (1 - beta1**t))
    if length > 5:
        rectified = (
            (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)
        ) ** 0.5
        update = update * (rectified * correction**0.5) / (v.sqrt() + group["eps"])
    p.sub_(update)


def rprop(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning" (1993),
    in the form without weight backtracking (iRprop-, Igel and Huesken 2000)."""
    _next_step(state)
    shrink, grow = group["etas"]
    smallest, largest = group["step_sizes"]
    g = _signed(group, g)
    agreement = g * state["prev"]
    size = state["step_size"]
    size = cr.where(agreement > 0, size * grow, cr.where(agreement < 0, size * shrink, size))
    state["step_size"] = size = size.clamp(smallest, largest)
    g = state["prev"] = cr.where(agreement < 0, cr.zeros_like(g), g)
    p.sub_(g.sign() * size)


def asgd(group: Group, p: Tensor, g: Tensor, state: State) -> None:
    """Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992), with the
    schedule of Bottou's sgd: eta_t = lr / (1 + lambd lr t)^alpha, averaging from t0 on."""
    t = _next_step(state)
    g = _decayed(group, p, _signed(group, g))
    eta, mu = float(state["eta"]), float(state["mu"])
    p.mul_(1 - group["lambd"] * eta)
    p.sub_(g * eta)
    if mu == 1:
        state["ax"] = p.clone()
    else:
        state["ax"] = state["ax"] + (p - state["ax"]) * mu
    lr = group["lr"]
    eta = lr / (1 + group["lambd"] * lr * t) ** group["alpha"]
    dtype = state["mu"].dtype
    # Numbers are rounded to the default dtype, whatever the state is kept in.
    state["eta"] = eta if cr.is_tensor(eta) else cr.tensor(eta).to(dtype)
    state["mu"] = cr.tensor(1 / max(1.0, t - group["t0"])).to(dtype)
