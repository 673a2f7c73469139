import Simulation

/// A simulated log, read back with string searches alone, so that the tests share no code with
/// the encoder.
struct LogReader {
    /// One event; no value contains a comma or a quote, so a line splits at both.
    struct Line {
        private let envelope: [Substring: Substring]
        let data: [Substring: Substring]

        init(_ text: Substring) {
            let halves = text.split(separator: ",\"data\":", maxSplits: 1)
            envelope = Self.fields(halves[0])
            data = Self.fields(halves[1])
        }

        private static func fields(_ text: Substring) -> [Substring: Substring] {
            var fields: [Substring: Substring] = [:]
            for field in text.utf8.split(separator: UInt8(ascii: ",")) {
                guard let colon = field.firstIndex(of: UInt8(ascii: ":")) else { continue }
                let value = field[field.index(after: colon)...]
                fields[bare(field[..<colon])] = bare(value)
            }
            return fields
        }

        private static func bare(_ text: Substring.UTF8View) -> Substring {
            let marks = "{}\"".utf8
            var text = text
            while let first = text.first, marks.contains(first) { text.removeFirst() }
            while let last = text.last, marks.contains(last) { text.removeLast() }
            return Substring(text)
        }

        var id: Substring { envelope["id"] ?? "" }
        var type: Substring { envelope["type"] ?? "" }
        var time: Substring { envelope["time"] ?? "" }
        var user: Substring { data["user"] ?? "" }
    }

    let bytes: [UInt8]
    let truth: Truth

    init(_ configuration: SimulationConfiguration) throws {
        var bytes: [UInt8] = []
        truth = try World(configuration).run { bytes.append(contentsOf: $0) }
        self.bytes = bytes
    }

    var lines: [Line] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { Line($0) }
    }

    /// The cells of a truth file below its heading.
    static func rows(_ csv: String) -> [[Substring]] {
        csv.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
    }
}
