/// Finds conditions that can come to one outcome only, before they have ever run.
///
/// It knows the variables' ``ValueBounds``, which slots are never filled, and what a part of a
/// condition learns from the parts beside it; it believes only what holds on every row.
package enum Analysis {
    /// Warnings for the smallest parts that are never or always true, in the order of their places.
    ///
    /// "Always true" is said of what is true on every row; of what is true whenever the values it
    /// reads are there, just that. Near-linear in the tree.
    /// - Parameter missing: slots that are absent in every row.
    package static func findings(
        of program: Program, missing: Set<Int> = []
    ) -> [Diagnostic] {
        var analyzer = Analyzer(program, missing)
        let outcomes = analyzer.outcome(program.tree.root)
        analyzer.concludeUnlessFound(outcomes)
        return analyzer.log.diagnostics.sorted { $0.range.lower < $1.range.lower }
    }

    /// What the whole condition can come to; everything, if it is not one.
    package static func outcomes(of program: Program, missing: Set<Int> = []) -> Outcomes {
        var analyzer = Analyzer(program, missing)
        return analyzer.outcome(program.tree.root)
    }
}
