/// How the price of a call grows with the sizes of its arguments.
///
/// Sizes are read in steps: a step is 64 bytes of text, or one element of a list or map.
package enum CostGrowth: Sendable, Hashable {
    /// The declared cost whatever the sizes.
    case fixed
    /// The declared cost for each step of all arguments.
    case linear
    /// The declared cost for each pair of steps of the arguments, as a distance of texts takes.
    case product
    /// The declared cost, and a unit for each pair of elements.
    case pairs
    /// The declared cost, and a unit for each comparison of a sort.
    case sorting
    /// The declared cost, and a unit for each step of the shorter argument.
    case comparison
    /// As ``linear`` in the first argument if the second is a constant, else a search through it.
    case membership
    /// The declared cost for each step of the result.
    case result
}

/// How large a call's result may be, by the sizes of its arguments. Results without a size, such as
/// numbers, are not asked about.
package enum ResultSize: Sendable, Hashable {
    /// All arguments together, and never taken for less than so much.
    case sum(atLeast: Int)
    /// At most so many bytes or elements.
    case fixed(Int)
    /// Not more than the argument at this place.
    case argument(Int)
    /// Not more than the larger of the arguments from this place on.
    case widest(from: Int)
    /// All arguments together, so many times over.
    case scaled(Int)
    /// A text cut up: one piece more than it has bytes, none longer than it.
    case pieces
    /// A list of texts put together with the second argument between them.
    case joined
    /// The first text with each place between its bytes replaced by the third.
    case replaced
    /// As many elements as the first argument, a number, says.
    case counted
    /// A text with the parts of a list put in.
    case formatted
    /// A list of lists, as one list.
    case flattened

    /// What is assumed of a function that declares nothing.
    package static let assumed = ResultSize.sum(atLeast: 64)
}

extension Overload {
    /// The same overload, with another growth of its price and another bound on its result.
    package func growing(_ growth: CostGrowth, result: ResultSize = .assumed) -> Overload {
        var changed = self
        changed.growth = growth
        changed.resultSize = result
        return changed
    }

    /// The same overload, whose result lies among these numbers and is no NaN.
    package func yielding(_ numbers: ClosedRange<Double>) -> Overload {
        yielding { _ in numbers }
    }

    /// The same overload, whose result lies among numbers that its constant arguments tell.
    ///
    /// - Parameter greatestMeansMore: whether the greatest stands for everything beyond the one
    ///   before it, so that explanations say "more than" that one.
    package func yielding(
        greatestMeansMore: Bool = false, _ numbers: @escaping ResultNumbers
    ) -> Overload {
        var changed = self
        changed.numbers = numbers
        changed.greatestMeansMore = greatestMeansMore
        return changed
    }
}
