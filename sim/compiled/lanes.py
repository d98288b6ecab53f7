"""LLVM text of vectors: a writer, and exp, log and the inverse normal as functions of vectors."""

import math
import struct

from sim.compiled.coefficients import CENTRE, EXP, FAR, LOG, NEAR

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""The logarithm of 2 in two parts, the first with enough zeros behind it."""

MAGIC = 6755399441055744.0
"""Added to a number, it leaves the nearest whole number in the last bits (3 * 2**51)."""

MANTISSA, BIAS = 52, 1023.0
"""Bits of a number's mantissa; what its exponent is stored more than it is."""

ROOT_HALF = 0x3FE6A09E667F3BCD
"""The root of a half, as bits."""

LEAST_EXPONENT, MOST_EXPONENT = -708.0, 710.0
"""The exponential is 0 below the first and infinite at the second."""


def literal(x: float) -> str:
    """Return a number as LLVM reads it, bit by bit."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', float(x)))[0]:016X}"


class Writer:
    """Lines of one function of vectors of `lanes` numbers."""

    def __init__(self, lanes: int) -> None:
        self.lanes, self.lines, self._count = lanes, [""][:0], 0
        self.type, self.flags = f"<{lanes} x double>", f"<{lanes} x i1>"
        self.whole = f"<{lanes} x i64>"

    def splat(self, x: float) -> str:
        """Return a constant vector."""
        return "<" + ", ".join([f"double {literal(x)}"] * self.lanes) + ">"

    def whole_splat(self, x: int, kind: str = "i64") -> str:
        """Return a constant vector of whole numbers."""
        return "<" + ", ".join([f"{kind} {x}"] * self.lanes) + ">"

    def new(self, text: str) -> str:
        """Add a line that defines a value, and return its name."""
        self._count += 1
        self.lines.append(f"%t{self._count} = {text}")
        return f"%t{self._count}"

    def binary(self, operation: str, a: str, b: str) -> str:
        """Return an arithmetic operation."""
        return self.new(f"{operation} {self.type} {a}, {b}")

    def compare(self, kind: str, a: str, b: str) -> str:
        """Return a comparison."""
        return self.new(f"fcmp {kind} {self.type} {a}, {b}")

    def choose(self, condition: str, yes: str, no: str) -> str:
        """Return `yes` where a condition holds, else `no`."""
        return self.new(f"select {self.flags} {condition}, {self.type} {yes}, {self.type} {no}")

    def call(self, name: str, *arguments: str) -> str:
        """Return what a function of vectors makes of its arguments."""
        listed = ", ".join(f"{self.type} {a}" for a in arguments)
        return self.new(f"call {self.type} @{name}({listed})")

    def intrinsic(self, name: str, *arguments: str) -> str:
        """Return what LLVM's own function makes of its arguments."""
        return self.call(f"llvm.{name}.v{self.lanes}f64", *arguments)

    def fma(self, a: str, b: str, c: str) -> str:
        """Return a * b + c, rounded once."""
        return self.intrinsic("fma", a, b, c)

    def polynomial(self, x: str, coefficients: list[float]) -> str:
        """Return a polynomial, lowest coefficient first."""
        out = self.splat(coefficients[-1])
        for value in reversed(coefficients[:-1]):
            out = self.fma(out, x, self.splat(value))
        return out

    def any(self, flags: str) -> str:
        """Return whether a flag is true in any lane."""
        return self.new(f"call i1 @llvm.vector.reduce.or.v{self.lanes}i1({self.flags} {flags})")


def _function(w: Writer, name: str, result: str) -> str:
    body = "\n".join(w.lines)
    head = f"define internal {w.type} @{name}({w.type} %x) noinline {{\n"
    return f"{head}{body}\nret {w.type} {result}\n}}\n"


def exp(lanes: int) -> str:
    """Write the exponential, named `@vexp`. Below an argument of -708 it is zero."""
    w = Writer(lanes)
    most = w.splat(MOST_EXPONENT)
    x = w.choose(w.compare("ogt", "%x", most), most, "%x")
    biased = w.splat(MAGIC + BIAS)
    shifted = w.fma(x, w.splat(1.0 / math.log(2.0)), biased)
    k = w.binary("fsub", shifted, biased)
    r = w.fma(k, w.splat(-LN2_LOW), w.fma(k, w.splat(-LN2_HIGH), x))
    r2 = w.binary("fmul", r, r)
    even, odd = (w.polynomial(r2, EXP[i::2]) for i in range(2))
    start = w.binary("fadd", r, w.splat(1.0))
    y = w.fma(w.fma(odd, r, even), r2, start)
    bits = w.new(f"bitcast {w.type} {shifted} to {w.whole}")
    bits = w.new(f"shl {w.whole} {bits}, {w.whole_splat(MANTISSA)}")
    out = w.binary("fmul", y, w.new(f"bitcast {w.whole} {bits} to {w.type}"))
    out = w.choose(w.compare("olt", "%x", w.splat(LEAST_EXPONENT)), w.splat(0.0), out)
    return _function(w, "vexp", out)


def log(lanes: int) -> str:
    """Return the function `@vlog`: NumPy's values at 0, below it and at infinity.

    Numbers below 2**-1022 keep fewer digits than NumPy's.
    """
    w = Writer(lanes)
    bits = w.new(f"bitcast {w.type} %x to {w.whole}")
    moved = w.new(f"add {w.whole} {bits}, {w.whole_splat((1024 << MANTISSA) - ROOT_HALF)}")
    e = w.new(f"lshr {w.whole} {moved}, {w.whole_splat(MANTISSA)}")
    e = w.new(f"or {w.whole} {e}, {w.whole_splat(1075 << MANTISSA)}")
    number = w.new(f"bitcast {w.whole} {e} to {w.type}")
    number = w.binary("fsub", number, w.splat(2.0**MANTISSA + 1024.0))
    rest = w.new(f"and {w.whole} {moved}, {w.whole_splat((1 << MANTISSA) - 1)}")
    rest = w.new(f"add {w.whole} {rest}, {w.whole_splat(ROOT_HALF)}")
    m = w.new(f"bitcast {w.whole} {rest} to {w.type}")
    a = w.binary("fsub", m, w.splat(1.0))
    s = w.binary("fdiv", a, w.binary("fadd", m, w.splat(1.0)))
    z = w.binary("fmul", s, s)
    y = w.binary("fmul", w.polynomial(z, LOG), z)
    log_m = w.fma(s, w.binary("fsub", y, a), a)
    out = w.fma(number, w.splat(LN2_HIGH), w.fma(number, w.splat(LN2_LOW), log_m))
    out = w.choose(w.compare("oeq", "%x", w.splat(0.0)), w.splat(-math.inf), out)
    out = w.choose(w.compare("oeq", "%x", w.splat(math.inf)), w.splat(math.inf), out)
    nothing = w.compare("ult", "%x", w.splat(0.0))
    return _function(w, "vlog", w.choose(nothing, w.splat(math.nan), out))


def inverse_normal(lanes: int) -> str:
    """Return the function `@vndtri` (Wichura 1988, AS 241) for numbers inside (0, 1)."""
    w = Writer(lanes)
    q = w.binary("fsub", "%x", w.splat(1.0 / 2))
    r = w.binary("fsub", w.splat(0.180625), w.binary("fmul", q, q))
    middle = w.binary("fmul", q, _ratio(w, r, CENTRE))
    far = w.compare("ogt", w.intrinsic("fabs", q), w.splat(0.425))
    head = "\n".join(w.lines)
    some = w.any(far)
    asked = w.lines.pop()
    begun = len(w.lines)
    low = w.compare("olt", q, w.splat(0.0))
    tail = w.choose(low, "%x", w.binary("fsub", w.splat(1.0), "%x"))
    root = w.intrinsic("sqrt", w.new(f"fneg {w.type} {w.call('vlog', tail)}"))
    near = _ratio(w, w.binary("fsub", root, w.splat(1.6)), NEAR)
    remote = w.compare("ogt", root, w.splat(5.0))
    seldom = w.any(remote)
    split = len(w.lines)
    beyond = _ratio(w, w.binary("fsub", root, w.splat(5.0)), FAR)
    size = w.choose(remote, beyond, near)
    turn = len(w.lines)
    joined = w.new(f"phi {w.type} [ {near}, %tail ], [ {size}, %remote ]")
    out = w.choose(low, w.new(f"fneg {w.type} {joined}"), joined)
    out = w.choose(far, out, middle)
    blocks = (w.lines[begun:split], w.lines[split:turn], w.lines[turn:])
    tail_lines, remote_lines, last_lines = ("\n".join(lines) for lines in blocks)
    return (
        f"define internal {w.type} @vndtri({w.type} %x) noinline {{\nentry:\n{head}\n{asked}\n"
        f"br i1 {some}, label %tail, label %done\ndone:\nret {w.type} {middle}\n"
        f"tail:\n{tail_lines}\nbr i1 {seldom}, label %remote, label %join\n"
        f"remote:\n{remote_lines}\nbr label %join\njoin:\n{last_lines}\n"
        f"ret {w.type} {out}\n}}\n"
    )


def _ratio(w: Writer, x: str, table: tuple[list[float], list[float]]) -> str:
    return w.binary("fdiv", w.polynomial(x, table[0]), w.polynomial(x, table[1]))
