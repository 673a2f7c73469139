package import Vocabulary

/// The one place where reviews are given and golden cases are set, within one transaction.
package struct QualityDesk {
    package let tables: any OperationsTables
    /// What the time is, milliseconds since 1970.
    package let clock: Int64

    package init(tables: any OperationsTables, clock: Int64) {
        (self.tables, self.clock) = (tables, clock)
    }

    /// What waits for somebody, without the first answer; never one's own.
    package func waiting(for person: String, limit: Int) throws -> [BlindReview] {
        try tables.waitingReviews(notOf: person, limit: limit).map {
            BlindReview(caseID: $0.caseID, queue: $0.queue, closedAt: $0.closedAt)
        }
    }

    /// Gives the second answer.
    ///
    /// - Throws: ``Fault`` `notFound` where none is asked, `forbidden` for the first reviewer,
    ///   `conflict` when it was given.
    package func review(
        _ caseID: String, as disposition: Disposition, why: String, by person: String
    ) throws -> SecondReview {
        guard var review = try tables.review(of: caseID) else {
            throw Fault(
                .notFound, "No second review of \(caseID.prefix(80)) is asked.",
                fix: "See /quality for those that wait.")
        }
        guard !PersonName.isSame(review.first, person) else {
            throw Fault(
                .forbidden, "\(person) closed \(caseID), so somebody else must review it.",
                fix: "Take another.")
        }
        guard review.secondDisposition == nil else {
            throw Fault(
                .conflict, "\(caseID) was reviewed already, by \(review.second).",
                fix: "Take the next.")
        }
        try QualityDesk.check(why)
        (review.second, review.secondDisposition) = (person, disposition)
        (review.why, review.at) = (why, clock)
        try tables.put(review)
        if let closed = try tables.closed(caseID) {
            let agreed = FigureSum(disposition == review.firstDisposition ? 1 : 0)
            for (pilot, arm) in closed.arms {
                try tables.add(agreed, to: .agreed, of: pilot, arm: arm)
            }
        }
        return review
    }

    /// Makes a closed case one whose answer is known.
    ///
    /// - Throws: ``Fault`` `notFound`, `conflict` where it is not closed or golden already,
    ///   `limited` beyond ``GoldenCase/most``.
    package func makeGolden(
        _ caseID: String, answer: Disposition, why: String, by person: String
    ) throws {
        guard let one = try tables.cases.case(id: caseID) else {
            throw Fault(.notFound, "There is no case \(caseID.prefix(80)).")
        }
        guard one.state == .closed, !one.isGolden else {
            throw Fault(
                .conflict, "\(caseID) is \(one.isGolden ? "a copy" : one.state.rawValue).",
                fix: "A golden case is made of one that is closed.")
        }
        try QualityDesk.check(why)
        if let known = try tables.golden(source: caseID), !known.isRetired {
            throw Fault(.conflict, "\(caseID) is golden already.", fix: "Retire it first.")
        }
        guard try tables.goldens(limit: GoldenCase.most).count < GoldenCase.most else {
            throw Fault(
                .limited, "There are \(GoldenCase.most) golden cases.", fix: "Retire some.")
        }
        try tables.put(
            GoldenCase(
                source: caseID, queue: one.queue, answer: answer, why: why, by: person, at: clock))
    }

    package func retire(_ source: String) throws {
        guard var golden = try tables.golden(source: source), !golden.isRetired else {
            throw Fault(.notFound, "There is no golden case \(source.prefix(80)).")
        }
        golden.isRetired = true
        try tables.put(golden)
    }

    /// Puts a copy of a golden case into its queue, as if it were new.
    ///
    /// - Returns: the copy.
    package func deal(_ source: String, by person: String) throws -> Case {
        guard let golden = try tables.golden(source: source), !golden.isRetired,
            let one = try tables.cases.case(id: source)
        else { throw Fault(.notFound, "There is no golden case \(source.prefix(80)).") }
        guard try tables.cases.openCase(of: one.subject, queue: golden.queue) == nil else {
            throw Fault(
                .conflict, "A case of the same subject is open in \(golden.queue).",
                fix: "Deal it again when that is over, or deal another.")
        }
        let sequence = try tables.cases.nextCaseSequence()
        var copy = Case(
            id: Case.id(sequence), sequence: sequence, queue: golden.queue, subject: one.subject,
            title: one.title, origin: one.origin, causes: one.causes, openedAt: clock,
            touchBy: clock + max(0, one.touchBy - one.openedAt),
            closeBy: clock + max(0, one.closeBy - one.openedAt))
        copy.touchWarnAt = clock + max(0, one.touchWarnAt - one.openedAt)
        copy.closeWarnAt = clock + max(0, one.closeWarnAt - one.openedAt)
        (copy.loss, copy.decision, copy.isGolden) = (one.loss, one.decision, true)
        try tables.cases.put(copy, isNew: true)
        try tables.setDeal(of: copy.id, source: source)
        // Its first line is the first line of the case it is of, so that it looks like any other.
        let first = try tables.cases.entries(of: source).first { $0.kind == .opened }
        _ = try tables.cases.append(
            CaseEntry(
                .opened, of: copy.id, at: clock, by: first?.by ?? "assay",
                text: first?.text ?? copy.title, names: first?.names ?? []))
        return copy
    }

    private static func check(_ why: String) throws {
        guard why.contains(where: { !$0.isWhitespace }), why.count <= 4000 else {
            throw Fault(.invalid, "The review wants to know why.", fix: "Say it in a sentence.")
        }
    }
}

/// The one place where pilots are begun and ended, within one transaction.
package struct PilotDesk {
    package let tables: any OperationsTables
    package let definition: CasesDefinition?

    package init(tables: any OperationsTables, definition: CasesDefinition?) {
        (self.tables, self.definition) = (tables, definition)
    }

    /// - Throws: ``Fault`` `invalid` for one that cannot be, `conflict` where the name is taken,
    ///   or where another tries the same, `limited` beyond ``Pilot/runningMax``.
    package func start(_ pilot: Pilot) throws {
        guard let definition else {
            throw Fault(
                .conflict, "The pack has no cases.yaml.", fix: "Write one; see its example.")
        }
        try pilot.check(definition)
        guard try tables.pilot(pilot.name) == nil else {
            throw Fault(
                .conflict, "There was a pilot \(pilot.name) before.",
                fix: "Give it another name: another name also draws anew.")
        }
        let running = try tables.running()
        if let other = running.first(where: { $0.meets(pilot) }) {
            throw Fault(
                .conflict, "\(other.name) tries the \(other.place) already.",
                fix: "Stop it first: two at once would each change what the other measures.")
        }
        guard running.count < Pilot.runningMax else {
            throw Fault(.limited, "\(Pilot.runningMax) pilots run.", fix: "Stop one.")
        }
        guard try tables.pilots(limit: Pilot.keptMax).count < Pilot.keptMax else {
            throw Fault(.limited, "There are \(Pilot.keptMax) pilots, of old too.")
        }
        guard !pilot.why.isEmpty else {
            throw Fault(.invalid, "The pilot wants to know why.", fix: "Say it in a sentence.")
        }
        try tables.put(pilot)
    }

    package func stop(_ name: String, at: Int64, by: String, why: String) throws {
        guard var pilot = try tables.pilot(name) else {
            throw Fault(.notFound, "There is no pilot \(name.prefix(80)).")
        }
        guard pilot.isRunning else {
            throw Fault(.conflict, "\(name) was stopped by \(pilot.stoppedBy).")
        }
        guard !why.isEmpty else {
            throw Fault(.invalid, "Stopping wants to know why.", fix: "Say it in a sentence.")
        }
        (pilot.stoppedAt, pilot.stoppedBy, pilot.stoppedWhy) = (at, by, why)
        try tables.put(pilot)
    }
}
