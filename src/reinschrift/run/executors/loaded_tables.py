"""Imported by the process that workers are forked from where every shard is finished: what makes tables of them."""

from reinschrift.run.executors.worker import load_steps, prepare_template

prepare_template(load_steps)
