import Synchronization
import Vocabulary

/// Bounds of bodies: of one, and of all that are held at one time.
package final class BodyBounds: Sendable {
    private let limits: ServerLimits
    private let held = Atomic(0)

    package init(limits: ServerLimits) {
        self.limits = limits
    }

    /// Keeps room for a body.
    ///
    /// - Parameters:
    ///   - declared: its length, if the request says it.
    ///   - bytesMax: bytes it may have.
    /// - Returns: what is to be given back with ``release(_:)``.
    /// - Throws: ``Fault`` `tooLarge` beyond that, `limited` when all bodies held are too many.
    func reserve(declared: Int?, bytesMax: Int) throws(Fault) -> Int {
        if let declared, declared > bytesMax { throw tooLarge(bytesMax) }
        let bytes = declared ?? bytesMax
        let before = held.add(bytes, ordering: .relaxed).oldValue
        guard before + bytes <= limits.bodiesBytesMax else {
            release(bytes)
            throw Fault(
                .limited, "Requests of \(limits.bodiesBytesMax) bytes are being read already.",
                fix: "Send again after the time in Retry-After.")
        }
        return bytes
    }

    func release(_ bytes: Int) { held.subtract(bytes, ordering: .relaxed) }

    func tooLarge(_ bytesMax: Int) -> Fault {
        Fault(
            .tooLarge, "A body here has at most \(bytesMax) bytes.",
            fix: "Send fewer events at a time.")
    }
}

/// The media type of a body.
enum MediaType {
    /// Without parameters and in small letters.
    ///
    /// - Throws: ``Fault`` `unsupported` when it is none of `types`, or the body is compressed.
    static func read(
        _ field: String?, encoding: String?, among types: [String]
    ) throws(Fault) -> String {
        if let encoding, encoding != "identity" {
            throw Fault(
                .unsupported, "A body compressed with \(encoding.prefix(40)) is not read here.",
                fix: "Send it as it is.")
        }
        let field = field ?? ""
        if types.contains(field) { return field }
        let type = (field.split(separator: ";").first ?? "").lowercased().filter { $0 != " " }
        guard types.contains(type) else {
            throw Fault(
                .unsupported, "The content type `\(field.prefix(80))` is not read here.",
                fix: "Send \(types.joined(separator: " or ")).")
        }
        return type
    }
}
