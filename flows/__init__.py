"""When and where: flows alone; every task is a library function. The only place that imports Prefect."""
