/// Where a person stands with one thing they are to prove.
package enum VerificationState: String, Sendable, Hashable, CaseIterable, Codable {
    /// The person was asked, and has given nothing yet.
    case requested
    /// What they gave is with a vendor.
    case pending
    case passed
    case failed
    /// The time for it is over, or a person of ours ended it.
    case expired
}

/// What can be done to a verification; ``Verification/taking(_:under:at:)`` says when.
package enum VerificationMove: String, Sendable, Hashable, CaseIterable, Codable {
    /// The person is asked.
    case request
    /// What the person gave goes to a vendor.
    case submit
    /// It goes to the next vendor, as the one before is silent.
    case reroute
    case pass
    case fail
    /// Its time is over.
    case lapse
    /// No vendor answers, and there is none left to ask.
    case giveUp = "give_up"
    /// A person of ours ends it; attempts are counted anew.
    case reset
}
