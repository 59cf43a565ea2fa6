"""Imported by the process that workers are forked from where shards may hold pages: all that reads them."""

from reinschrift.run.executors.worker import load_stages, prepare_template

prepare_template(load_stages, with_pages=True)
