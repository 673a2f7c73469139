// What calls cost and how large their results are, for arguments of given sizes.

extension CostGrowth {
    /// The price of a call that costs `cost` for small arguments.
    ///
    /// - Parameter isConstantSet: whether the second argument is a list of literals.
    func price(
        _ cost: Int, _ sizes: [Extent], result: Extent = .scalar, isConstantSet: Bool
    ) -> Int {
        let steps = sizes.map(\.reading)
        switch self {
        case .fixed: return cost
        case .result: return cost.saturatingProduct(max(1, result.reading))
        case .linear:
            return cost.saturatingProduct(max(1, steps.reduce(0) { $0.saturatingSum($1) }))
        case .product: return steps.reduce(cost) { $0.saturatingProduct(max(1, $1)) }
        case .pairs:
            let sized = steps.filter { $0 > 0 }
            let pairs =
                sized.count == 1
                ? sized[0].saturatingProduct(sized[0])
                : sized.reduce(1) { $0.saturatingProduct($1) }
            return cost.saturatingSum(pairs)
        case .sorting:
            let rounds = Int.bitWidth - (sizes.first?.count ?? 0).leadingZeroBitCount
            return cost.saturatingSum((steps.first ?? 0).saturatingProduct(max(1, rounds)))
        case .comparison: return cost.saturatingSum(steps.min() ?? 0)
        case .membership:
            let searched = isConstantSet || steps.count < 2 ? 0 : steps[1]
            return cost.saturatingProduct(max(1, steps.first ?? 1)).saturatingSum(searched)
        }
    }
}

extension ResultSize {
    /// Bytes that one part of a formatted text may take where its value does not say.
    private static let formattedPartBytes = 512

    /// The size of a result of a type.
    ///
    /// - Parameter number: what the first argument, a number, is at most.
    func extent(of type: Type, _ sizes: [Extent], number: Int) -> Extent {
        let plain = Extent.assumed(type)
        guard !plain.levels.isEmpty else { return .scalar }
        let first = sizes.first ?? .scalar
        switch self {
        case .sum(let least):
            var sum = Self.all(sizes, plain)
            sum.levels[0] = max(sum.levels[0], least)
            return sum
        case .fixed(let count):
            var fixed = plain
            fixed.levels[0] = count
            return fixed
        case .argument(let place): return Self.known(sizes[place], plain)
        case .widest(let start):
            return Self.known(sizes[start...].reduce(.scalar) { $0.joined($1) }, plain)
        case .scaled(let times):
            var sum = Self.all(sizes, plain)
            sum.levels[0] = max(sum.levels[0].saturatingProduct(times), 64)
            return sum
        case .pieces:
            return Extent.text(first.count).inside(first.count.saturatingSum(1))
        case .joined:
            let piece = first.element(.string).count
            let between = sizes.count > 1 ? sizes[1].count : 0
            return .text(first.count.saturatingProduct(piece.saturatingSum(between)))
        case .replaced:
            let places = first.count.saturatingSum(1)
            return .text(first.count.saturatingSum(places.saturatingProduct(sizes[2].count)))
        case .counted: return Extent(levels: [number], endsInText: false)
        case .formatted:
            let list = sizes.count > 1 ? sizes[1] : .scalar
            let parts = list.levels.dropFirst().reduce(1) { $0.saturatingProduct($1) }
            let part = max(parts, Self.formattedPartBytes)
            return .text(first.count.saturatingSum(list.count.saturatingProduct(part)))
        case .flattened:
            guard first.levels.count > 1 else { return Self.known(first, plain) }
            var flat = first.element(.dyn)
            flat.levels[0] = flat.levels[0].saturatingProduct(first.count)
            return flat
        }
    }

    private static func known(_ extent: Extent, _ plain: Extent) -> Extent {
        extent.levels.isEmpty ? plain : extent
    }

    /// All arguments one after the other, with as many levels as the type has.
    private static func all(_ sizes: [Extent], _ plain: Extent) -> Extent {
        var sum = sizes.reduce(Extent.scalar) { $0.appending($1) }
        if sum.levels.isEmpty { return plain }
        if sum.levels.count < plain.levels.count {
            sum.levels += plain.levels[sum.levels.count...]
        }
        if plain.levels.count == 1, plain.endsInText {
            // Text made of a list: all that is in it.
            sum = .text(sum.levels.reduce(1) { $0.saturatingProduct($1) })
        }
        return sum
    }
}
