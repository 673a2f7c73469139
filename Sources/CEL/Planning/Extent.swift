/// The worst-case size of a value: elements level by level, and at last perhaps bytes of text.
///
/// A list of at most 100 texts of at most 256 bytes is `[100, 256]`, ending in text. What has no
/// size, such as a number, has no levels. All arithmetic saturates.
struct Extent: Hashable {
    /// The bytes that a text is taken to have when nothing is declared.
    static let assumedBytes = 256
    /// Bytes of text read for the price of one element.
    static let bytesPerStep = Scratch.bytesPerStep

    var levels: [Int]
    /// Whether the innermost level counts bytes.
    var endsInText: Bool

    static let scalar = Extent(levels: [], endsInText: false)

    static func text(_ bytes: Int) -> Extent { Extent(levels: [bytes], endsInText: true) }

    /// What is assumed of a value of a type, the outermost size being `sizeMax` if that is known.
    static func assumed(_ type: Type, sizeMax: Int? = nil) -> Extent {
        switch type {
        case .string, .bytes: return .text(sizeMax ?? assumedBytes)
        case .list(let element):
            return assumed(element).inside(sizeMax ?? CostModel.assumedElements)
        case .map(let key, let value):
            return assumed(key).joined(assumed(value))
                .inside(sizeMax ?? CostModel.assumedElements)
        case .optional(let of), .wrapper(let of): return assumed(of, sizeMax: sizeMax)
        case .dyn, .error, .param, .variable, .message:
            return Extent(levels: [sizeMax ?? assumedBytes], endsInText: false)
        case .null, .bool, .int, .uint, .double, .timestamp, .duration, .type, .opaque:
            return .scalar
        }
    }

    /// What is declared of a variable's values, or assumed.
    static func of(_ variable: Variable) -> Extent {
        var extent = assumed(variable.type, sizeMax: variable.bounds.sizeMax)
        let priced = variable.bounds.pricedSizes
        if extent.levels.isEmpty || priced.isEmpty { return extent }
        // Levels beyond those of the type are of values that may be anything.
        if priced.count > extent.levels.count { extent.endsInText = false }
        extent.levels = priced + extent.levels.dropFirst(priced.count)
        return extent
    }

    /// Bytes of a text, or elements of a list or map; 0 for what has no size.
    var count: Int { levels.first ?? 0 }

    var isText: Bool { endsInText && levels.count == 1 }

    /// The steps that reading all of it takes.
    var reading: Int {
        var steps = 0
        for (index, level) in levels.enumerated().reversed() {
            if endsInText, index == levels.count - 1 {
                steps = level / Self.bytesPerStep + (level % Self.bytesPerStep == 0 ? 0 : 1)
            } else {
                steps = level.saturatingProduct(steps.saturatingSum(1))
            }
        }
        return steps
    }

    /// So many of these in a list.
    func inside(_ elements: Int) -> Extent {
        Extent(levels: [elements] + levels, endsInText: endsInText)
    }

    /// What an element may be, of a type where the sizes say nothing.
    func element(_ type: Type) -> Extent {
        if levels.count > 1 {
            return Extent(levels: Array(levels.dropFirst()), endsInText: endsInText)
        }
        return .assumed(type)
    }

    /// What is as large as both may be, level by level.
    func joined(_ other: Extent) -> Extent {
        let (long, short) =
            levels.count >= other.levels.count ? (self, other) : (other, self)
        var joined = long
        for (index, level) in short.levels.enumerated() {
            joined.levels[index] = max(joined.levels[index], level)
        }
        if long.levels.count == short.levels.count {
            joined.endsInText = long.endsInText && short.endsInText
        }
        return joined
    }

    /// One after the other: the counts add up, the elements are as large as either's.
    func appending(_ other: Extent) -> Extent {
        var sum = joined(other)
        if !sum.levels.isEmpty { sum.levels[0] = count.saturatingSum(other.count) }
        return sum
    }
}

extension Int {
    func saturatingSum(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    func saturatingProduct(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
