import API
import Cases
import Hummingbird
import Packs
import Pipeline
import Vocabulary

/// *Quality*: what a second person reviews blindly, how far people agree, whom drift concerns, and
/// golden cases.
struct QualityRoutes: Sendable {
    let parts: ConsoleParts

    var routes: [Route] {
        let review = Door.needs(.qualityReview)
        return [
            Route(.get, "/quality", .needs(Place.quality.permission), page),
            Route(
                .get, "/quality/reviews/{case}", review, audited: "review.look", blind),
            Route(
                .post, "/quality/reviews/{case}", review, audited: "review.give",
                takesForm: true, give),
            Route(
                .post, "/quality/golden", review, audited: "golden.make", takesForm: true, make),
            Route(
                .post, "/quality/golden/{case}/deal", review, audited: "golden.deal",
                takesForm: true, deal),
            Route(
                .post, "/quality/golden/{case}/retire", review, audited: "golden.retire",
                takesForm: true, retire),
        ]
    }

    private func page(_ call: Call) async throws -> Response {
        let now = parts.now()
        let content = try await ReadingThreads.run {
            try parts.store.readingOperations {
                try QualityPage($0, caller: call.caller, now: now)
            }
        }
        return try parts.shell.page(
            Shell.Page("Quality", at: .quality, template: "running/quality", content: content),
            for: call)
    }

    private func blind(_ call: Call) async throws -> Response {
        let (caseID, now) = (try call.place("case"), parts.now())
        let content = try await ReadingThreads.run {
            let (one, entries, ring) = try parts.store.readingOperations { tables in
                try BlindPage.read(tables, caseID, for: call.caller)
            }
            let decision =
                try one.decision > 0
                ? parts.store.decisions(DecisionFilter(before: one.decision + 1, limit: 1)).first
                : nil
            return BlindPage(
                one, entries, ring: ring,
                decision: decision?.sequence == one.decision ? decision : nil,
                pilots: try parts.store.readingCases { try $0.runningPilots() },
                definition: parts.pack().cases ?? .usual,
                caller: call.caller, now: now)
        }
        return try parts.shell.page(
            Shell.Page(
                "Second review", at: .quality, template: "running/second-review", content: content,
                modules: ["second-review"]),
            for: call)
    }

    private func give(_ call: Call) async throws -> Response {
        let (caseID, why) = (try call.place("case"), call.form["why"])
        let disposition = try disposition(call.form["disposition"])
        let by = try call.caller.acts(as: call.caller.name)
        let (given, next) = try await desk { desk in
            let given = try desk.review(caseID, as: disposition, why: why, by: by)
            return (given, try desk.waiting(for: by, limit: 1).first?.caseID)
        }
        // Only now is the first answer told.
        let told =
            given.agrees == true
            ? "You agree with the first reviewer on \(CaseNumber.short(caseID))."
            : "You differ on \(CaseNumber.short(caseID)): it was closed as "
                + "\(given.firstDisposition.rawValue)."
        return Shell.go(to: next.map { "/quality/reviews/\($0)" } ?? "/quality", notice: told)
    }

    private func make(_ call: Call) async throws -> Response {
        let (caseID, why) = (call.form["case"], call.form["why"])
        let answer = try disposition(call.form["answer"])
        let by = try call.caller.acts(as: call.caller.name)
        try await desk { try $0.makeGolden(caseID, answer: answer, why: why, by: by) }
        return Shell.go(to: "/quality#golden", notice: "\(caseID) is golden.")
    }

    private func deal(_ call: Call) async throws -> Response {
        let source = try call.place("case")
        let by = try call.caller.acts(as: call.caller.name)
        let copy = try await desk { try $0.deal(source, by: by) }
        return Shell.go(
            to: "/quality#golden", notice: "A copy waits in \(copy.queue) as \(copy.id).")
    }

    private func retire(_ call: Call) async throws -> Response {
        let source = try call.place("case")
        try await desk { try $0.retire(source) }
        return Shell.go(to: "/quality#golden", notice: "\(source) is dealt no more.")
    }

    private func disposition(_ name: String) throws(Fault) -> Disposition {
        guard let disposition = Disposition(rawValue: name) else {
            throw Fault(
                .invalid, "There is no answer `\(name.prefix(40))`.",
                fix: "Use \(Disposition.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return disposition
    }

    private func desk<Answer: Sendable>(
        _ work: @escaping @Sendable (QualityDesk) throws -> Answer
    ) async throws -> Answer {
        let (store, now) = (parts.store, parts.now())
        return try await ReadingThreads.run {
            try store.operating { try work(QualityDesk(tables: $0, clock: now)) }
        }
    }
}
