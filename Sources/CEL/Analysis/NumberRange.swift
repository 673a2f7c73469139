/// The numbers a part of an expression may come to, as a closed range and perhaps NaN.
struct NumberRange {
    var lower = -Double.infinity
    var upper = Double.infinity
    var mayBeNaN = true

    static let all = NumberRange()

    init() {}

    init(_ lower: Double, _ upper: Double, mayBeNaN: Bool = false) {
        self.lower = lower
        self.upper = upper
        self.mayBeNaN = mayBeNaN
    }

    /// Whether it says more than the type does.
    var isKnown: Bool { lower > -.infinity || upper < .infinity }

    func joined(_ other: NumberRange) -> NumberRange {
        NumberRange(
            min(lower, other.lower), max(upper, other.upper),
            mayBeNaN: mayBeNaN || other.mayBeNaN)
    }
}

/// Ranges of the parts of one checked tree, each found once.
struct NumberRanges {
    private let program: Program
    private var known: [Expression.ID: NumberRange] = [:]

    init(_ program: Program) { self.program = program }

    /// The range of a part whose type is a number; anything for any other.
    mutating func range(of id: Expression.ID) -> NumberRange {
        if let range = known[id] { return range }
        var range = found(id)
        if program.checked.types[id] == .uint { range.lower = max(0, range.lower) }
        known[id] = range
        return range
    }

    private mutating func found(_ id: Expression.ID) -> NumberRange {
        guard program.checked.types[id].isPlainNumber else { return .all }
        if let constant = program.constant(id) { return Self.range(ofConstant: constant) }
        if case .variable(let variable) = program.checked.references[id] {
            guard case .identifier = program.tree[id].kind else {
                guard case .select(_, _, false, false) = program.tree[id].kind else { return .all }
                return Self.range(of: variable)
            }
            return Self.range(of: variable)
        }
        guard case .call(let target, _, let arguments) = program.tree[id].kind,
            case .function(let name, let overloads, let dropsTarget) =
                program.checked.references[id]
        else { return .all }
        guard overloads.allSatisfy({ $0.implementation == nil || StandardLibrary.has($0) }) else {
            return program.declaredNumbers(id).map { NumberRange($0.lowerBound, $0.upperBound) }
                ?? .all
        }
        let parts = (dropsTarget ? nil : target).map { [$0] + arguments } ?? arguments
        return call(name, parts, isReal: program.checked.types[id] == .double)
    }

    private static func range(ofConstant value: Value) -> NumberRange {
        let number: Double
        switch value.kind {
        case .int: number = Double(value.asInt)
        case .uint: number = Double(value.asUInt)
        case .double: number = value.asDouble
        default: return .all
        }
        if number.isNaN { return .all }
        if value.kind != .double, abs(number) >= Domain.exactMax {
            return NumberRange(number.nextDown, number.nextUp)
        }
        return NumberRange(number, number)
    }

    private static func range(of variable: Variable) -> NumberRange {
        guard let numbers = variable.bounds.numbers else { return .all }
        return NumberRange(numbers.lowerBound, numbers.upperBound)
    }

    // MARK: Calls

    private mutating func call(
        _ name: String, _ parts: [Expression.ID], isReal: Bool
    ) -> NumberRange {
        switch (name, parts.count) {
        case ("_+_", 2), ("_-_", 2), ("_*_", 2):
            let (one, other) = (range(of: parts[0]), range(of: parts[1]))
            return Self.arithmetic(name, one, other, isReal: isReal)
        case ("-_", 1):
            let range = range(of: parts[0])
            return NumberRange(-range.upper, -range.lower, mayBeNaN: range.mayBeNaN)
        case ("_%_", 2): return remainder(parts)
        case ("_?_:_", 3): return range(of: parts[1]).joined(range(of: parts[2]))
        case ("size", 1): return NumberRange(0, sizeMax(parts[0]))
        case ("indexOf", _), ("lastIndexOf", _): return NumberRange(-1, .infinity)
        case ("math.abs", 1):
            let range = range(of: parts[0])
            let least = range.lower > 0 ? range.lower : range.upper < 0 ? -range.upper : 0
            return NumberRange(
                least, max(abs(range.lower), abs(range.upper)), mayBeNaN: range.mayBeNaN)
        case ("double", 1) where program.checked.types[parts[0]].isPlainNumber:
            return range(of: parts[0])
        default: return Self.calendar(name, program.checked.types[parts.first ?? 0])
        }
    }

    private static func calendar(_ name: String, _ type: Type) -> NumberRange {
        guard type == .timestamp else { return .all }
        switch name {
        case "getMonth": return NumberRange(0, 11)
        case "getDate": return NumberRange(1, 31)
        case "getDayOfMonth": return NumberRange(0, 30)
        case "getDayOfWeek": return NumberRange(0, 6)
        case "getDayOfYear": return NumberRange(0, 365)
        case "getHours": return NumberRange(0, 23)
        case "getMinutes", "getSeconds": return NumberRange(0, 59)
        case "getMilliseconds": return NumberRange(0, 999)
        default: return .all
        }
    }

    private func sizeMax(_ id: Expression.ID) -> Double {
        guard case .variable(let variable) = program.checked.references[id],
            let sizeMax = variable.bounds.sizeMax
        else { return .infinity }
        if case .select(_, _, let isTest, let isOptional) = program.tree[id].kind,
            isTest || isOptional
        {
            return .infinity
        }
        return Double(sizeMax)
    }

    /// Of whole numbers by a constant: on the side of zero that the first is on, and nearer to zero
    /// than the constant.
    private mutating func remainder(_ parts: [Expression.ID]) -> NumberRange {
        let divisor = range(of: parts[1])
        guard divisor.lower == divisor.upper, abs(divisor.lower) < Domain.exactMax,
            divisor.lower != 0
        else { return .all }
        let most = abs(divisor.lower) - 1
        let range = range(of: parts[0])
        return NumberRange(range.lower >= 0 ? 0 : -most, range.upper <= 0 ? 0 : most)
    }

    /// Rounding keeps order, so the ends of a result are the results of ends.
    private static func arithmetic(
        _ name: String, _ one: NumberRange, _ other: NumberRange, isReal: Bool
    ) -> NumberRange {
        let ends: [Double]
        switch name {
        case "_+_": ends = [one.lower + other.lower, one.upper + other.upper]
        case "_-_": ends = [one.lower - other.upper, one.upper - other.lower]
        default:
            ends = [
                one.lower * other.lower, one.lower * other.upper, one.upper * other.lower,
                one.upper * other.upper,
            ]
        }
        guard !ends.contains(where: \.isNaN), let lower = ends.min(), let upper = ends.max() else {
            return .all
        }
        if isReal {
            let isFinite = ![one.lower, one.upper, other.lower, other.upper].contains {
                $0.isInfinite
            }
            return NumberRange(
                lower, upper, mayBeNaN: one.mayBeNaN || other.mayBeNaN || !isFinite)
        }
        return NumberRange(
            lower > -Domain.exactMax ? lower : -.infinity,
            upper < Domain.exactMax ? upper : .infinity)
    }
}

extension Type {
    /// A number that is never null.
    var isPlainNumber: Bool { self == .int || self == .uint || self == .double }
}

extension Literal {
    /// A constant as it would be written, if it is of a simple kind.
    init?(_ value: Value) {
        switch value.kind {
        case .bool: self = .bool(value.asBool)
        case .int: self = .int(value.asInt)
        case .uint: self = .uint(value.asUInt)
        case .double: self = .double(value.asDouble)
        case .string: self = .string(Array(value.asBytes))
        default: return nil
        }
    }
}

extension StandardLibrary {
    private static let ids = Set(functionsByName.values.flatMap(\.overloads).map(\.id))

    /// Whether an overload is one of the language's own.
    static func has(_ overload: Overload) -> Bool { ids.contains(overload.id) }
}

extension Program {
    /// The numbers that a call of a host's function comes to, as far as it declares them.
    func declaredNumbers(_ id: Expression.ID) -> ClosedRange<Double>? {
        guard case .call(let target, _, let arguments) = tree[id].kind,
            case .function(_, let overloads, let dropsTarget) = checked.references[id]
        else { return nil }
        let parts = (dropsTarget ? nil : target).map { [$0] + arguments } ?? arguments
        let literals = parts.map { constant($0).flatMap(Literal.init) }
        var all: ClosedRange<Double>?
        for overload in overloads {
            guard let own = overload.numbers?(literals) else { return nil }
            let known = all ?? own
            all = min(known.lowerBound, own.lowerBound)...max(known.upperBound, own.upperBound)
        }
        return all
    }

    /// The result of a call that stands for everything beyond the one before it.
    func greatestBeyondCounting(_ id: Expression.ID) -> Int64? {
        guard case .function(_, let overloads, _) = checked.references[id],
            overloads.contains(where: \.greatestMeansMore), let range = declaredNumbers(id)
        else { return nil }
        return Int64(exactly: range.upperBound)
    }

    /// What a part of the tree was computed to be when compiling; nil when that takes a row.
    func constant(_ id: Expression.ID) -> Value? {
        let planned = nodeOf[id]
        guard planned >= 0 else { return nil }
        let node = node(planned)
        return node.opcode == .constant ? node.constant : nil
    }
}
