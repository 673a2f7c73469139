/// The `math` namespace.
enum MathFunctions {
    static let functions: [Function] =
        [extreme("math.greatest", keeping: .greater), extreme("math.least", keeping: .less)]
        + rounding + tests + signs + bits

    private static func extreme(_ name: String, keeping: Ordering) -> Function {
        let numbers: [Type] = [.int, .uint, .double]
        let single = numbers.map { type in
            Overload.global("\(name)_\(type)", [type], type) { a, _ in a[0] }
        }
        let pairs = numbers.flatMap { one in
            numbers.map { other in
                Overload.global("\(name)_\(one)_\(other)", [one, other], one == other ? one : .dyn)
                { a, _ in a[1].compared(a[0]) == keeping ? a[1] : a[0] }
            }
        }
        let lists = (numbers + [.dyn]).map { type in
            Overload.global("\(name)_list_\(type)", [.list(type)], type) { a, scratch in
                extreme(of: a[0], keeping, scratch)
            }
        }
        return Function(name: name, overloads: single + pairs + lists)
    }

    private static func extreme(
        of list: Value, _ keeping: Ordering, _ scratch: Scratch
    ) -> Value {
        guard var best = list.items.first else {
            return .error(.invalidArgument, "an empty list has no greatest or least")
        }
        guard scratch.charge(list.count) else { return .iterationLimit }
        for item in list.items {
            guard item.isNumeric else { return .error(.noSuchOverload, "this wants numbers") }
            if item.compared(best) == keeping { best = item }
        }
        return best
    }

    private static let rounding: [Function] = [
        real("math.ceil") { $0.rounded(.up) }, real("math.floor") { $0.rounded(.down) },
        real("math.round") { $0.rounded(.toNearestOrAwayFromZero) },
        real("math.trunc") { $0.rounded(.towardZero) },
        Function(
            "math.sqrt",
            .global("math_sqrt_double", [.double], .double) { a, _ in
                .double(a[0].asDouble.squareRoot())
            },
            .global("math_sqrt_int", [.int], .double) { a, _ in
                .double(Double(a[0].asInt).squareRoot())
            },
            .global("math_sqrt_uint", [.uint], .double) { a, _ in
                .double(Double(a[0].asUInt).squareRoot())
            }),
    ]

    private static func real(
        _ name: String, _ compute: @escaping @Sendable (Double) -> Double
    ) -> Function {
        Function(
            name,
            .global("\(name)_double", [.double], .double) { a, _ in
                .double(compute(a[0].asDouble))
            })
    }

    private static let tests: [Function] = [
        test("math.isNaN") { $0.isNaN }, test("math.isInf") { $0.isInfinite },
        test("math.isFinite") { $0.isFinite },
    ]

    private static func test(
        _ name: String, _ compute: @escaping @Sendable (Double) -> Bool
    ) -> Function {
        Function(
            name,
            .global("\(name)_double", [.double], .bool) { a, _ in
                .bool(compute(a[0].asDouble))
            })
    }

    private static let signs: [Function] = [
        Function(
            "math.abs", .global("math_abs_uint", [.uint], .uint) { a, _ in a[0] },
            .global("math_abs_int", [.int], .int) { a, _ in
                a[0].asInt == .min ? .error(.overflow) : .int(abs(a[0].asInt))
            },
            .global("math_abs_double", [.double], .double) { a, _ in
                .double(abs(a[0].asDouble))
            }),
        Function(
            "math.sign",
            .global("math_sign_uint", [.uint], .uint) { a, _ in
                .uint(a[0].asUInt == 0 ? 0 : 1)
            },
            .global("math_sign_int", [.int], .int) { a, _ in .int(a[0].asInt.signum()) },
            .global("math_sign_double", [.double], .double) { a, _ in
                let value = a[0].asDouble
                return .double(value > 0 ? 1 : value < 0 ? -1 : value)
            }),
    ]

    private static let bits: [Function] = [
        bitwise("math.bitAnd", &), bitwise("math.bitOr", |), bitwise("math.bitXor", ^),
        Function(
            "math.bitNot", .global("math_bitNot_int", [.int], .int) { a, _ in .int(~a[0].asInt) },
            .global("math_bitNot_uint", [.uint], .uint) { a, _ in .uint(~a[0].asUInt) }),
        shift("math.bitShiftLeft") { $0 << $1 }, shift("math.bitShiftRight") { $0 >> $1 },
    ]

    private static func bitwise(
        _ name: String, _ compute: @escaping @Sendable (UInt64, UInt64) -> UInt64
    ) -> Function {
        Function(
            name,
            .global("\(name)_int", [.int, .int], .int) { a, _ in
                .int(Int64(bitPattern: compute(a[0].bits, a[1].bits)))
            },
            .global("\(name)_uint", [.uint, .uint], .uint) { a, _ in
                .uint(compute(a[0].bits, a[1].bits))
            })
    }

    /// Both shifts treat an int as its bit pattern, so a right shift brings in zeros.
    private static func shift(
        _ name: String, _ compute: @escaping @Sendable (UInt64, Int64) -> UInt64
    ) -> Function {
        let shifted: @Sendable (Value, Value) -> Value? = { value, count in
            if count.asInt < 0 { return nil }
            var result = value
            result.bits = count.asInt >= 64 ? 0 : compute(value.bits, count.asInt)
            return result
        }
        let negative = Value.error(.invalidArgument, "a shift is not negative")
        return Function(
            name,
            .global("\(name)_int", [.int, .int], .int) { a, _ in
                shifted(a[0], a[1]) ?? negative
            },
            .global("\(name)_uint", [.uint, .int], .uint) { a, _ in
                shifted(a[0], a[1]) ?? negative
            })
    }
}
