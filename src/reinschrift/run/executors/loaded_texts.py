"""Imported by the process that workers are forked from where only plain texts are to be read: no model of pages."""

from reinschrift.run.executors.worker import load_stages, prepare_template

prepare_template(load_stages, with_pages=False)
