"""Muon for convolutions: Keras' own takes it for dense layers alone, and AdamW for all else."""

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("pneumonia")
class ConvolutionMuon(keras.optimizers.Muon):  # type: ignore[misc]
    """Muon (Jordan et al. 2024) whose matrices are the kernels of convolutions, and AdamW for everything else.

    A step in a matrix is its momentum made orthogonal, so that every direction moves alike. A kernel (h, w, in, out) is
    the matrix (h * w * in, out), as in Jordan's training of CIFAR-10. Steps are scaled to the size that AdamW's have
    (Liu et al. 2025, section 2.2), so learning rate and weight decay are AdamW's.
    """

    def _should_use_adamw(self, variable: Any) -> bool:
        return len(variable.shape) != 4

    def _muon_update_step(self, gradient: Any, variable: Any, lr: Any, m: Any) -> None:
        self.assign(m, self.momentum * m + gradient)
        step = gradient + self.momentum * m if self.nesterov else m
        matrix = ops.reshape(step, (-1, variable.shape[-1]))  # (h * w * in, out)
        update = self.lr_adjust(lr * self.zeropower_via_newtonschulz5(matrix, self.ns_steps))
        self.assign_sub(variable, ops.reshape(update, variable.shape))
