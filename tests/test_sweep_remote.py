"""An object store as target: a real S3-compatible server on loopback."""

import pytest

from sim.ground.errors import InputError, StoppedError
from sim.sweeps.location import Location
from sim.sweeps.lock import Lock
from sim.sweeps.reader import open_sweep
from sim.sweeps.replay import replay
from sim.sweeps.runner import Workers, sweep
from tests.sweep_cases import BLOCK, small

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning",
    "ignore::DeprecationWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


@pytest.fixture(scope="module")
def bucket():
    pytest.importorskip("s3fs")
    server_module = pytest.importorskip("moto.server")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        import s3fs

        s3fs.S3FileSystem().mkdir("sweeps")
        yield "s3://sweeps"
    server.stop()


@pytest.mark.heavy
@pytest.mark.parametrize("workers", [1, 2])
def test_an_object_store_holds_the_same_bits(bucket, tmp_path, workers):
    url, made = f"{bucket}/a{workers}", small()

    def stop(progress):
        if progress.runs >= 24:
            raise KeyboardInterrupt

    with pytest.raises(StoppedError):
        sweep(made, url, block_runs=BLOCK, report=stop)
    assert sweep(made, url, block_runs=BLOCK, resume=True, workers=Workers(workers)).computed == 48
    sweep(made, str(tmp_path / "b"), block_runs=BLOCK)
    local, remote = Location(str(tmp_path / "b")), Location(url)
    chunks = [p for p in local.sizes("results.zarr") if not p.rpartition("/")[2].startswith(".z")]
    assert len(chunks) > 50
    for path in [*chunks, *local.sizes("blocks")]:
        assert local.get(path) == remote.get(path), path
    again = open_sweep(url).runs["russia.shells_fired"].values
    assert (again == open_sweep(str(tmp_path / "b")).runs["russia.shells_fired"].values).all()
    assert replay(url, 4, 7).differ == ()


def test_two_writers_on_an_object_store_are_refused(bucket):
    target = Location(f"{bucket}/held")
    with Lock(target), pytest.raises(InputError, match="being written by process"), Lock(target):
        pass
    with Lock(target):
        pass


def test_a_store_that_cannot_be_reached_is_one_line():
    with pytest.raises(InputError) as caught:
        sweep(small(), "nowhere://bucket/a", block_runs=BLOCK)
    assert "\n" not in str(caught.value)
