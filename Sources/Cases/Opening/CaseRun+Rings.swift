import Enforcements
import Pipeline
import Vocabulary

// What a run of detection means for cases: rings open them, are priced anew, and stay with the
// cases of their members.

extension CaseRun {
    /// Opens cases for rings of a new run, and prices those that are open by who may still earn. A
    /// ring is a part of its own: what a case was opened for is marked with it, so that a round
    /// that is broken off goes on where it was.
    func rings(_ report: inout Report, pass: (() throws -> Void) throws -> Void) throws {
        guard let opening = definition.opening(.ring) else { return }
        var found: [RingRecord] = []
        var endedAt: Int64?
        try pass {
            endedAt = try newRun("detection")
            guard endedAt != nil else { return }
            found = try store.rings(limit: CaseBounds.ringsMax).filter {
                $0.score >= opening.scoreMin && $0.action != "none"
            }
        }
        guard let endedAt else { return }
        for ring in found {
            var isOver = false
            try pass {
                isOver = try store.detectionCounts()?.endedAt != endedAt
                if !isOver { try take(ring, &report) }
            }
            // The next round looks at the run that came meanwhile.
            if isOver { return }
        }
        try pass { try store.working { try $0.see("detection", mark: endedAt) } }
    }

    /// When the last run of detection ended; nil without one, and where it was looked at whole.
    private func newRun(_ key: String) throws -> Int64? {
        guard let run = try store.detectionCounts(),
            try store.readingCases({ try $0.seen(key) }) != run.endedAt
        else { return nil }
        return run.endedAt
    }

    /// Opens a case for one ring, or prices the one that is open.
    private func take(_ ring: RingRecord, _ report: inout Report) throws {
        let stake = try stake(in: ring)
        let start = report
        var next = start
        try store.working { tables in
            next = start
            try take(ring, whole: stake.whole, desk(tables), &next)
            try price(ring, stake, tables)
        }
        report = next
    }

    /// What is lost to a ring if nothing is done, minor units: what its members make; and of it
    /// the share of those that a measure keeps from earning already. Read whole only where it
    /// opens a case or has one. O(members · their enforcements).
    private func stake(in ring: RingRecord) throws -> (whole: Int64, covered: Int64) {
        let whole =
            definition.loss(of: .ring, journey: "", score: ring.score, times: ring.plays)
            ?? Int64(ring.score * Double(ring.accounts) * 100)
        let (hasCase, isKnown) = try store.readingCases { tables in
            (
                try openCase(of: ring.id, tables) != nil,
                try tables.seen("ring:\(ring.id)").map { Int64(ring.accounts) * 2 < $0 * 3 }
                    ?? false
            )
        }
        guard hasCase || !isKnown, let record = try store.ring(id: ring.id),
            let document = try? RingDocument(json: record.document)
        else { return (whole, 0) }
        let members = document.members.prefix(CaseBounds.pricedMax)
        let stopped = try store.readingCases { tables in
            try members.count {
                try tables.enforcements.keepsFromEarning(
                    EnforcedEntity(kind: "account", name: $0.account))
            }
        }
        let share = Double(stopped) / Double(max(1, members.count))
        return (whole, Int64((Double(whole) * share).rounded()))
    }

    private func openCase(of ring: String, _ tables: any CaseTables) throws -> Case? {
        var filter = CaseFilter(limit: 1)
        filter.subject = EnforcedEntity(kind: "ring", name: ring)
        (filter.states, filter.origin) = (Case.State.live, .ring)
        return try tables.cases(filter).first
    }

    private func price(
        _ ring: RingRecord, _ stake: (whole: Int64, covered: Int64), _ tables: any CaseTables
    ) throws {
        guard let one = try openCase(of: ring.id, tables) else { return }
        var priced = one
        priced.loss = CaseBounds.loss(stake.whole)
        priced.covered = stake.covered > 0 ? CaseBounds.loss(stake.covered) : nil
        if priced != one { try tables.put(priced, isNew: false) }
    }

    /// A ring that is new, or half as large again as when it was last seen.
    private func take(
        _ ring: RingRecord, whole: Int64, _ desk: CaseDesk, _ report: inout Report
    ) throws {
        let key = "ring:\(ring.id)"
        let seen = try desk.tables.seen(key)
        if let seen, Int64(ring.accounts) * 2 < seen * 3 { return }
        var finding = CaseFinding(
            subject: EnforcedEntity(kind: "ring", name: ring.id), origin: .ring,
            title: "\(ring.accounts) accounts act as one: \(ring.summary)", causes: [ring.id],
            loss: whole)
        finding.why =
            seen.map { "It grew from \($0) to \(ring.accounts) accounts." } ?? ring.summary
        try take(finding, quiet: 0, desk, &report)
        try desk.tables.see(key, mark: Int64(ring.accounts))
    }

    // MARK: what stays

    /// Puts each ring that is new, or of another size or action, with the open cases of its
    /// members that have nothing of it: a later run may see them in none. O(members) for each such
    /// ring, some hundred in a part.
    func keeping(_ report: inout Report, pass: (() throws -> Void) throws -> Void) throws {
        var rings: [RingRecord] = []
        var endedAt: Int64?
        try pass {
            endedAt = try newRun("detection kept")
            guard endedAt != nil else { return }
            rings = try store.rings(limit: CaseBounds.ringsMax).filter { $0.action != "none" }
        }
        guard let endedAt else { return }
        for ring in rings {
            let key = "ring kept:\(ring.id)"
            let mark = Int64(ring.accounts) * 2 + (ring.action == "restrict" ? 1 : 0)
            var document: RingDocument?
            try pass {
                guard try store.readingCases({ try $0.seen(key) }) != mark,
                    let record = try store.ring(id: ring.id)
                else { return }
                document = try? RingDocument(json: record.document)
                if document == nil { report.unreadable += 1 }
            }
            guard let document else { continue }
            try keep(document, pass: pass)
            try pass { try store.working { try $0.see(key, mark: mark) } }
        }
        try pass { try store.working { try $0.see("detection kept", mark: endedAt) } }
    }

    private func keep(_ ring: RingDocument, pass: (() throws -> Void) throws -> Void) throws {
        let members = ring.members.map { EnforcedEntity(kind: "account", name: $0.account) }
        var start = 0
        while start < members.count {
            let end = min(members.count, start + CaseBounds.perTransaction)
            try pass { try keep(ring.ring, with: members[start..<end]) }
            start = end
        }
    }

    private func keep(_ ring: String, with members: ArraySlice<EnforcedEntity>) throws {
        let found = try store.readingCases { tables in
            try members.flatMap { try cases(of: $0, without: ring, tables) }
        }
        guard !found.isEmpty else { return }
        let clock = now()
        try store.working { tables in
            for one in found { try tables.keepRing(of: one, at: clock) }
        }
    }

    /// Open cases of somebody that have nothing of a ring with them.
    private func cases(
        of member: EnforcedEntity, without ring: String, _ tables: any CaseTables
    ) throws -> [Case] {
        var filter = CaseFilter(limit: CaseBounds.ringsOfCaseMax)
        (filter.subject, filter.states) = (member, Case.State.live)
        return try tables.cases(filter).filter { one in
            try !tables.rings(ofCase: one.id).contains { $0.kept.ring.id == ring }
        }
    }
}
