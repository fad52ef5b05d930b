"""The two halves of a checkpoint: tensors in the safetensors format, and the structure around
them as JSON. ``tree`` takes an object apart and puts it together, ``writer`` and ``reader`` deal
with files, ``torch_zip`` reads PyTorch's own format."""
