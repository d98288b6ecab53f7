"""LLVM text of what draws: Philox as NumPy has it, and counts by inversion."""

from sim.compiled.lanes import Writer, literal

MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
STEPS = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
"""Constants of Philox4x64 (Salmon et al. 2011)."""

ROUNDS = 10
PER_COUNT = 4
"""Numbers for one value of the counter."""


def _signed(x: int) -> int:
    return x - (1 << 64) if x >> 63 else x


def philox() -> str:
    """Return `@philox`: four uniforms of one counter, week and key."""
    w = Writer(1)
    c, key = ["%c", "%w", "0", "0"], ["%k0", "%k1"]
    for turn in range(ROUNDS):
        if turn:
            key = [w.new(f"add i64 {k}, {_signed(s)}") for k, s in zip(key, STEPS, strict=True)]
        (high0, low0), (high1, low1) = (
            _product(w, m, x) for m, x in zip(MULTIPLIERS, (c[0], c[2]), strict=True)
        )
        first = w.new(f"xor i64 {high1}, {c[1]}")
        second = w.new(f"xor i64 {high0}, {c[3]}")
        c = [w.new(f"xor i64 {first}, {key[0]}"), low1, w.new(f"xor i64 {second}, {key[1]}"), low0]
    for i in range(PER_COUNT):
        x = w.new(f"lshr i64 {c[i]}, 11")
        x = w.new(f"fmul double {w.new(f'sitofp i64 {x} to double')}, {literal(2.0**-53)}")
        place = w.new(f"getelementptr double, ptr %out, i64 {i}")
        w.lines.append(f"store double {x}, ptr {place}, align 8")
    head = "define internal void @philox(i64 %c, i64 %w, i64 %k0, i64 %k1, ptr %out) alwaysinline"
    return head + " {\n" + "\n".join(w.lines) + "\nret void\n}\n"


def _product(w: Writer, m: int, x: str) -> tuple[str, str]:
    if x == "0":
        return "0", "0"
    wide = w.new(f"mul i128 {w.new(f'zext i64 {x} to i128')}, {m}")
    high = w.new(f"lshr i128 {wide}, 64")
    return w.new(f"trunc i128 {high} to i64"), w.new(f"trunc i128 {wide} to i64")


def row(lanes: int) -> str:
    """Return `@row`: the draws of a decision point for the members of a chunk."""
    lines = [
        "%r2 = mul i64 %r, 2",
        "%kp = getelementptr i64, ptr %keys, i64 %r2",
        "%k0 = load i64, ptr %kp, align 8",
        "%kq = getelementptr i64, ptr %kp, i64 1",
        "%k1 = load i64, ptr %kq, align 8",
    ]
    for i in range(lanes // PER_COUNT):
        lines += [
            f"%c{i} = add i64 %ctr, {i}",
            f"%o{i} = getelementptr double, ptr %out, i64 {PER_COUNT * i}",
            f"call void @philox(i64 %c{i}, i64 %w, i64 %k0, i64 %k1, ptr %o{i})",
        ]
    head = "define internal void @row(ptr %keys, i64 %r, i64 %ctr, i64 %w, ptr %out) noinline {\n"
    return head + "\n".join(lines) + "\nret void\n}\n"


def _fill(template: str, lanes: int) -> str:
    w = Writer(lanes)
    for name in ("k", "j"):
        source = {"k": "%k", "j": "%jd"}[name]
        text = (
            f"%{name}v0 = insertelement {w.type} poison, double {source}, i32 0\n"
            f" %{name}v = shufflevector {w.type} %{name}v0, {w.type} poison, "
            f"<{lanes} x i32> zeroinitializer"
        )
        template = template.replace(f"@SPLAT_{name.upper()}@", text)
    for mark, text in (
        ("@ANY@", f"call i1 @llvm.vector.reduce.or.v{lanes}i1({w.flags}"),
        ("@V@", w.type), ("@B@", w.flags), ("@ONE@", w.splat(1.0)), ("@ZERO@", w.splat(0.0)),
        ("@MINUS@", w.splat(-1.0)), ("@W@", str(lanes)),
    ):  # fmt: skip
        template = template.replace(mark, text)
    return template


def counts(lanes: int) -> str:
    """Return `@vpoisson`, `@vbinomial` and `@vparetos`, as `sim.model.draws` has them."""
    return "".join(_fill(template, lanes) for template in (POISSON, BINOMIAL, PARETOS))


# exp(-rate) is never below 1 - rate: mostly that alone says that the count is zero
POISSON = """
define internal @V@ @vpoisson(@V@ %u, @V@ %rate, double %most) noinline {
entry:
 %least = fsub @V@ @ONE@, %rate
 %may = fcmp oge @V@ %u, %least
 %some = @ANY@ %may)
 br i1 %some, label %asked, label %out0
asked:
 %neg = fneg @V@ %rate
 %first = call @V@ @vexp(@V@ %neg)
 %over = fcmp oge @V@ %u, %first
 %left = and @B@ %over, %may
 %go = @ANY@ %left)
 %n0 = select @B@ %left, @V@ @ONE@, @V@ @ZERO@
 br i1 %go, label %loop, label %out0
out0:
 ret @V@ @ZERO@
loop:
 %k = phi double [ 1.0, %asked ], [ %k1, %next ]
 %term = phi @V@ [ %first, %asked ], [ %term1, %next ]
 %below = phi @V@ [ %first, %asked ], [ %below1, %next ]
 %n = phi @V@ [ %n0, %asked ], [ %n1, %next ]
 %more = fcmp olt double %k, %most
 br i1 %more, label %body, label %out
body:
 @SPLAT_K@
 %q = fdiv @V@ %rate, %kv
 %term1 = fmul @V@ %term, %q
 %below1 = fadd @V@ %below, %term1
 %ab = fcmp oge @V@ %u, %below1
 %ab2 = and @B@ %ab, %left
 %any = @ANY@ %ab2)
 %inc = select @B@ %ab2, @V@ @ONE@, @V@ @ZERO@
 %n1 = fadd @V@ %n, %inc
 br i1 %any, label %next, label %out
next:
 %k1 = fadd double %k, 1.0
 br label %loop
out:
 ret @V@ %n
}
"""

BINOMIAL = """
define internal @V@ @vbinomial(@V@ %u, @V@ %trials, @V@ %p) noinline {
entry:
 %tried = fcmp oge @V@ %trials, @ONE@
 %go = @ANY@ %tried)
 br i1 %go, label %start, label %out0
out0:
 ret @V@ @ZERO@
start:
 %no = fsub @V@ @ONE@, %p
 %odds = fdiv @V@ %p, %no
 %l = call @V@ @vlog(@V@ %no)
 %nl = fmul @V@ %l, %trials
 %first = call @V@ @vexp(@V@ %nl)
 %most = call double @llvm.vector.reduce.fmax.v@W@f64(@V@ %trials)
 br label %loop
loop:
 %k = phi double [ 1.0, %start ], [ %k1, %next ]
 %term = phi @V@ [ %first, %start ], [ %term1, %next ]
 %below = phi @V@ [ %first, %start ], [ %below1, %next ]
 %n = phi @V@ [ @ZERO@, %start ], [ %n1, %next ]
 %left = phi @B@ [ %tried, %start ], [ %ab2, %next ]
 %more = fcmp ole double %k, %most
 br i1 %more, label %body, label %out
body:
 %ab = fcmp oge @V@ %u, %below
 %ab2 = and @B@ %ab, %left
 %any = @ANY@ %ab2)
 br i1 %any, label %next, label %out
next:
 %inc = select @B@ %ab2, @V@ @ONE@, @V@ @ZERO@
 %n1 = fadd @V@ %n, %inc
 @SPLAT_K@
 %km = fsub @V@ %kv, @ONE@
 %rest = fsub @V@ %trials, %km
 %rp = fcmp ogt @V@ %rest, @ZERO@
 %rest0 = select @B@ %rp, @V@ %rest, @V@ @ZERO@
 %a = fmul @V@ %term, %odds
 %b = fmul @V@ %a, %rest0
 %term1 = fdiv @V@ %b, %kv
 %below1 = fadd @V@ %below, %term1
 %k1 = fadd double %k, 1.0
 br label %loop
out:
 %big = fcmp olt @V@ %n, %trials
 %r = select @B@ %big, @V@ %n, @V@ %trials
 ret @V@ %r
}
"""

PARETOS = """
define internal @V@ @vparetos(@V@ %count, @V@ %low, @V@ %high, @V@ %tail, ptr %keys,
 i64 %first, i64 %most, i64 %ctr, i64 %w) noinline {
entry:
 %buf = alloca @V@, align 64
 %some = fcmp ogt @V@ %count, @ZERO@
 %go = @ANY@ %some)
 br i1 %go, label %start, label %out0
out0:
 ret @V@ @ZERO@
start:
 %lh = fdiv @V@ %low, %high
 %ll = call @V@ @vlog(@V@ %lh)
 %lt = fmul @V@ %ll, %tail
 %pw = call @V@ @vexp(@V@ %lt)
 %cut = fsub @V@ @ONE@, %pw
 %e = fdiv @V@ @MINUS@, %tail
 br label %loop
loop:
 %j = phi i64 [ 0, %start ], [ %j1, %body ]
 %got = phi @V@ [ @ZERO@, %start ], [ %got1, %body ]
 %jd = sitofp i64 %j to double
 @SPLAT_J@
 %m = fcmp ogt @V@ %count, %jv
 %any = @ANY@ %m)
 %lim = icmp slt i64 %j, %most
 %on = and i1 %any, %lim
 br i1 %on, label %body, label %out
body:
 %jr = add i64 %j, %first
 call void @row(ptr %keys, i64 %jr, i64 %ctr, i64 %w, ptr %buf)
 %uu = load @V@, ptr %buf, align 8
 %uc = fmul @V@ %uu, %cut
 %kept = fsub @V@ @ONE@, %uc
 %kl = call @V@ @vlog(@V@ %kept)
 %ke = fmul @V@ %kl, %e
 %kp = call @V@ @vexp(@V@ %ke)
 %size = fmul @V@ %low, %kp
 %inc = select @B@ %m, @V@ %size, @V@ @ZERO@
 %got1 = fadd @V@ %got, %inc
 %j1 = add i64 %j, 1
 br label %loop
out:
 ret @V@ %got
}
"""
