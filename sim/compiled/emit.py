"""A part as LLVM text: explicit vectors of runs, nothing that a compiler may reorder."""

import math

from sim.compiled import lanes
from sim.compiled.graph import COMPARISONS, FLAGS, LUCK, MEMBER, STATE, WEEK
from sim.compiled.lanes import Writer
from sim.compiled.lower import Plan
from sim.compiled.parts import Part, reads_of

ORDERED = dict(zip(COMPARISONS, ("olt", "ole", "ogt", "oge", "oeq", "une"), strict=True))
INTRINSICS = {
    "sqrt": "sqrt", "rint": "rint", "floor": "floor", "ceil": "ceil", "trunc": "trunc",
    "abs": "fabs",
}  # fmt: skip
ARITHMETIC = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
STRICT = frozenset((*ARITHMETIC, *INTRINSICS, "neg", "max", "min", "exp", "log"))
"""Operations that give NaN where any argument is NaN."""

FAR_BACK = 4
"""How many operations back it is searched what makes a number NaN."""

POINTERS = {MEMBER: "P", STATE: "S", WEEK: "K", LUCK: "U"}


class Body:
    """The lines of the function of one part."""

    def __init__(self, plan: Plan, held: dict[int, int], width: int) -> None:
        self.plan, self.held = plan, held
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

    def write(self, part: Part) -> None:
        """Write all nodes of a part, then what it records, then the states that it changes."""
        w = self.w
        for node in part.nodes:
            value = self._named[node] = self._computed(node)
            if node in self.held:
                flag = self.plan.operations[node].name in FLAGS
                number = w.choose(value, w.splat(1.0), w.splat(0.0)) if flag else value
                self.store(number, "H", self.held[node])
        for place, node in part.outputs.items():
            self._record(self.read(node), place)
        changed = {row: self.read(node) for row, node in part.states.items()}
        for row, value in changed.items():
            self.store(value, "S", row)

    def _record(self, value: str, place: int) -> None:
        w = self.w
        short = f"<{w.lanes} x float>"
        number = w.new(f"fptrunc {w.type} {value} to {short}")
        row = w.new(f"mul i64 %row, {place}")
        address = w.new(f"getelementptr float, ptr %O, i64 {row}")
        w.lines.append(f"store {short} {number}, ptr {address}, align 4")

    def _computed(self, node: int) -> str:  # noqa: C901, PLR0911  one line an operation
        name, arguments = self.plan.operations[node]
        w, x = self.w, [self.read(n) for n in reads_of(self.plan, node)]
        if name in ARITHMETIC:
            return w.binary(ARITHMETIC[name], *x)
        if name in ORDERED:
            return w.compare(ORDERED[name], *x)
        if name in ("and", "or", "xor"):
            return w.new(f"{name} {w.flags} {x[0]}, {x[1]}")
        if name == "not":
            return w.new(f"xor {w.flags} {x[0]}, {w.whole_splat(-1, 'i1')}")
        if name in ("max", "min"):
            return self._extreme(name, reads_of(self.plan, node))
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
        if self._never_nan(b) or self._follows(a, b, FAR_BACK):
            a, b = b, a
        first, second = self.read(a), self.read(b)
        out = w.choose(w.compare(kind, first, second), first, second)
        if self._never_nan(a) or self._follows(b, a, FAR_BACK):
            return out
        return w.choose(w.compare("uno", first, first), first, out)

    def _follows(self, node: int, other: int, depth: int) -> bool:
        """Return whether a node is certainly NaN where another one is."""
        if node == other:
            return True
        name, reads = self.plan.operations[node].name, reads_of(self.plan, node)
        if depth == 0 or name not in STRICT:
            return False
        return any(self._follows(n, other, depth - 1) for n in reads)

    def _never_nan(self, node: int) -> bool:
        name, arguments = self.plan.operations[node]
        return name == "const" and not math.isnan(float.fromhex(str(arguments[0])))
