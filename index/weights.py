"""Weights in the safetensors format, as they lie on disk: mapped, not read, so that only what is used is loaded.

The format, as the safetensors documentation gives it: eight bytes that say how long the JSON head is, the head, and the
numbers. The package's own NumPy reader copies every matrix, which for the default model takes 60 ms, most of it for
words that a question does not have.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_TYPES = {"F32": "<f4", "F16": "<f2"}
_LENGTH_BYTES = 8


def mapped_weights(file: Path) -> dict[str, NDArray[Any]]:
    """Return the float32 and float16 arrays of a safetensors file by name, to be read only; others are left out.

    Raises:
        ValueError: It is no such file, or not whole.
    """
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(_LENGTH_BYTES), "little")
        size = file.stat().st_size
        if not 0 < length <= size - _LENGTH_BYTES:
            raise ValueError(f"{file.name} has no head of safetensors")
        head = json.loads(stream.read(length))
    try:
        # A plain array over the map: NumPy is slower with its own kind of array for mapped files.
        numbers = np.asarray(np.memmap(file, np.uint8, "r"))[_LENGTH_BYTES + length :]
        return {
            name: _array(numbers, each)
            for name, each in head.items()
            if name != "__metadata__" and each["dtype"] in _TYPES
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{file.name} has a head that is not that of safetensors ({error})") from error


def _array(numbers: NDArray[np.uint8], described: dict[str, Any]) -> NDArray[Any]:
    dtype, shape = np.dtype(_TYPES[described["dtype"]]), tuple(described["shape"])
    first, end = described["data_offsets"]
    if not 0 <= first <= end <= len(numbers) or end - first != dtype.itemsize * math.prod(shape):
        raise ValueError(f"an array of shape {shape} does not lie at {first}:{end}")
    return numbers[first:end].view(dtype).reshape(shape)
