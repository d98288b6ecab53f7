"""A sweep on a Dask cluster in Kubernetes. Untested here: no cluster of ours runs it.

Needs ``dask-kubernetes`` and an image with sim inside (see Dockerfile); the store is a bucket that
every worker reaches.
"""

from dask_kubernetes.operator import KubeCluster

import sim

if __name__ == "__main__":
    with KubeCluster(
        name="sim", image="sim:latest", n_workers=16, worker_command="dask-worker"
    ) as cluster:
        address = cluster.scheduler_address
        sim.sweep("reference", "s3://bucket/reference", scheduler=address, resume=True)
