"""Training the reader: examples in, weights for ``search/reader.safetensors`` out.

``python -m search.training EXAMPLES --out DIR``; the format of the examples is in :mod:`search.training.examples`.
Needs PyTorch, SciPy and tokenizers, on a processor or a graphics card; nothing of it is imported by searching.
"""
