"""Slow and simple engines in NumPy alone that give the same bits as the kernels: what the kernels are held to."""
