package import CEL

/// The type of an event's field, as a pack declares it.
package enum FieldType: String, Sendable, CaseIterable {
    case bool, int, double, string, timestamp, ip, money

    /// What the rule language sees. Money is read through its parts, see ``Schema``.
    package var celType: CEL.`Type` {
        switch self {
        case .bool: .bool
        case .int: .int
        case .double, .money: .double
        case .string: .string
        case .timestamp: .timestamp
        case .ip: .ip
        }
    }
}
