/// Somebody asks that an enforcement be taken back.
package struct Appeal: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable, Codable {
        case open
        /// The enforcement stands.
        case upheld
        /// It was taken back.
        case overturned
    }

    package var id: String
    package var enforcement: String
    package var state: State = .open
    /// Milliseconds since 1970.
    package var openedAt: Int64
    package var openedBy: String
    package var text: String
    package var decidedAt: Int64?
    package var decidedBy = ""
    package var why = ""

    package init(
        id: String, enforcement: String, openedAt: Int64, openedBy: String, text: String
    ) {
        (self.id, self.enforcement) = (id, enforcement)
        (self.openedAt, self.openedBy, self.text) = (openedAt, openedBy, text)
    }
}

/// Which appeals to list, the latest first; nil wants all.
package struct AppealFilter: Sendable, Hashable {
    package var enforcement: String?
    package var state: Appeal.State?
    /// At most ``EnforcementFilter/limitMax``.
    package var limit: Int

    package init(enforcement: String? = nil, state: Appeal.State? = nil, limit: Int = 50) {
        (self.enforcement, self.state, self.limit) = (enforcement, state, limit)
    }
}
