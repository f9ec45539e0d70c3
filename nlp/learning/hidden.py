"""What terms say together, beside what each says alone: one thin layer between terms and labels."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from nlp.learning.features import Array, Vector


@dataclass(frozen=True, slots=True)
class Hidden:
    """`inward` is columns by units, `outward` units by labels; without units it says nothing."""

    inward: Array
    threshold: Array
    outward: Array

    @classmethod
    def silent(cls, columns: int, labels: int) -> Self:
        return cls(*(np.zeros(shape, np.float32) for shape in ((columns, 0), 0, (0, labels))))

    def scores(self, rows: Any) -> Array:
        """One number per label for every row of features."""
        raised: Array = rows @ self.inward
        return self._outward(raised)

    def of(self, text: Vector) -> Array:
        return self._outward(text.values @ self.inward.take(text.columns, axis=0))

    def _outward(self, raised: Array) -> Array:
        said: Array = np.maximum(raised + self.threshold, 0) @ self.outward
        return said

    def louder(self, times: float) -> "Hidden":
        return Hidden(self.inward, self.threshold, (self.outward * times).astype(np.float32))
