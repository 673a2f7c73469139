// The text operations that rules use most, without the cost of a function call.

extension Machine {
    /// Charges for reading a long value, so that a loop over it meets the limit on steps.
    @inline(__always)
    func affords(_ value: Value) -> Bool { scratch.affords(value) }

    func textual(_ node: UnsafePointer<Node>) -> Value {
        let text = operand(node.pointee.a)
        if text.isError { return text }
        if text.kind == .string, !affords(text) { return .iterationLimit }
        if node.pointee.opcode == .size { return Self.size(text) }
        let part = operand(node.pointee.b)
        if part.isError { return part }
        guard text.kind == .string, part.kind == .string else {
            return .error(.noSuchOverload, "this wants strings")
        }
        switch node.pointee.opcode {
        case .startsWith: return .bool(text.hasPrefix(part))
        case .endsWith: return .bool(text.hasSuffix(part))
        default: return .bool(text.firstOffset(of: part) != nil)
        }
    }

    private static func size(_ value: Value) -> Value {
        switch value.kind {
        case .string: .int(Int64(value.codePointCount))
        case .bytes, .list, .map: .int(Int64(value.count))
        default: .error(.noSuchOverload, "size wants a string, bytes, list or map")
        }
    }

    func matchesConstant(_ node: UnsafePointer<Node>) -> Value {
        let text = operand(node.pointee.a)
        guard text.kind == .string else {
            return text.isError ? text : .error(.noSuchOverload, "matches wants strings")
        }
        guard affords(text) else { return .iterationLimit }
        return .bool(Regex.matches(frame.pointee.regexes[Int(node.pointee.b)], text))
    }

    @inline(never)
    func matches(_ node: UnsafePointer<Node>) -> Value {
        let text = operand(node.pointee.a)
        if text.isError { return text }
        let pattern = operand(node.pointee.b)
        if pattern.isError { return pattern }
        guard text.kind == .string, pattern.kind == .string else {
            return .error(.noSuchOverload, "matches wants strings")
        }
        guard affords(text), scratch.charge(RegexCache.stepsPerMatch) else {
            return .iterationLimit
        }
        return scratch.regexes.matches(text, pattern, limits: frame.pointee.limits.pointee)
    }
}
