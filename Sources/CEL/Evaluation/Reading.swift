// What reading long texts, lists and maps costs: values may share their parts, so that what is
// small in memory can be endless to walk. Every walk is charged, and ends with the steps.

extension Value {
    /// The steps that reading all of this once costs, beside the step of having it.
    @inline(__always)
    var readingSteps: Int { hasCount ? count / Scratch.bytesPerStep : 0 }

    /// Whether comparing it with its like may take more than a moment.
    @inline(__always)
    fileprivate var isLong: Bool {
        switch kind {
        case .list, .map, .optional: true
        case .string, .bytes: count >= Scratch.bytesPerStep
        default: false
        }
    }
}

extension Scratch {
    /// Charges for reading a value once; false when the steps are not there.
    @inline(__always)
    func affords(_ value: Value) -> Bool {
        let steps = value.readingSteps
        return steps == 0 || charge(steps)
    }

    /// Whether two values are equal; nil when finding out takes more steps than are left.
    @inline(__always)
    func equal(_ one: Value, _ other: Value) -> Bool? {
        guard one.kind == other.kind, one.isLong else { return one.equals(other) }
        return equalParts(one, other)
    }

    @inline(never)
    private func equalParts(_ one: Value, _ other: Value) -> Bool? {
        guard one.aux == other.aux, one.kind != .optional || one.tag == other.tag else {
            return false
        }
        switch one.kind {
        case .list:
            for index in 0..<one.count {
                guard charge(1) else { return nil }
                let isSame = equal(one.elements[index], other.elements[index])
                guard isSame == true else { return isSame }
            }
            return true
        case .map:
            for index in 0..<one.count {
                guard charge(1), affords(other), affords(one.elements[index]) else { return nil }
                guard let found = other.lookup(one.elements[index]) else { return false }
                let isSame = equal(one.elements[one.count + index], found)
                guard isSame == true else { return isSame }
            }
            return true
        case .optional: return one.tag == 0 ? true : equal(one.elements[0], other.elements[0])
        default: return affords(one) ? one.sameBytes(other) : nil
        }
    }

    /// Charges for reading a value and all its parts, as making text of it does.
    func affordsParts(of value: Value) -> Bool {
        guard charge(1), affords(value) else { return false }
        switch value.kind {
        case .list: return value.items.allSatisfy { affordsParts(of: $0) }
        case .map: return (0..<value.count * 2).allSatisfy { affordsParts(of: value.elements[$0]) }
        case .optional: return value.tag == 0 || affordsParts(of: value.elements[0])
        default: return true
        }
    }
}
