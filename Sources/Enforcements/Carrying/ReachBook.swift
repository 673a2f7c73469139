import Vocabulary

/// Whom things have touched within their caps' spans, as one transaction goes on.
struct ReachBook {
    private struct Key: Hashable {
        var scope: String
        var span: Int64
    }

    private let tables: any EnforcementTables
    /// By entity when it was last touched. Loaded when first asked for, the latest of them; each
    /// holds some more than its cap at most.
    private var touched: [Key: [EnforcedEntity: Int64]] = [:]
    private var waiting: [String: Int] = [:]

    init(tables: any EnforcementTables) { self.tables = tables }

    /// Whether an entity may be touched under all caps that count it.
    ///
    /// - Parameter caps: with what each counts by here.
    /// - Returns: nil when it may; else the first cap in the way, and how many entities would be
    ///   touched in its span with all that wait. O(cap).
    mutating func obstacle(
        to entity: EnforcedEntity, _ caps: [(cap: ReachCap, keys: [String])], at clock: Int64
    ) throws -> (cap: ReachCap, scope: String, reach: Int)? {
        for (cap, keys) in caps {
            for key in keys {
                let known = try within(key, cap, clock)
                if known[entity] != nil || known.count < cap.entities { continue }
                let waits = try waiting[key] ?? tables.waiting(by: key)
                waiting[key] = waits + 1
                return (cap, key, known.count + waits + 1)
            }
        }
        return nil
    }

    /// Takes in that it is touched.
    mutating func touch(
        _ entity: EnforcedEntity, _ caps: [(cap: ReachCap, keys: [String])], at clock: Int64
    ) throws {
        for (cap, keys) in caps {
            for key in keys {
                _ = try within(key, cap, clock)
                touched[Key(scope: key, span: cap.span)]?[entity] = clock
            }
        }
    }

    private mutating func within(
        _ scope: String, _ cap: ReachCap, _ clock: Int64
    ) throws -> [EnforcedEntity: Int64] {
        let key = Key(scope: scope, span: cap.span)
        let (after, isAll) = clock.subtractingReportingOverflow(cap.span)
        let known =
            try touched[key]
            ?? tables.touched(by: scope, after: isAll ? .min : after, limit: cap.entities + 1)
        let left = known.contains { $0.value <= after } ? known.filter { $0.value > after } : known
        touched[key] = left
        return left
    }
}
