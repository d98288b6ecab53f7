"""The explorer's server: who may speak to it, what it takes, and that its numbers are the product's."""

import asyncio
import json
import re
import socket
import tomllib

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.book import answers as kept_answers
from sim.cli.main import app
from sim.explorer.asked import Shown, state_of
from sim.explorer.body import DEEPEST, MOST_BYTES
from sim.explorer.claim import claim_of
from sim.explorer.first_order import first_order
from sim.explorer.guard import POLICY
from sim.explorer.lexicon import statement_of, texts, usual
from sim.explorer.serve import listening, token_of
from sim.explorer.show import rounded
from sim.explorer.start import fragment
from sim.explorer.stores import Stores
from sim.ground.errors import InputError
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures
from tests.explorer_served import TOKEN, served

SMALL = {"members": 20, "weeks": 12}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return served(tmp_path_factory.mktemp("stores"))


def test_a_short_answer_leaves_at_once():
    async def served_socket():
        sock = listening(0)
        taken = asyncio.get_running_loop().create_future()

        class Waits(asyncio.Protocol):
            def connection_made(self, transport):
                taken.set_result(transport.get_extra_info("socket"))

        server = await asyncio.get_running_loop().create_server(Waits, sock=sock)
        _, writer = await asyncio.open_connection(*sock.getsockname())
        at_once = (await taken).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()
        server.close()
        return at_once

    assert asyncio.run(served_socket())


def test_it_listens_on_this_machine_alone():
    sock = listening(0)
    assert sock.getsockname()[0] == "127.0.0.1"
    with socket.create_connection(sock.getsockname(), timeout=5):
        sock.close()


@pytest.mark.parametrize(("port", "said"), [(-1, "from 1 to 65535"), (99999, "from 1 to 65535")])
def test_a_port_that_is_none_is_refused(port, said):
    with pytest.raises(InputError, match=said):
        listening(port)


def test_a_port_that_is_taken_is_refused():
    sock = listening(0)
    with pytest.raises(InputError, match="another program"):
        listening(sock.getsockname()[1])
    sock.close()


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", "localhost:1", "127.0.0.1.nip.io:80"])
def test_a_foreign_host_is_refused(client, host):
    answer, text = client.send("GET", "/", Host=host)
    assert answer.status == 403
    assert "error" in json.loads(text)


def test_a_doubled_host_is_refused(client):
    told = client.raw(["GET / HTTP/1.1", f"Host: {client.host}", "Host: example.org"])
    assert told.split()[1] in {"400", "403"}


@pytest.mark.parametrize("origin", ["null", "http://example.org", "https://127.0.0.1", ""])
def test_a_foreign_or_null_origin_is_refused(client, origin):
    assert client.post("bands", SMALL, Origin=origin)[0] == 403


def test_the_own_origin_is_served(client):
    assert client.post("bands", SMALL, Origin=f"http://{client.host}")[0] == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_requests_from_other_sites_are_refused(client, site):
    assert client.send("GET", "/", Sec_Fetch_Site=site)[0].status == 403


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x"])
@pytest.mark.parametrize("path", ["/api/vocabulary", "/api/openapi.json", "/api/nothing"])
def test_every_call_needs_the_token(client, token, path):
    assert client.send("GET", path, X_Sim_Token=token)[0].status == 401


def test_every_answer_carries_the_policy(client):
    for path in ("/", "/js/main.js", "/api/vocabulary", "/none"):
        answer, _ = client.send("GET", path)
        assert answer.getheader("Content-Security-Policy") == POLICY
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        assert answer.getheader("Set-Cookie") is None


@pytest.mark.parametrize(
    "path", ["/../../pyproject.toml", "/%2e%2e/app.py", "/js/%2e%2e/%2e%2e/app.py", "//etc/passwd"]
)
def test_no_path_leads_out_of_the_page(client, path):
    assert client.send("GET", path)[0].status == 404


HOSTILE = {
    "deep": b"[" * 5000,
    "deep in an object": b'{"levers":' + b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1) + b"}",
    "huge": b'{"scenario":"' + b"x" * (MOST_BYTES + 1) + b'"}',
    "nan": b'{"members":NaN}',
    "infinite": b'{"levers":{"designation_tempo":1e999}}',
    "digits": b'{"members":' + b"9" * 5000 + b"}",
    "a billion members": b'{"members":1000000000}',
    "no object": b"[]",
    "no JSON": b"members=3",
    "no UTF-8": b"\xff\xfe",
    "twice": b'{"members":1,"members":2}',
    "half a surrogate": b'{"scenario":"\\ud800"}',
    "a path": b'{"scenario":"../../etc/passwd"}',
    "a file": b'{"scenario":"/etc/passwd"}',
    "true members": b'{"members":true}',
    "weeks": b'{"weeks":1041}',
    "unknown": b'{"membres":3}',
    "a list for levers": b'{"levers":[1]}',
    "a bad step": b'{"steps":[{"date":"2025-13-01","lever":"designation_tempo","value":1}]}',
    "a bad range": b'{"only":{"dprk.shell_stock":[2,1]}}',
    "a bad measure": b'{"measures":["capability.index:mars"]}',
    "other pairs": b'{"members":20,"against":{"members":30}}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_wrong_is_one_line(client, name):
    status, told = client.post("bands", HOSTILE[name])
    assert status == 400
    assert list(told) == ["error"]
    assert "\n" not in told["error"]
    assert len(told["error"]) <= 400


def test_only_json_is_taken(client):
    assert client.post("bands", b"{}", Content_Type="text/plain")[0] == 400


def test_another_method_is_told_which_one_is_taken(client):
    answer, _ = client.send("GET", "/api/bands")
    assert (answer.status, answer.getheader("Allow")) == (405, "POST")


def test_a_wrong_lever_gets_a_suggestion(client):
    _, told = client.post("bands", {"levers": {"designation_temp": 2}})
    assert "did you mean 'designation_tempo'" in told["error"]


@pytest.mark.parametrize("store", ["..", "/etc", "../../etc", ".", ""])
def test_no_store_outside_the_folders_given_is_opened(client, store):
    status, told = client.post("sweep", {"store": store})
    assert status == 400
    assert "unknown store" in told["error"]


OUTCOMES = ["russia.shells_fired", "capability.index|actor=dprk"]


def test_a_sweep_is_shown_as_its_reader_has_it(client):
    _, text = client.send("GET", "/api/sweeps")
    assert [s["name"] for s in json.loads(text)["sweeps"]] == ["small"]
    _, told = client.post("sweep", {"store": "small", "outcomes": OUTCOMES, "threshold": 60_000})
    sweep = client.desk.stores.open("small")
    for name in OUTCOMES:
        measure, _, selector = name.partition("|")
        found = sweep.band(measure, selector, (0.05, 0.5, 0.95))[1]
        assert np.allclose(told["outcomes"][name]["median"], found, rtol=1e-4)
    # the store holds a total over the weeks, the page a rate
    kept = sweep.runs["russia.shells_fired"].transpose("policy", "member").values
    fired = kept / sweep.design.weeks
    assert np.allclose(told["share"], (fired >= 60_000).mean(axis=1), atol=1e-4)


def test_a_setting_of_a_sweep_is_opened_as_the_state_that_was_run(client):
    sweep = client.desk.stores.open("small")
    for number in range(len(sweep.design)):
        _, told = client.post("sweep", {"store": "small", "setting": number})
        state = state_of(told, client.desk.shelf)
        policy = sweep.design.policy(number)
        assert dict(state.scenario.policy.levers) == dict(policy.levers)
    assert client.post("sweep", {"store": "small", "setting": 6})[0] == 400


def test_an_input_that_decides_carries_the_variance():
    ramp, other = [1, 2, 3, 4] * 10, [1] * 20 + [2] * 20
    found = first_order({"ramp": ramp, "other": other}, [float(v) for v in ramp])
    assert [one["name"] for one in found] == ["ramp"]
    assert found[0]["index"] > 0.9
    assert first_order({"ramp": ramp}, [1.0] * 40) == []


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "manifest.json").write_text("{}")
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "link").symlink_to(tmp_path / "outside")
    assert Stores((tmp_path / "given",)).found() == {}


STATE = {
    "scenario": "baseline",
    "levers": {"designation_tempo": 3},
    "steps": [{"date": "2023-08-14", "lever": "crypto_seizure_effort", "value": 4}],
    **SMALL,
}


def test_bands_are_those_of_a_run(client):
    shown = ["russia.shells_fired", "dprk.hard_currency_usd", "capability.index:dprk"]
    _, told = client.post("bands", {**STATE, "measures": shown})
    steps = [("2023-08-14", "crypto_seizure_effort", 4)]
    ran = sim.run("baseline", levers=STATE["levers"], steps=steps, **SMALL)
    for name in shown:
        measure, _, part = name.partition(":")
        bands = ran.bands[measure].sel(policy="baseline", group="pooled")
        bands = bands.sel(actor=part) if part else bands
        assert told["measures"][name]["parts"][0]["bands"] == rounded(bands.values)


def test_the_exported_file_gives_the_same_bits(client, tmp_path):
    _, told = client.post("scenario.toml", STATE)
    path = tmp_path / told["file"]
    path.write_text(told["toml"])
    again = sim.load(str(path))
    _, asked = client.post("bands", {**STATE, "measures": ["russia.shells_fired"]})
    ran = sim.run(again, **SMALL).bands["russia.shells_fired"]
    values = ran.isel(policy=0).sel(group="pooled").values
    assert asked["measures"]["russia.shells_fired"]["parts"][0]["bands"] == rounded(values)
    _, back = client.post("open", {"toml": told["toml"]})
    assert back == {k: STATE[k] for k in ("scenario", "levers", "steps")}


@pytest.mark.parametrize("section", ["[events]\npanel_end = 2025-01-06", "[[rules]]\nlever = 'x'"])
def test_what_a_page_cannot_hold_of_a_file_is_refused_not_dropped(client, section):
    status, told = client.post("open", {"toml": f"extends = 'baseline'\n{section}\n"})
    assert status == 400
    assert "cannot be set here" in told["error"]


def test_the_exported_python_gives_the_same_bits(client):
    _, told = client.post("scenario.toml", STATE)
    space = {}
    exec(told["python"].replace("\nresults.bands\n", "\n"), space)
    _, asked = client.post("bands", {**STATE, "measures": ["russia.shells_fired"]})
    found = space["results"].bands["russia.shells_fired"].isel(policy=0).sel(group="pooled")
    assert asked["measures"]["russia.shells_fired"]["parts"][0]["bands"] == rounded(found.values)


def test_differences_are_paired(client):
    asked = {**STATE, "measures": ["russia.shells_fired"], "against": "baseline", "paths": True}
    _, told = client.post("bands", asked)
    found = told["measures"]["russia.shells_fired"]["parts"][0]["difference"]
    first, other = (sim.run(s, **SMALL) for s in ("baseline", sim.parse(
        {"extends": "baseline", "levers": STATE["levers"], "steps": STATE["steps"]})))  # fmt: skip
    gap = (
        other.series["russia.shells_fired"].isel(policy=0).values.astype(float)
        - first.series["russia.shells_fired"].isel(policy=0).values
    )
    assert np.allclose(found["paths"][1], np.median(gap, axis=0), rtol=1e-3, atol=1e-2)


def test_a_statement_holds_as_often_as_when_it_is_asked(client):
    said = "russia.shells_fired >= 9k rounds/day throughout 2023-07-10 to 2023-08-31"
    _, told = client.post("bands", {**SMALL, "statement": said, "against": "no_exchange"})
    asked = sim.ask(said, under=["baseline", "no_exchange"], **SMALL).table
    asked = asked[asked["group"] == "all members"].set_index("case")
    found = told["statement"]
    assert found["share"] == pytest.approx(asked.loc["baseline", "share"], abs=1e-4)
    assert found["low"] == pytest.approx(asked.loc["baseline", "share_low"], abs=1e-4)
    assert found["reference"] == pytest.approx(asked.loc["no_exchange", "share"], abs=1e-4)


@pytest.mark.parametrize(
    "said",
    ["russia.shells_fyred > 1 at 2023-08-07", "when first russia.shells_fired < 1", "x" * 500],
)
def test_a_statement_that_does_not_fit_is_one_line_and_the_bands_stand(client, said):
    asked = {**SMALL, "statement": said, "measures": ["russia.shells_fired"]}
    status, told = client.post("bands", asked)
    assert status == 200
    assert "statement" in told["statement"]["error"]
    assert "\n" not in told["statement"]["error"]
    assert told["measures"]["russia.shells_fired"]["parts"][0]["bands"]


def test_every_scenario_has_a_statement_that_its_runs_can_answer(client):
    shelf = client.desk.shelf
    for name, scenario in shelf.scenarios.items():
        said = claim_of(statement_of(scenario), state_of({"scenario": name}, shelf), shelf)
        assert set(said.measures) <= set(usual()), name


def test_the_parts_of_an_index_add_up(client):
    body = {**STATE, "against": "no_exchange", "actor": "dprk"}
    _, told = client.post("waterfall", body)
    total = sum(part["change"] for part in told["parts"])
    assert total == pytest.approx(told["after"] - told["before"], abs=0.01)
    assert total != 0
    assert client.post("waterfall", {**STATE, "actor": "dprk"})[0] == 400


def test_every_question_starts_from_a_state_that_runs(client):
    _, text = client.send("GET", "/api/questions")
    told = json.loads(text)["questions"]
    assert [one["name"] for one in told] == [f"Q{n}" for n in range(1, 21)]
    for one in told:
        assert not one["titles"]["zh"].isascii()
        assert not one["texts"]["zh"].isascii()
        assert one["command"].startswith("sim ")
        assert "```" not in json.dumps(one)
        card = Shown.parse("card", one["look"]["card"])
        assert card.name
        state_of(one["state"], client.desk.shelf)


def test_against_itself_nothing_changed(client):
    _, told = client.post("bands", {**SMALL, "measures": [], "against": "baseline", "all": True})
    assert told["moves"]["changed"] == 0


def test_a_move_says_what_it_changed(client):
    body = {**STATE, "measures": [], "against": "baseline", "all": True}
    _, told = client.post("bands", body)
    assert 0 < told["moves"]["changed"] <= told["moves"]["compared"]
    names = [move["measure"] for move in told["moves"]["largest"]]
    assert len(set(names)) == len(names)


def test_every_part_of_every_measure_is_said(client):
    shown = list(measures())
    for first in range(0, len(shown), 40):
        body = {**STATE, "measures": shown[first : first + 40], "against": "baseline"}
        assert client.post("bands", body)[0] == 200


def test_a_level_is_told_without_its_bands(client):
    name = "exposure.index:rok"
    body = {**STATE, "measures": [], "levels": [name], "against": "no_exchange"}
    part = client.post("bands", body)[1]["measures"][name]["parts"][0]
    assert "bands" not in part
    full = client.post("bands", {**body, "measures": [name]})[1]["measures"][name]["parts"][0]
    assert part == {k: v for k, v in full.items() if k != "bands"}
    assert full["bands"][2][-1] == pytest.approx(part["level"]["median"], rel=1e-3)


def test_few_members_make_no_band(client):
    key = "dprk.shell_stock"
    body = {**SMALL, "measures": ["russia.shells_fired"], "only": {key: [0, 1]}}
    _, told = client.post("bands", body)
    part = told["measures"]["russia.shells_fired"]["parts"][0]
    assert not told["enough"]
    assert part["bands"] is None
    assert "level" not in part


def test_the_vocabulary_holds_what_the_model_has(client):
    _, text = client.send("GET", "/api/vocabulary")
    told = json.loads(text)
    assert [x["name"] for x in told["levers"]] == list(levers())
    assert [m["name"] for m in told["measures"]] == list(measures())
    assert {name.split(":")[0] for name in told["cards"]} <= set(measures())
    assert set(told["needs"]) <= set(levers())
    assert told["exposure"] in measures()


def test_both_languages_say_everything():
    assert set(texts("en")) == set(texts("zh"))
    assert not [k for k, v in texts("zh").items() if v.isascii() and len(v) > 6 and "key" not in k]


def test_kept_runs_stay_within_their_limit(client):
    for tempo in np.linspace(0, 4, 12).tolist():
        client.post(
            "bands",
            {**SMALL, "levers": {"designation_tempo": tempo}, "measures": ["russia.shells_fired"]},
        )
    assert client.desk.warm.size < 128_000_000


@pytest.mark.parametrize("token", ["short", "with blanks", "sch\u00f6n-und-lang"])
def test_a_token_that_no_header_carries_is_refused(token):
    with pytest.raises(InputError, match="--token"):
        token_of(token)


def test_a_link_brings_its_state_but_no_token():
    link = "http://127.0.0.1:8710/#token=secret&v=1&p=explore&s=%7B%7D"
    assert fragment(link) == "v=1&p=explore&s=%7B%7D"
    with pytest.raises(InputError, match="link"):
        fragment("http://127.0.0.1:8710/#")


def test_the_description_names_every_route(client):
    _, text = client.send("GET", "/api/openapi.json")
    paths = json.loads(text)["paths"]
    for path, of in paths.items():
        status = (
            client.send("GET", path)[0].status
            if "get" in of
            else client.post(path[5:], {"nothing": 1})[0]
        )
        assert status in {200, 400}, path


def test_toml_of_a_state_is_read_by_the_checker(client):
    _, told = client.post("scenario.toml", STATE)
    assert tomllib.loads(told["toml"])["extends"] == "baseline"


def test_answers_are_kept_in_both_languages_and_shown_in_each(tmp_path, monkeypatch):
    out = tmp_path / "answers" / "answers.json"
    words = ["answers", "--only", "Q11", "--members", "20", "--out", str(out)]
    told = CliRunner().invoke(app, [*words, "--figures", str(tmp_path / "figures")])
    assert told.exit_code == 0, told.output
    one = json.loads(out.read_text())["answers"]["Q11"]
    assert len(one["sentences"]) == len(one["zh"]["sentences"]) == 2
    assert all(re.search("[\u4e00-\u9fff]", said) for said in one["zh"]["sentences"])
    shares = [
        sorted(re.findall(r"(\d+)\s?%", said[0]))
        for said in (one["sentences"], one["zh"]["sentences"])
    ]
    assert shares[0] == shares[1]
    monkeypatch.setattr(kept_answers, "docs", lambda: tmp_path)
    assert kept_answers.kept("zh") == {"Q11": one["zh"]["sentences"]}


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("language", "said"), [("en", "Designation tempo"), ("zh", "联盟执法总强度")]
)
def test_a_report_is_one_file_that_asks_nobody_for_anything(client, language, said):
    answer, text = client.send(
        "POST", "/api/report", {**STATE, "members": 24, "against": "baseline", "language": language}
    )
    page = text.decode()
    assert answer.status == 200
    assert said.lower() in page.lower()
    assert page.count("<svg") + page.count("data:image") >= 2
    assert not re.search(r'(src|href)="https?:', page)
