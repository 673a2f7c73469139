import Toolbox
import Vocabulary

/// Names that are the same whenever the same thing is named, so that nothing is done twice.
enum EnforcementNames {
    /// Of what a decision leads to under a policy.
    static func enforcement(
        decision: String, policy: String, entity: EnforcedEntity
    ) -> String {
        name("enf_", [decision, policy, entity.kind, entity.name])
    }

    /// Of what an order by hand does to one entity.
    static func enforcement(batch: String, entity: EnforcedEntity) -> String {
        name("enf_", [batch, entity.kind, entity.name])
    }

    static func batch(_ parts: [String]) -> String { name("batch_", parts) }

    static func appeal(_ enforcement: String, number: Int) -> String {
        name("app_", [enforcement, "\(number)"])
    }

    /// Of the message that tells of one change of one enforcement.
    ///
    /// - Parameter cause: sequence of the entry the change follows from; 0 for none.
    static func message(_ type: String, _ enforcement: String, cause: Int64) -> String {
        name("msg_", [type, enforcement, "\(cause)"])
    }

    static func digest(_ text: String) -> String { name("", [text]) }

    private static func name(_ prefix: StaticString, _ parts: [String]) -> String {
        let first = Array((parts.first ?? "").utf8)
        // Each behind its length, so that no two lists run together.
        let rest = Array(
            parts.dropFirst().map { "\($0.utf8.count):\($0)" }.joined().utf8)
        return first.withUnsafeBufferPointer { first in
            rest.withUnsafeBufferPointer { Hash128.of(first, $0).hexadecimal(after: prefix) }
        }
    }
}
