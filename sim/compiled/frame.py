"""The kernel as LLVM text: its functions, and the loops over weeks, parts and chunks."""

from sim.compiled import counts, lanes
from sim.compiled.emit import INTRINSICS, Body
from sim.compiled.graph import LUCK, MEMBER, STATE, WEEK
from sim.compiled.lanes import Writer
from sim.compiled.lower import BY_MEMBER, BY_SEGMENT, BY_WEEK, Plan
from sim.compiled.parts import Division, divided

SIGNATURE = (
    "ptr noalias %P, ptr noalias %K, ptr noalias %H, ptr noalias %U, ptr noalias %S, "
    "ptr noalias %O, ptr noalias %keys, i64 %row, i64 %ctr, i64 %w"
)
NAMES = {BY_MEMBER: "member", BY_SEGMENT: "segment", BY_WEEK: "week"}


def source(plan: Plan, width: int) -> str:
    """Return the LLVM text of a kernel.

    Its two functions: ``luck`` fills the draws of a chunk, ``run`` carries chunks of one case
    through some weeks.
    """
    division = divided(plan)
    texts = [_declarations(width), lanes.exp(width), lanes.log(width)]
    texts += [lanes.inverse_normal(width), counts.philox(), counts.row(width)]
    texts.append(counts.counts(width))
    for level, name in NAMES.items():
        for i, part in enumerate(division.parts[level]):
            body = Body(plan, division.held, width)
            body.write(part)
            lines = "\n".join(body.w.lines)
            texts.append(
                f"define internal void @{name}{i}({SIGNATURE}) noinline {{\n{lines}\nret void\n}}\n"
            )
    return "".join([*texts, _run(plan, division, width), _luck(plan, width)])


def _declarations(width: int) -> str:
    w = Writer(width)
    each = [f"declare {w.type} @llvm.{name}.v{width}f64({w.type})" for name in INTRINSICS.values()]
    each += [
        f"declare {w.type} @llvm.fma.v{width}f64({w.type}, {w.type}, {w.type})",
        f"declare i1 @llvm.vector.reduce.or.v{width}i1({w.flags})",
        f"declare double @llvm.vector.reduce.fmax.v{width}f64({w.type})",
    ]
    return "\n".join(each) + "\n"


def _over_chunks(plan: Plan, places: int, width: int, called: str, here: str, after: str) -> str:
    """Return a loop that carries out one part for every chunk; its block is named `here`."""
    v, n = Writer(width).type, called
    strides = {
        "P": len(plan.rows[MEMBER]), "S": len(plan.rows[STATE]), "H": places,
    }  # fmt: skip
    moved = "\n ".join(
        f"%{n}{p}o = mul i64 %{n}j, {count}\n %{n}{p} = getelementptr {v}, ptr %{p}0, i64 %{n}{p}o"
        for p, count in strides.items()
    )
    return f"""
{here}:
 br label %{n}loop
{n}loop:
 %{n}j = phi i64 [ 0, %{here} ], [ %{n}j1, %{n}loop ]
 {moved}
 %{n}Uo = mul i64 %{n}j, %lucky
 %{n}U = getelementptr {v}, ptr %U, i64 %{n}Uo
 %{n}Oo = mul i64 %{n}j, {width}
 %{n}O = getelementptr float, ptr %O, i64 %{n}Oo
 %{n}c = mul i64 %{n}j, {width // counts.PER_COUNT}
 %{n}ctr = add i64 %ctr, %{n}c
 call void @{n}(ptr %{n}P, ptr %K, ptr %{n}H, ptr %{n}U, ptr %{n}S, ptr %{n}O, ptr %keys,
  i64 %row, i64 %{n}ctr, i64 %w)
 %{n}j1 = add i64 %{n}j, 1
 %{n}done = icmp eq i64 %{n}j1, %chunks
 br i1 %{n}done, label %{after}, label %{n}loop
"""


def _run(plan: Plan, division: Division, width: int) -> str:
    """Return `run`: weeks outside, parts inside them, chunks inside parts.

    `weeks` of the calendar's rows, of the draws and of what is recorded, beginning with the
    week that is numbered `first`. `made` is 0 where memory does not yet hold what stays the
    same, else -1.
    """
    columns, draws = max(len(plan.rows[WEEK]), 1), max(len(plan.rows[LUCK]), 1)
    v = Writer(width).type
    calls = {
        level: [f"{name}{i}" for i in range(len(division.parts[level]))]
        for level, name in NAMES.items()
    }
    blocks = []
    following = {BY_MEMBER: "turn", BY_SEGMENT: "work", BY_WEEK: "next"}
    for level, names in calls.items():
        begin = {BY_MEMBER: "begin", BY_SEGMENT: "turned", BY_WEEK: "working"}[level]
        for i, name in enumerate(names):
            after = f"{names[i + 1]}in" if i + 1 < len(names) else following[level]
            here = begin if i == 0 else f"{name}in"
            blocks.append(_over_chunks(plan, division.places, width, name, here, after))
    return f"""
define void @run(ptr %P0, ptr %S0, ptr %H0, ptr %K0, ptr %fresh, ptr %U0, ptr %O0, ptr %keys,
 i64 %chunks, i64 %ctr, i64 %first, i64 %weeks, i64 %made, i64 %lucky, i64 %row, i64 %step) {{
entry:
 br label %loop
loop:
 %i = phi i64 [ 0, %entry ], [ %i1, %next ]
 %w = add i64 %i, %first
 %ko = mul i64 %w, {columns}
 %K = getelementptr double, ptr %K0, i64 %ko
 %uo = mul i64 %i, {draws}
 %U = getelementptr {v}, ptr %U0, i64 %uo
 %oo = mul i64 %w, %step
 %O = getelementptr float, ptr %O0, i64 %oo
 %opens = icmp eq i64 %i, %made
 br i1 %opens, label %begin, label %turn
{"".join(blocks[: len(calls[BY_MEMBER])])}
turn:
 %fp = getelementptr i64, ptr %fresh, i64 %w
 %f = load i64, ptr %fp, align 8
 %new = icmp ne i64 %f, 0
 %due = or i1 %new, %opens
 br i1 %due, label %turned, label %work
{"".join(blocks[len(calls[BY_MEMBER]) : -len(calls[BY_WEEK])])}
work:
 br label %working
{"".join(blocks[-len(calls[BY_WEEK]) :])}
next:
 %i1 = add i64 %i, 1
 %over = icmp eq i64 %i1, %weeks
 br i1 %over, label %end, label %loop
end:
 ret void
}}
"""


def _luck(plan: Plan, width: int) -> str:
    w = Writer(width)
    points = plan.recorded.graph.points
    lines = []
    for index, place in plan.rows[LUCK].items():
        lines.append(f"%a{place} = getelementptr {w.type}, ptr %U, i64 {place}")
        lines.append(f"call void @row(ptr %keys, i64 {place}, i64 %ctr, i64 %w, ptr %a{place})")
        if points[index][0] == "score":
            low, high = w.splat(1e-12), w.splat(1.0 - 1e-12)
            lines += [
                f"%z{place} = load {w.type}, ptr %a{place}, align 8",
                f"%l{place} = fcmp olt {w.type} %z{place}, {low}",
                f"%m{place} = select {w.flags} %l{place}, {w.type} {low}, {w.type} %z{place}",
                f"%g{place} = fcmp ogt {w.type} %m{place}, {high}",
                f"%n{place} = select {w.flags} %g{place}, {w.type} {high}, {w.type} %m{place}",
                f"%y{place} = call {w.type} @vndtri({w.type} %n{place})",
                f"store {w.type} %y{place}, ptr %a{place}, align 8",
            ]
    body = "\n ".join(lines)
    return f"""
define void @luck(ptr %U0, ptr %keys, i64 %ctr, i64 %first, i64 %weeks) {{
entry:
 br label %loop
loop:
 %i = phi i64 [ 0, %entry ], [ %i1, %loop ]
 %w = add i64 %i, %first
 %uo = mul i64 %i, {max(len(plan.rows[LUCK]), 1)}
 %U = getelementptr {w.type}, ptr %U0, i64 %uo
 {body}
 %i1 = add i64 %i, 1
 %done = icmp eq i64 %i1, %weeks
 br i1 %done, label %end, label %loop
end:
 ret void
}}
"""
