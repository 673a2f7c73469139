/// What the type variables of one expression have been found to stand for.
///
/// The rules are those of the language's reference checker: assignability is tried in both
/// directions, and a variable bound twice takes the more general of the two types.
struct Substitution {
    private var bound: [Int: Type] = [:]
    private var next = 0
    /// What assignments under way have replaced, to be put back if they fail.
    private var replaced: [(number: Int, type: Type?)] = []

    mutating func fresh() -> Type {
        next += 1
        return .variable(next)
    }

    /// Replaces the named parameters of a signature by fresh variables, the same ones throughout.
    mutating func instantiate(_ types: [Type]) -> [Type] {
        var made: [String: Type] = [:]
        return types.map { instantiate($0, &made) }
    }

    private mutating func instantiate(_ type: Type, _ made: inout [String: Type]) -> Type {
        if case .param(let name) = type {
            if let known = made[name] { return known }
            let variable = fresh()
            made[name] = variable
            return variable
        }
        switch type {
        case .list(let element): return .list(instantiate(element, &made))
        case .map(let key, let value):
            return .map(instantiate(key, &made), instantiate(value, &made))
        case .type(let of): return .type(instantiate(of, &made))
        case .optional(let of): return .optional(instantiate(of, &made))
        case .wrapper(let of): return .wrapper(instantiate(of, &made))
        case .opaque(let name, let parameters):
            return .opaque(name, parameters.map { instantiate($0, &made) })
        default: return type
        }
    }

    /// The type with every bound variable replaced; unbound ones become `dyn` if asked.
    func resolve(_ type: Type, unboundToDyn: Bool = false) -> Type {
        if case .variable(let number) = type {
            if let known = bound[number] { return resolve(known, unboundToDyn: unboundToDyn) }
            return unboundToDyn ? .dyn : type
        }
        return type.mapping { resolve($0, unboundToDyn: unboundToDyn) }
    }

    /// Whether each of `found` may be used as the `wanted` beside it; binds variables if so.
    mutating func assign(_ found: [Type], to wanted: [Type]) -> Bool {
        guard found.count == wanted.count else { return false }
        let mark = replaced.count
        defer { if mark == 0 { replaced.removeAll(keepingCapacity: true) } }
        for (one, other) in zip(found, wanted) where !isAssignable(one, other) {
            while replaced.count > mark, let last = replaced.popLast() {
                bound[last.number] = last.type
            }
            return false
        }
        return true
    }

    private mutating func bind(_ number: Int, as type: Type) {
        replaced.append((number, bound[number]))
        bound[number] = type
    }

    mutating func assign(_ found: Type, to wanted: Type) -> Bool { assign([found], to: [wanted]) }

    /// The type of a place that holds values of both types, such as a list literal's elements.
    mutating func join(_ first: Type?, _ second: Type) -> Type {
        guard let first else { return second }
        if assign(first, to: second) { return mostGeneral(first, second) }
        return .dyn
    }

    private mutating func isAssignable(_ first: Type, _ second: Type) -> Bool {
        if case .variable(let number) = second {
            let (isValid, wasBound) = bind(number, to: first)
            if isValid { return true }
            if wasBound { return false }
        }
        if case .variable(let number) = first { return bind(number, to: second).isValid }
        if first.isDyn || second.isDyn { return true }
        if first == .null { return second == .null || isNullable(second) }
        if second == .null { return isNullable(first) }
        switch (first, second) {
        case (.list, .list), (.map, .map), (.optional, .optional), (.opaque, .opaque):
            return sameShape(first, second) && areAssignable(first.parameters, second.parameters)
        case (.type, .type): return true
        case (.wrapper(let one), .wrapper(let other)): return isAssignable(one, other)
        case (.wrapper(let one), _): return isAssignable(one, second)
        case (_, .wrapper(let other)): return isAssignable(first, other)
        default: return first == second
        }
    }

    private mutating func areAssignable(_ first: [Type], _ second: [Type]) -> Bool {
        for (one, other) in zip(first, second) where !isAssignable(one, other) { return false }
        return true
    }

    private func sameShape(_ first: Type, _ second: Type) -> Bool {
        if case .opaque(let one, let these) = first, case .opaque(let other, let those) = second {
            return one == other && these.count == those.count
        }
        return true
    }

    private func isNullable(_ type: Type) -> Bool {
        switch type {
        case .wrapper, .timestamp, .duration, .message, .opaque, .optional: true
        default: false
        }
    }

    /// Lets the variable stand for a type, if that agrees with what it already stands for.
    private mutating func bind(_ number: Int, to type: Type) -> (isValid: Bool, wasBound: Bool) {
        if type == .variable(number) { return (true, true) }
        guard let known = bound[number] else {
            guard !occurs(number, in: type) else { return (false, false) }
            bind(number, as: type)
            return (true, false)
        }
        if type == known { return (true, true) }
        guard isAssignable(type, known) else { return (false, true) }
        let general = mostGeneral(type, known)
        if !occurs(number, in: general) { bind(number, as: general) }
        return (true, true)
    }

    private func occurs(_ number: Int, in type: Type) -> Bool {
        if case .variable(let other) = type {
            if other == number { return true }
            return bound[other].map { occurs(number, in: $0) } ?? false
        }
        return type.parameters.contains { occurs(number, in: $0) }
    }

    private func mostGeneral(_ first: Type, _ second: Type) -> Type {
        if first == .null { return second }
        if second == .null { return first }
        return isEqualOrLessSpecific(first, second) ? first : second
    }

    private func isEqualOrLessSpecific(_ first: Type, _ second: Type) -> Bool {
        if case .variable = first { return true }
        if first.isDyn { return true }
        if case .variable = second { return false }
        if second.isDyn { return false }
        switch (first, second) {
        case (.list, .list), (.map, .map), (.optional, .optional), (.opaque, .opaque):
            return sameShape(first, second)
                && zip(first.parameters, second.parameters).allSatisfy(isEqualOrLessSpecific)
        case (.type, .type): return true
        default: return first == second
        }
    }
}
