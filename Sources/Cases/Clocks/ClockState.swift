/// Where a case's clock stands.
package enum ClockState: String, Sendable, Hashable, CaseIterable, Codable {
    case onTrack = "on_track"
    /// The warning's share of the time is over.
    case atRisk = "at_risk"
    /// Late by up to 10 % of the promised time, 50 %, 100 %, 200 %, and more.
    case breach1, breach2, breach3, breach4, breach5
    /// Kept.
    case met

    package var isBreach: Bool {
        switch self {
        case .onTrack, .atRisk, .met: false
        case .breach1, .breach2, .breach3, .breach4, .breach5: true
        }
    }
}
