"""What programs ask about and set on the libraries below PyTorch: mostly that they are not there.

Settings can be written and read back; those of libraries that are not there change nothing.
"""

from . import cpu, cuda, cudnn, mkl, mkldnn, mps, openmp, opt_einsum

__all__ = ["cpu", "cuda", "cudnn", "mkl", "mkldnn", "mps", "openmp", "opt_einsum"]
