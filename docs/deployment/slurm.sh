#!/bin/sh
# A rebuild on a SLURM cluster: this job is the command and the Dask scheduler, and starts workers as jobs of their own.
# The project's folder must be on a disk that all nodes share. Submit it there: sbatch docs/deployment/slurm.sh
#SBATCH --job-name=reinschrift
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=24:00:00
set -eu
PORT=8786
.venv/bin/dask scheduler --port "$PORT" --no-dashboard &
SCHEDULER=$!
WORKERS=$(sbatch --parsable --array=1-8 --cpus-per-task=1 --mem=3G --time=24:00:00 --job-name=reinschrift-worker \
    --wrap ".venv/bin/dask worker tcp://$(hostname):$PORT --nthreads 1 --memory-limit 3GB --no-dashboard")
trap 'scancel "$WORKERS"; kill "$SCHEDULER"' EXIT
.venv/bin/reinschrift rebuild --ephemeral --set run.executor=dask --set "run.address=tcp://$(hostname):$PORT"
