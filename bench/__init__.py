"""Measurements beside PyTorch: ``python -m bench`` from the root of the repository.

What is measured stands in workloads.py, written once and run with both libraries; worker.py is the
process of one library; startup.py measures import and memory; __main__.py alternates between the
two workers and prints. Nothing here is part of the package.
"""
