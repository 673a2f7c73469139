import Vocabulary

// A change is two lines that are read as one: that it begins, before anything is done, and what
// came of it. Whatever breaks between them, the first one stands.

extension AuditLog {
    /// Does something between its two lines.
    ///
    /// - Parameters:
    ///   - entry: what is done; what came of it is added.
    ///   - now: milliseconds since 1970.
    ///   - telling: adds to the second line what is known once it is done, such as a new name.
    /// - Throws: what `body` throws, once that is told too; ``Fault`` `unavailable` when the log
    ///   cannot be written, before which nothing is done.
    package func audited<Answer>(
        _ entry: AuditEntry, now: () -> Int64,
        telling: (Answer, inout AuditEntry) -> Void = { _, _ in }, _ body: () throws -> Answer
    ) throws -> Answer {
        var after = entry
        after.attempt = try append([entry.begun])
        var result = Result { try body() }
        after.at = now()
        switch result {
        case .success(let answer): telling(answer, &after)
        case .failure(let error):
            after.end(by: error)
            if var fault = error as? Fault {
                fault.isTold = true
                result = .failure(fault)
            }
        }
        try append([after])
        return try result.get()
    }
}

extension AuditEntry {
    /// The line that is written before it is done.
    package var begun: AuditEntry {
        var begun = self
        begun.outcome = .begun
        return begun
    }

    /// It was not done, for a reason of one word.
    package mutating func end(_ outcome: Outcome, _ reason: String) {
        self.outcome = outcome
        detail = AuditBounds.cut(
            [reason, detail].filter { !$0.isEmpty }.joined(separator: "; "), AuditBounds.detailMax)
    }

    /// It was not done: refused, or failed where the fault is ours. Who may not do it is a refusal.
    package mutating func end(by error: any Error) {
        guard let fault = error as? Fault else { return end(.failed, "") }
        let isOurs = fault.code == .bug || fault.code == .unavailable
        end(isOurs ? .failed : .refused, fault.code.rawValue)
        if fault.code == .forbidden || fault.code == .unauthorized { kind = .refusal }
    }
}
