package import CEL
package import Toolbox
import Vocabulary

/// Words with places for values:
/// `{features.account.plays_24h} plays, {share|percent} of one track`.
///
/// A place holds any expression of the rule's environment and, after `|`, how to show it.
package struct ReasonTemplate: Sendable {
    /// How a value is shown.
    package enum Format: String, Sendable, CaseIterable {
        /// As it is.
        case plain
        /// 0.934 as `93 %`.
        case percent
        /// 7262 seconds as `2 h 1 min`.
        case duration
        /// With one digit after the point.
        case rounded
    }

    package enum Segment: Sendable {
        case text(String)
        case value(Program, Format)
    }

    package var segments: [Segment]

    /// What its places are filled with.
    package var programs: [Program] {
        segments.compactMap { segment in
            if case .value(let program, _) = segment { return program }
            return nil
        }
    }

    package init(segments: [Segment]) { self.segments = segments }

    /// Writes the words with the row's values; a value that is missing is shown as `?`.
    package func write(
        row: UnsafePointer<Value>, scratch: Scratch, to writer: inout ByteWriter
    ) {
        for segment in segments {
            switch segment {
            case .text(let text): writer.append(text)
            case .value(let program, let format):
                format.write(program.evaluate(row, scratch), to: &writer)
            }
        }
    }
}

extension ReasonTemplate.Format {
    func write(_ value: Value, to writer: inout ByteWriter) {
        guard let number = value.number, self != .plain else {
            return value.isError ? writer.append("?") : value.writeText(to: &writer)
        }
        switch self {
        case .percent:
            writer.append((number * 100).rounded())
            writer.append(" %")
        case .rounded: writer.append((number * 10).rounded() / 10)
        case .duration: writer.append(ReasonTemplate.Format.words(seconds: number))
        case .plain: break
        }
    }

    private static func words(seconds: Double) -> String {
        guard seconds.magnitude < 1e12 else { return "\(seconds) s" }
        let whole = Int64(seconds.rounded())
        switch whole {
        case ..<120: return "\(whole) s"
        case ..<7200: return "\(whole / 60) min"
        case ..<172_800: return "\(whole / 3600) h \(whole / 60 % 60) min"
        default: return "\(whole / 86_400) days"
        }
    }
}
