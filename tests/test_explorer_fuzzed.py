"""The explorer's interface, fuzzed with what its own description allows and forbids."""

import pytest

from sim.explorer.openapi import description
from tests.explorer_served import TOKEN, served

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
hypothesis = pytest.importorskip("hypothesis")
pytestmark = pytest.mark.heavy

FEW = {"members": 20, "weeks": 12}
"""What a request may ask for here, so that fuzzing does not take hours."""


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return served(tmp_path_factory.mktemp("stores"))


def small(body):
    if not isinstance(body, dict):
        return body
    out = dict(body)
    for name, most in FEW.items():
        given = out.get(name, most)
        if type(given) is int and given > most:
            out[name] = most
        out.setdefault(name, most)
    return out


def test_no_request_breaks_the_server(client):
    """Whatever is sent, the answer is one that the description names, and never an error of ours.

    The description is read inside the test: at collection every process would pay a minute for it.
    """
    schema = schemathesis.openapi.from_dict(description())
    asked = [found.ok() for found in schema.get_all_operations()]
    assert len(asked) >= 4
    for operation in asked:
        _fuzz(operation, client)


def _fuzz(operation, client):
    @hypothesis.given(case=operation.as_strategy())
    @hypothesis.settings(
        max_examples=10, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
    )
    def fuzzed(case):
        if isinstance(case.body, dict) and "toml" not in case.path:
            case.body = small(case.body)
        answer = case.call(base_url=f"http://{client.host}", headers={"X-Sim-Token": TOKEN})
        assert answer.status_code < 500 or answer.status_code == 503
        assert str(answer.status_code) in case.operation.definition.raw["responses"]
        if answer.status_code >= 400:
            told = answer.json()
            assert list(told) == ["error"]
            assert "\n" not in told["error"]

    fuzzed()
