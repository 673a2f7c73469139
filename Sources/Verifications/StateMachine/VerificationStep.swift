package import Vocabulary

/// A step that a verification is to take, with what belongs to it.
package enum VerificationStep: Sendable, Hashable {
    case request(why: String)
    /// - Parameters: who gets it, and what they know it by.
    case submit(vendor: String, reference: String)
    case reroute(vendor: String, reference: String)
    case pass(reasons: [String])
    case fail(reasons: [String])
    case lapse
    case giveUp
    case reset

    package var move: VerificationMove {
        switch self {
        case .request: .request
        case .submit: .submit
        case .reroute: .reroute
        case .pass: .pass
        case .fail: .fail
        case .lapse: .lapse
        case .giveUp: .giveUp
        case .reset: .reset
        }
    }
}

/// The one table of what may follow what. Whatever does not stand here is refused.
package enum VerificationTransitions {
    /// A nil `from` is an account that was never asked.
    package static let all:
        [(from: VerificationState?, move: VerificationMove, to: VerificationState)] = [
            (nil, .request, .requested),
            (.requested, .submit, .pending),
            (.requested, .lapse, .expired),
            (.requested, .reset, .expired),
            (.pending, .reroute, .pending),
            (.pending, .pass, .passed),
            (.pending, .fail, .failed),
            (.pending, .lapse, .expired),
            (.pending, .giveUp, .expired),
            (.pending, .reset, .expired),
            (.passed, .lapse, .expired),
            (.passed, .reset, .expired),
            (.failed, .request, .requested),
            (.failed, .reset, .expired),
            (.expired, .request, .requested),
        ]

    /// Where a move leads; nil when it may not be made. O(1).
    package static func target(
        from state: VerificationState?, by move: VerificationMove
    ) -> VerificationState? {
        all.first { $0.from == state && $0.move == move }?.to
    }
}
