import Vocabulary

/// Where appeals are opened, and decided by somebody else.
package struct AppealDesk {
    private let desk: EnforcementDesk
    /// The question that an outcome answers where neither the policy nor a case names one.
    private let question: String

    package init(_ desk: EnforcementDesk, label: String = "fraud") {
        (self.desk, question) = (desk, label)
    }

    /// Opens an appeal against an enforcement that was carried out.
    ///
    /// - Throws: ``Fault`` `conflict` when it does not stand, one is open, or too many were;
    ///   `forbidden` when the time for it is over.
    package func open(_ enforcement: String, text: String, by: String) throws -> Appeal {
        let standing = try desk.expected(enforcement)
        try Person.check(by, why: "It appeals.")
        guard text.contains(where: { !$0.isWhitespace }), text.count <= EnforcementBounds.textMax
        else {
            throw Fault(
                .invalid,
                "An appeal has a text of at most \(EnforcementBounds.textMax) "
                    + "characters.", fix: "Say why the measure is wrong.")
        }
        guard standing.state.stands else {
            throw Fault(
                .conflict, "\(enforcement) is \(standing.state.rawValue); nothing is in force.",
                fix: "There is nothing to appeal against.")
        }
        guard let until = standing.appealUntil, desk.clock <= until else {
            throw Fault(
                .forbidden, "The time for an appeal against \(enforcement) is over.",
                fix: "A person may still take it back with `assay enforcements reverse`.")
        }
        let before = try desk.tables.appeals(
            AppealFilter(enforcement: enforcement, limit: EnforcementBounds.appealsMax))
        guard before.allSatisfy({ $0.state != .open }) else {
            throw Fault(
                .conflict, "An appeal against \(enforcement) is open.",
                fix: "Wait until it is decided.")
        }
        guard before.count < EnforcementBounds.appealsMax else {
            throw Fault(
                .conflict, "\(enforcement) had \(before.count) appeals, which is the most.",
                fix: "The last decision is final here.")
        }
        let appeal = Appeal(
            id: EnforcementNames.appeal(enforcement, number: before.count + 1),
            enforcement: enforcement, openedAt: desk.clock, openedBy: by, text: text)
        var entry = LedgerEntry(.appealed, on: standing, at: desk.clock, by: by, why: text)
        entry.appeal = appeal.id
        try desk.write(entry, on: standing)
        try desk.tables.put(appeal)
        return appeal
    }

    /// Decides an appeal. Overturned, the enforcement is taken back with what followed from it, and
    /// so are the labels of the cases that led to it. Either way the outcome is kept as a label,
    /// source `appeal`: of the event that led to it, under the name that its policy says; or of
    /// whom a person gave the order against, under the name that the case's own label bears.
    ///
    /// - Throws: ``Fault`` `notFound`, `conflict` when it is decided, `forbidden` when who decides
    ///   began or approved the enforcement, or opened the appeal.
    package func decide(
        _ id: String, overturns: Bool, by: String, why: String
    ) throws -> Appeal {
        try Person.check(by, why: why)
        guard var appeal = try desk.tables.appeal(id: id) else {
            throw Fault(
                .notFound, "There is no appeal \(id.prefix(80)).",
                fix: "List some with `assay appeals list` or at /v1/appeals.")
        }
        guard appeal.state == .open else {
            throw Fault(
                .conflict, "The appeal \(id) is \(appeal.state.rawValue) already.",
                fix: "Nothing is to be done.")
        }
        let standing = try desk.expected(appeal.enforcement)
        try Person.check(
            by, isSecondTo: [standing.by, standing.approvedBy, appeal.openedBy], for: "decide it",
            at: desk.clock, desk.tables)
        appeal.state = overturns ? .overturned : .upheld
        (appeal.decidedAt, appeal.decidedBy, appeal.why) = (desk.clock, by, why)
        var entry = LedgerEntry(
            overturns ? .overturned : .upheld, on: standing, at: desk.clock, by: by, why: why)
        entry.appeal = appeal.id
        let (after, sequence) = try desk.write(entry, on: standing)
        if overturns, after.state.stands {
            _ = try desk.reverse(after, by: by, why: why, cause: sequence)
        }
        try desk.tables.put(appeal)
        let outcome = try label(standing, isPositive: !overturns)
        if overturns {
            try desk.tables.withdrawLabels(behind: standing, at: desk.clock, by: by, why: why)
        }
        try desk.tables.keep(outcome)
        return appeal
    }

    private func label(_ enforcement: Enforcement, isPositive: Bool) throws -> Label {
        let origin = enforcement.origin
        let policy = try desk.tables.policy(digest: origin.policyDigest)?.label
        let behind = try desk.tables.labelName(behind: enforcement)
        // A person's order is judged by its case: what that said is what is taken back.
        let name = (origin.isAutomatic ? policy ?? behind : behind ?? policy) ?? question
        return Label(
            subject: origin.isAutomatic
                ? .event(source: origin.eventSource, id: origin.eventID)
                : .entity(kind: enforcement.entity.kind, name: enforcement.entity.name),
            name: name, isPositive: isPositive, source: "appeal",
            time: min(origin.time, desk.clock), recordedAt: desk.clock)
    }
}
