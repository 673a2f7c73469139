import Toolbox
package import Vocabulary

extension Verification {
    /// The name of the verification of one requirement for one account: the same for good.
    package static func id(account: String, requirement: String) -> String {
        var (account, requirement) = (account, requirement)
        let hash = account.withUTF8 { account in
            requirement.withUTF8 { Hash128.of(account, $0) }
        }
        return hash.hexadecimal(after: "ver_")
    }

    /// The reference under which its next step goes to a vendor. Of several vendors asked at once,
    /// `place` tells them apart.
    package func nextReference(place: Int = 0) -> String {
        let digits = id.dropFirst(4)
        return place == 0 ? "chk_\(digits)-\(steps + 1)" : "chk_\(digits)-\(steps + 1)-\(place)"
    }

    /// The verification after a step.
    ///
    /// - Parameters:
    ///   - current: nil when the account was never asked.
    ///   - now: milliseconds since 1970.
    /// - Throws: ``Fault`` `conflict` with the reason when the step may not be taken.
    package static func taking(
        _ step: VerificationStep, from current: Verification?, account: String,
        under requirement: VerificationDefinition.Requirement, at now: Int64
    ) throws(Fault) -> Verification {
        guard let state = VerificationTransitions.target(from: current?.state, by: step.move)
        else { throw refusal(of: step.move, from: current?.state, requirement.name) }
        var next =
            current
            ?? Verification(
                id: id(account: account, requirement: requirement.name), account: account,
                requirement: requirement.name, state: state)
        try next.expectAllowed(step, under: requirement, at: now)
        next.state = state
        next.steps += 1
        next.at = now
        next.reasons = []
        switch step {
        case .request(let why):
            (next.why, next.overAt) = (why, now + requirement.open)
            (next.vendor, next.reference) = ("", "")
        case .submit(let vendor, let reference):
            (next.vendor, next.reference) = (vendor, reference)
            next.overAt = now + requirement.open
        case .reroute(let vendor, let reference):
            (next.vendor, next.reference) = (vendor, reference)
        case .pass(let reasons):
            (next.reasons, next.failures) = (reasons, 0)
            next.overAt = requirement.holds.map { now + $0 }
        case .fail(let reasons):
            (next.reasons, next.overAt) = (reasons, nil)
            next.failures += 1
        case .lapse: (next.reasons, next.overAt) = (["time_over"], nil)
        case .giveUp: (next.reasons, next.overAt) = (["vendor_silent"], nil)
        case .reset: (next.reasons, next.overAt, next.failures) = (["ended_by_hand"], nil, 0)
        }
        return next
    }

    /// What the table does not say: times and numbers.
    private func expectAllowed(
        _ step: VerificationStep, under requirement: VerificationDefinition.Requirement,
        at now: Int64
    ) throws(Fault) {
        switch step {
        case .request where failures >= requirement.attempts:
            throw Fault(
                .conflict,
                "\(account) has failed \(requirement.name) \(failures) times, and may "
                    + "not try again.",
                fix: "A person can let them: `assay verifications expire`, then ask again.")
        case .request where state == .failed && now < at + requirement.cooldown:
            let seconds = (at + requirement.cooldown - now + 999) / 1000
            throw Fault(
                .conflict, "\(account) may try \(requirement.name) again in \(seconds) s.",
                fix: "Ask then.")
        case .lapse where overAt.map({ now < $0 }) ?? true:
            throw Fault(
                .conflict, "The time of \(requirement.name) for \(account) is not over.",
                fix: "To end it before, use `assay verifications expire`.")
        case .submit, .pass, .fail, .reroute:
            guard let overAt, overAt <= now else { return }
            throw Fault(
                .conflict, "The time of \(requirement.name) for \(account) is over.",
                fix: "Ask the person again.")
        default: return
        }
    }

    private static func refusal(
        of move: VerificationMove, from state: VerificationState?, _ requirement: String
    ) -> Fault {
        let place = state?.rawValue ?? "not asked for"
        let moves = VerificationTransitions.all.filter { $0.from == state }.map(\.move.rawValue)
        return Fault(
            .conflict, "\(requirement) is \(place), so `\(move.rawValue)` cannot follow.",
            fix: "What can is \(moves.joined(separator: ", ")).")
    }
}
