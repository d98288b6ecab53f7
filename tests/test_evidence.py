from dataclasses import replace
from datetime import date

import pytest

from sim.ground.errors import InputError
from sim.record.published import choose, load_evidence
from sim.vocabulary.evidence import fit_hash, load_targets

HEAD = "target_id,measure,selector,statistic,start,end,low,central,high,unit,scale,family,bias_factor,use\n"
GOOD = "X1,dprk.shells_shipped,,sum,2025-01-01,2026-12-31,1e6,2e6,3e6,rounds,log,mine,0.6-1.5,own"


def written(tmp_path, *lines, head=HEAD):
    path = tmp_path / "mine.csv"
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_shipped_tables_hold_what_their_readme_says():
    claims, targets = load_evidence(), load_targets()
    assert (len(claims), len(targets)) == (270, 60)
    assert sum(t.use == "fit" for t in targets) == 53
    known = {claim.id for claim in claims}
    assert all(set(t.evidence.split("+")) <= known for t in targets)


def test_no_shipped_claim_was_published_after_the_cut_off():
    assert all(claim.source_date[:10] <= "2024-11-05" for claim in load_evidence())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("dprk.shells_shipped", "dprk.shell_shipped"), "did you mean 'dprk.shells_shipped'"),
        ((",sum,", ",summ,"), "unknown statistic 'summ'; did you mean 'sum'"),
        ((",rounds,", ",barrels,"), "unit 'barrels'; sum of dprk.shells_shipped has 'rounds'"),
        (("2026-12-31", "2024-12-31"), "end 2024-12-31 lies before start 2025-01-01"),
        (("2026-12-31", "31.12.2026"), "'31.12.2026' is not a date"),
        (("2026-12-31", "2099-12-31"), "is beyond"),
        (("1e6,2e6,3e6", "nan,2e6,3e6"), "low: 'nan' is not a number"),
        (("1e6,2e6,3e6", "1e6,2e6,inf"), "high: 'inf' is not a number"),
        (("1e6,2e6,3e6", "3e6,2e6,1e6"), "need low <= central <= high"),
        (("1e6,2e6,3e6", "0,2e6,3e6"), "has no log; write scale = linear"),
        (("1e6,2e6,3e6", ",,"), "low alone means 'at least'"),
        (("0.6-1.5", "1.5-0.6"), "bias_factor '1.5-0.6' is no factor"),
        (("0.6-1.5", "-1"), "bias_factor '-1' is no factor"),
        ((",log,", ",lin,"), "unknown scale 'lin'"),
        (("shipped,,", "shipped,state=us,"), "does not fit dprk.shells_shipped"),
        ((",sum,", ",end,"), "which is a flow; use mean or sum"),
        ((",sum,", ",ratio_to_prev,"), "needs a selector base=START/END"),
        ((",sum,", ",share,"), "needs a selector over=MEASURE"),
        (("dprk.shells_shipped", "trade.binding"), "is a category"),
        (("X1", ""), "target_id is empty"),
        ((",own", ",own,more,and more"), "more cells than columns"),
    ],
)
def test_a_wrong_row_gets_one_line_with_its_place(tmp_path, change, says):
    wrong = GOOD.replace(*change)
    path = written(tmp_path, GOOD.replace("X1", "X0"), wrong)
    with pytest.raises(InputError) as error:
        load_targets(path)
    message = str(error.value)
    assert says in message
    assert f"{path} line 3" in message
    assert "\n" not in message


def test_a_missing_column_an_empty_file_and_a_double_id_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"column 'unit' is missing"):
        load_targets(written(tmp_path, GOOD, head=HEAD.replace(",unit", ",units")))
    with pytest.raises(InputError, match="holds no targets"):
        load_targets(written(tmp_path))
    with pytest.raises(InputError, match="stands twice"):
        load_targets(written(tmp_path, GOOD, GOOD))
    with pytest.raises(InputError, match="cannot be read"):
        load_targets(tmp_path / "none.csv")


def test_columns_beyond_the_known_ones_families_and_uses_are_free(tmp_path):
    head = "my notes," + HEAD
    path = written(
        tmp_path, "x," + GOOD.replace("mine", "my aunt").replace(",own", ",hope"), head=head
    )
    (target,) = load_targets(path)
    assert (target.family, target.use, target.bias) == ("my aunt", "hope", (0.6, 1.5))


def test_a_short_file_needs_only_six_columns_and_a_number(tmp_path):
    head = "\ufefftarget_id,measure,statistic,start,end,unit,central,low\n"
    rows = (
        "A,dprk.warheads,end,2026-01-01,2026-01-01,count,50,40",
        "B,dprk.warheads,end,2026-01-01,2026-01-01,count,,40",
    )
    a, b = load_targets(written(tmp_path, *rows, head=head))
    assert (a.kind, round(a.high, 1), a.use, a.bias) == ("level", 62.5, "own", (1.0, 1.0))
    assert b.kind == "floor"


def test_kinds_of_targets_follow_from_their_numbers():
    kinds = {t.id: t.kind for t in load_targets()}
    assert kinds["T008"] == "floor"
    assert kinds["T055"] == "count"
    assert kinds["T004"] == kinds["T032"] == "ratio"
    assert kinds["T019"] == "level"


def test_the_fit_hash_moves_with_fit_rows_only():
    targets = load_targets()
    checks = [replace(t, central=2 * t.central) if t.use != "fit" else t for t in targets]
    noted = [replace(t, note="another", evidence="C001") for t in targets]
    fits = [replace(t, end=date(2024, 5, 7)) if t.id == "T008" else t for t in targets]
    assert fit_hash(checks) == fit_hash(noted) == fit_hash(reversed(targets)) == fit_hash(targets)
    assert fit_hash(fits) != fit_hash(targets)


def test_claims_are_filtered_by_topic_actor_family_and_measure():
    claims, targets = load_evidence(), load_targets()
    found = choose(claims, targets, measure="containers", family="rok")
    assert {claim.id for claim in found} == {"C066", "C068", "C072", "C078", "C081"}
    assert all("Russia" in c.actor for c in choose(claims, targets, actor="russia", topic="fire"))


def test_damaged_evidence_names_its_line(tmp_path):
    from sim.ground.files import shipped

    text = (shipped() / "evidence" / "evidence.csv").read_text(encoding="utf-8").splitlines()
    text[3] = text[3].replace(",B,fire_rate", ",D,fire_rate")
    path = tmp_path / "evidence.csv"
    path.write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(InputError, match=r"line 4: unknown confidence 'D'"):
        load_evidence(path)
