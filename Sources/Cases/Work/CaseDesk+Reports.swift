import Enforcements
package import Vocabulary

extension CaseDesk {
    /// A report from outside: kept, and attached to the open case of its subject or a new one. The
    /// same report sent again changes nothing.
    ///
    /// - Parameter entities: kinds that somebody may be of, as the pack's schema has them.
    /// - Returns: the report with its case.
    /// - Throws: ``Fault`` `invalid` for what says nothing, or is of a kind that nobody knows;
    ///   `conflict` for an id that another report has.
    package func take(report: Report, among entities: [String]) throws -> Report {
        try check(report.by, why: report.text)
        // What was taken once stays taken, whatever the pack says since.
        if let known = try tables.report(id: report.id) {
            guard known.subject == report.subject, known.partner == report.partner,
                known.by == report.by
            else {
                throw Fault(
                    .conflict, "Another report has the id \(report.id.prefix(80)).",
                    fix: "Choose another id.")
            }
            return known
        }
        guard definition.reports.contains(report.kind) else {
            throw Fault(
                .invalid, "Nothing is reported as `\(report.kind.prefix(60))`.",
                fix: "Use one of \(definition.reports.joined(separator: ", ")).")
        }
        guard entities.contains(report.subject.kind) else {
            throw Fault(
                .invalid, "Nobody is a `\(report.subject.kind.prefix(60))` here.",
                fix: "A report is about one of \(entities.joined(separator: ", ")), such as "
                    + "\(entities.first ?? "account")=NAME.")
        }
        guard !report.subject.name.isEmpty, report.subject.name.utf8.count <= 1024 else {
            throw Fault(
                .invalid, "The report names nobody.",
                fix: "Say who or what it is about, in at most 1,024 bytes.")
        }
        var finding = CaseFinding(
            subject: report.subject, origin: .report,
            title: "Reported: \(PlainWords.of(report.kind))",
            causes: [report.kind], loss: definition.loss(of: .report, journey: "", score: 1) ?? 0)
        finding.why = report.text
        var kept = report
        kept.at = clock
        if let standing = try caseForReport(of: report.subject) {
            kept.caseID = standing.id
            _ = try write(
                .evidence, standing, standing, by: report.by, text: report.text,
                names: [report.id])
        } else {
            kept.caseID = try open(finding, by: report.by).id
        }
        try tables.put(kept)
        return kept
    }

    /// Whatever queue it is in.
    private func caseForReport(of subject: EnforcedEntity) throws -> Case? {
        var filter = CaseFilter(limit: 10)
        filter.subject = subject
        filter.states = Case.State.live
        return try tables.cases(filter).first { $0.origin != .appeal }
    }
}

extension Case.State {
    /// Those of cases that are not over.
    package static let live = Set(allCases.filter { !$0.isOver })
}

extension CasesDefinition {
    /// What is at stake in one event, minor units; nil where no amount is declared for it.
    ///
    /// - Parameters:
    ///   - journey: of the decision; empty for what is none.
    ///   - score: 0...1.
    ///   - value: reads a value of the decision by its name, in whole units.
    ///   - times: how many events it is, such as the plays of a ring.
    package func loss(
        of origin: CaseOrigin, journey: String, score: Double, times: Int = 1,
        value: (String) -> Double? = { _ in nil }
    ) -> Int64? {
        let found = amounts.first {
            ($0.origins.isEmpty || $0.origins.contains(origin))
                && ($0.journeys.isEmpty || $0.journeys.contains(journey))
        }
        guard let found else { return nil }
        let own = found.value.isEmpty ? nil : value(found.value).map { $0 * 100 }
        let loss = score * Double(times) * (own ?? found.each)
        guard loss.isFinite, loss > 0 else { return 0 }
        return Int64(min(loss.rounded(), 9e15))
    }
}
