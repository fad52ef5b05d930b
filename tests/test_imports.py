"""Import lines that programs begin with, and what answers behind them."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr

# A module, and names that programs take from it.
LINES = {
    "chainrule.nn.parallel": ["DataParallel", "DistributedDataParallel"],
    "chainrule.distributed": ["init_process_group", "destroy_process_group", "ReduceOp"],
    "chainrule.hub": ["load_state_dict_from_url", "download_url_to_file"],
    "chainrule.utils.model_zoo": ["load_url"],
    "chainrule.types": ["Number", "Device"],
    "chainrule.functional": ["einsum", "norm", "stft"],
    "chainrule.jit.annotations": ["List", "Optional", "Tuple", "Dict"],
    "chainrule.jit": ["ScriptModule", "annotate", "Final"],
    "chainrule.multiprocessing": ["set_sharing_strategy", "Pool", "spawn"],
    "chainrule.futures": ["Future", "wait_all"],
    "chainrule.backends.opt_einsum": ["is_available", "enabled", "strategy"],
    "chainrule.cuda": ["FloatTensor", "LongTensor", "ByteTensor"],
    "chainrule.nn.modules.batchnorm": ["_BatchNorm", "SyncBatchNorm"],
    "chainrule.testing": ["assert_allclose", "assert_close"],
}


@pytest.mark.parametrize("module", LINES)
def test_names_of_import_lines(module: str) -> None:
    ours = importlib.import_module(module)
    theirs = importlib.import_module(module.replace("chainrule", "torch"))
    for name in LINES[module]:
        assert hasattr(ours, name), name
        assert hasattr(theirs, name), name


@pytest.mark.parametrize("t", [cr, torch], ids=["chainrule", "torch"])
def test_what_needs_several_processes_is_refused(t: Any) -> None:
    d = t.distributed
    assert not d.is_initialized()
    for name in ("get_rank", "get_world_size", "barrier", "get_backend"):
        with pytest.raises(ValueError, match="Default process group has not been initialized"):
            getattr(d, name)()
    with pytest.raises(ValueError, match="Default process group has not been initialized"):
        t.nn.parallel.DistributedDataParallel(t.nn.Linear(2, 1))


@pytest.mark.parametrize("t", [cr, torch], ids=["chainrule", "torch"])
def test_types_of_gpus_have_no_tensors(t: Any) -> None:
    assert not isinstance(t.ones(2), t.cuda.FloatTensor)
    with pytest.raises(TypeError, match=r"type torch\.cuda\.FloatTensor not available"):
        t.cuda.FloatTensor(2)


def test_batch_normalization_of_one_process() -> None:
    x = np.random.default_rng(0).standard_normal((4, 3, 5)).astype(np.float32)
    found = []
    for t in (cr, torch):
        net = t.nn.Sequential(t.nn.BatchNorm1d(3, momentum=None), t.nn.ReLU())
        net = t.nn.SyncBatchNorm.convert_sync_batchnorm(net)
        trained = net(t.tensor(x))
        found.append((str(net), list(net.state_dict()), trained, net.eval()(t.tensor(x))))
    (*names, ours, ours_eval), (*wanted, theirs, theirs_eval) = found
    assert names == wanted
    np.testing.assert_allclose(ours.detach().numpy(), theirs.detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(ours_eval.detach().numpy(), theirs_eval.detach().numpy(), atol=1e-6)
    assert isinstance(net[0], torch.nn.modules.batchnorm._BatchNorm)
    with pytest.raises(ValueError, match="at least 2D"):
        cr.nn.SyncBatchNorm(3)(cr.ones(3))


def test_the_order_of_einsum_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    operands = [np.random.default_rng(i).random((3, 3)) for i in range(4)]
    wanted = np.einsum("ij,jk,kl,lm->im", *operands)
    for enabled, strategy in [(True, "greedy"), (True, "optimal"), (True, None), (False, "auto")]:
        monkeypatch.setattr(cr.backends.opt_einsum, "enabled", enabled)
        monkeypatch.setattr(cr.backends.opt_einsum, "strategy", strategy)
        found = cr.einsum("ij,jk,kl,lm->im", *(cr.tensor(x) for x in operands))
        np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-12)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (1.0, 1.00005),
        (1.0, 1.0002),
        ([1.0, float("nan")], [1.0, float("nan")]),
        (np.ones(2), np.ones(2) + 5e-6),
        (np.ones(2), np.ones(2) + 5e-5),
    ],
)
def test_assert_allclose(actual: Any, expected: Any) -> None:
    outcomes = []
    for t in (cr, torch):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                t.testing.assert_allclose(actual, expected)
                passed = True
            except AssertionError:
                passed = False
        outcomes.append((passed, [w.category for w in caught]))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][1] == [FutureWarning]


def test_sharing_strategies() -> None:
    for t in (cr, torch):
        before = t.multiprocessing.get_sharing_strategy()
        assert before == "file_descriptor"
        t.multiprocessing.set_sharing_strategy("file_system")
        assert t.multiprocessing.get_sharing_strategy() == "file_system"
        t.multiprocessing.set_sharing_strategy(before)
        with pytest.raises(AssertionError):
            t.multiprocessing.set_sharing_strategy("memory")
