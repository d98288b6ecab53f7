"""The kernel as LLVM text: explicit vectors of runs, nothing that a compiler may reorder."""

import math

from sim.compiled import counts, lanes
from sim.compiled.graph import COMPARISONS, FLAGS, LUCK, MEMBER, STATE, WEEK
from sim.compiled.lanes import Writer
from sim.compiled.lower import BY_MEMBER, BY_SEGMENT, BY_WEEK, Plan

ORDERED = dict(zip(COMPARISONS, ("olt", "ole", "ogt", "oge", "oeq", "une"), strict=True))
INTRINSICS = {
    "sqrt": "sqrt", "rint": "rint", "floor": "floor", "ceil": "ceil", "trunc": "trunc",
    "abs": "fabs",
}  # fmt: skip
ARITHMETIC = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
POINTERS = {MEMBER: "P", STATE: "S", WEEK: "K", LUCK: "U"}


def held_places(plan: Plan) -> dict[int, int]:
    """Return the place of each node that is computed less often than it is read."""
    needed = {*plan.states.values(), *plan.outputs}
    found = set()
    for node in plan.order:
        for read in _reads(plan, node):
            if plan.level[read] < plan.level[node]:
                found.add(read)
    found |= {n for n in needed if plan.level[n] in (BY_MEMBER, BY_SEGMENT)}
    own = [n for n in sorted(found) if plan.operations[n].name not in ("const", "in")]
    return {node: place for place, node in enumerate(own)}


def _reads(plan: Plan, node: int) -> tuple[int, ...]:
    name, arguments = plan.operations[node]
    if name in ("const", "in"):
        return ()
    listed = arguments[:-1] if name in ("poisson", "paretos") else arguments
    return tuple(int(a) for a in listed)


class Body:
    """The lines of one of the kernel's three functions: by member, segment or week."""

    def __init__(self, plan: Plan, held: dict[int, int], width: int, level: int) -> None:
        self.plan, self.held, self.level = plan, held, level
        self.w = Writer(width)
        self._named: dict[int, str] = {}

    def read(self, node: int) -> str:
        """Return the name of a node's value, loaded where it is not computed here."""
        if node not in self._named:
            self._named[node] = self._loaded(node)
        return self._named[node]

    def _loaded(self, node: int) -> str:
        name, arguments = self.plan.operations[node]
        w = self.w
        if name == "const":
            return w.splat(float.fromhex(str(arguments[0])))
        if name != "in":
            value = self._vector("H", self.held[node])
            return w.compare("une", value, w.splat(0.0)) if name in FLAGS else value
        kind, index = str(arguments[0]), int(arguments[1])
        place = self.plan.rows[kind][index]
        if kind != WEEK:
            return self._vector(POINTERS[kind], place)
        address = w.new(f"getelementptr double, ptr %K, i64 {place}")
        number = w.new(f"load double, ptr {address}, align 8")
        first = w.new(f"insertelement {w.type} poison, double {number}, i32 0")
        zeros = f"<{w.lanes} x i32> zeroinitializer"
        return w.new(f"shufflevector {w.type} {first}, {w.type} poison, {zeros}")

    def _vector(self, pointer: str, place: int) -> str:
        w = self.w
        address = w.new(f"getelementptr {w.type}, ptr %{pointer}, i64 {place}")
        return w.new(f"load {w.type}, ptr {address}, align 8")

    def store(self, value: str, pointer: str, place: int) -> None:
        """Store a vector."""
        w = self.w
        address = w.new(f"getelementptr {w.type}, ptr %{pointer}, i64 {place}")
        w.lines.append(f"store {w.type} {value}, ptr {address}, align 8")

    def write(self) -> None:
        """Write all nodes of this level."""
        if self.level == BY_WEEK:  # every state is read before any is written
            for node in self.plan.order:
                if self.plan.operations[node][0] == "in" and self.plan.operations[node][1][0] == (
                    STATE
                ):
                    self.read(node)
        for node in self.plan.order:
            name, _ = self.plan.operations[node]
            if name in ("const", "in") or max(self.plan.level[node], BY_MEMBER) != self.level:
                continue
            value = self._named[node] = self._computed(node)
            if node in self.held:
                w = self.w
                number = w.choose(value, w.splat(1.0), w.splat(0.0)) if name in FLAGS else value
                self.store(number, "H", self.held[node])

    def _computed(self, node: int) -> str:  # noqa: C901, PLR0911  one line an operation
        name, arguments = self.plan.operations[node]
        w, x = self.w, [self.read(n) for n in _reads(self.plan, node)]
        if name in ARITHMETIC:
            return w.binary(ARITHMETIC[name], *x)
        if name in ORDERED:
            return w.compare(ORDERED[name], *x)
        if name in ("and", "or", "xor"):
            return w.new(f"{name} {w.flags} {x[0]}, {x[1]}")
        if name == "not":
            return w.new(f"xor {w.flags} {x[0]}, {w.whole_splat(-1, 'i1')}")
        if name in ("max", "min"):
            return self._extreme(name, _reads(self.plan, node))
        if name == "sel":
            return w.choose(*x)
        if name in INTRINSICS:
            return w.intrinsic(INTRINSICS[name], *x)
        if name == "neg":
            return w.new(f"fneg {w.type} {x[0]}")
        if name == "mod":
            turns = w.intrinsic("floor", w.binary("fdiv", *x))
            return w.binary("fsub", x[0], w.binary("fmul", turns, x[1]))
        if name in ("exp", "log", "ndtri", "binomial"):
            return w.call(f"v{name}", *x)
        return self._drawn(name, x, int(arguments[-1]))

    def _drawn(self, name: str, x: list[str], number: int) -> str:
        w = self.w
        listed = ", ".join(f"{w.type} {v}" for v in x)
        if name == "poisson":
            most = lanes.literal(float(number))
            return w.new(f"call {w.type} @vpoisson({listed}, double {most})")
        lazy = self.plan.recorded.graph.lazy
        first = len(self.plan.rows[LUCK]) + sum(len(points) for points in lazy[:number])
        return w.new(
            f"call {w.type} @vparetos({listed}, ptr %keys, i64 {first}, "
            f"i64 {len(lazy[number])}, i64 %ctr, i64 %w)"
        )

    def _extreme(self, name: str, nodes: tuple[int, ...]) -> str:
        """Return the greater or lesser of two; NaN stays NaN."""
        w, kind = self.w, {"max": "ogt", "min": "olt"}[name]
        a, b = nodes
        if self._never_nan(b):
            a, b = b, a
        first, second = self.read(a), self.read(b)
        out = w.choose(w.compare(kind, first, second), first, second)
        if self._never_nan(a):
            return out
        return w.choose(w.compare("uno", first, first), first, out)

    def _never_nan(self, node: int) -> bool:
        name, arguments = self.plan.operations[node]
        return name == "const" and not math.isnan(float.fromhex(str(arguments[0])))


SIGNATURE = "ptr noalias %P, ptr noalias %K, ptr noalias %H"
LUCKY = "ptr noalias %U, ptr noalias %S, ptr noalias %O, ptr %keys, i64 %ctr, i64 %w"


def source(plan: Plan, width: int) -> str:
    """Return the LLVM text of a kernel.

    Its two functions: ``luck`` fills the draws of a chunk, ``chunk`` runs one chunk of one case.
    """
    held = held_places(plan)
    bodies = {level: Body(plan, held, width, level) for level in (BY_MEMBER, BY_SEGMENT, BY_WEEK)}
    for body in bodies.values():
        body.write()
    week = bodies[BY_WEEK]
    w = week.w
    for place, node in enumerate(plan.outputs):
        value = w.new(f"fptrunc {w.type} {week.read(node)} to <{width} x float>")
        address = w.new(f"getelementptr <{width} x float>, ptr %O, i64 {place}")
        w.lines.append(f"store <{width} x float> {value}, ptr {address}, align 4")
    after = {row: week.read(node) for row, node in sorted(plan.states.items())}
    for row, value in after.items():
        week.store(value, "S", row)
    names = {BY_MEMBER: "member", BY_SEGMENT: "segment"}
    parts = [_declarations(width), lanes.exp(width), lanes.log(width)]
    parts += [lanes.inverse_normal(width), counts.philox(), counts.row(width)]
    parts.append(counts.counts(width))
    for level, name in names.items():
        lines = "\n".join(bodies[level].w.lines)
        parts.append(
            f"define internal void @{name}({SIGNATURE}) noinline {{\n{lines}\nret void\n}}\n"
        )
    lines = "\n".join(w.lines)
    parts.append(
        f"define internal void @week({SIGNATURE}, {LUCKY}) noinline {{\n{lines}\nret void\n}}\n"
    )
    return "".join([*parts, _chunk(plan, width), _luck(plan, width)])


def _declarations(width: int) -> str:
    w = Writer(width)
    each = [f"declare {w.type} @llvm.{name}.v{width}f64({w.type})" for name in INTRINSICS.values()]
    each += [
        f"declare {w.type} @llvm.fma.v{width}f64({w.type}, {w.type}, {w.type})",
        f"declare i1 @llvm.vector.reduce.or.v{width}i1({w.flags})",
        f"declare double @llvm.vector.reduce.fmax.v{width}f64({w.type})",
    ]
    return "\n".join(each) + "\n"


def _chunk(plan: Plan, width: int) -> str:
    columns, draws = max(len(plan.rows[WEEK]), 1), len(plan.rows[LUCK])
    v = Writer(width).type
    return f"""
define void @chunk(ptr %P, ptr %S, ptr %K0, ptr %fresh, ptr %U0, ptr %O0, ptr %H, ptr %keys,
 i64 %ctr, i64 %weeks) {{
entry:
 call void @member(ptr %P, ptr %K0, ptr %H)
 br label %loop
loop:
 %w = phi i64 [ 0, %entry ], [ %w1, %work ]
 %ko = mul i64 %w, {columns}
 %K = getelementptr double, ptr %K0, i64 %ko
 %fp = getelementptr i64, ptr %fresh, i64 %w
 %f = load i64, ptr %fp, align 8
 %new = icmp ne i64 %f, 0
 br i1 %new, label %turn, label %work
turn:
 call void @segment(ptr %P, ptr %K, ptr %H)
 br label %work
work:
 %uo = mul i64 %w, {draws}
 %U = getelementptr {v}, ptr %U0, i64 %uo
 %oo = mul i64 %w, {max(len(plan.outputs), 1)}
 %O = getelementptr <{width} x float>, ptr %O0, i64 %oo
 call void @week(ptr %P, ptr %K, ptr %H, ptr %U, ptr %S, ptr %O, ptr %keys, i64 %ctr, i64 %w)
 %w1 = add i64 %w, 1
 %done = icmp eq i64 %w1, %weeks
 br i1 %done, label %end, label %loop
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
define void @luck(ptr %U0, ptr %keys, i64 %ctr, i64 %weeks) {{
entry:
 br label %loop
loop:
 %w = phi i64 [ 0, %entry ], [ %w1, %loop ]
 %uo = mul i64 %w, {len(plan.rows[LUCK])}
 %U = getelementptr {w.type}, ptr %U0, i64 %uo
 {body}
 %w1 = add i64 %w, 1
 %done = icmp eq i64 %w1, %weeks
 br i1 %done, label %end, label %loop
end:
 ret void
}}
"""
