/// What each code point looks like; made of ``ConfusableTable`` when it is first asked.
struct Confusables: Sendable {
    static let table = Confusables(ConfusableTable.parts)

    /// A run of code points that look like one text.
    private struct Run {
        let low: UInt32
        let high: UInt32
        let target: Int
    }
    /// In order, without overlap.
    private let runs: [Run]
    private let targets: [[UInt8]]
    /// The targets of ASCII, which needs no search.
    private let ascii: [[UInt8]]

    /// Parses `61=430,3b1-3b2;…`: the target's code points joined by `+`, then what looks like it.
    private init(_ parts: [StaticString]) {
        var runs: [Run] = []
        var targets: [[UInt8]] = []
        let text = parts.map(\.description).joined().filter { $0 != "\n" }
        for group in text.split(separator: ";") {
            let sides = group.split(separator: "=")
            let target = sides[0].split(separator: "+").compactMap { UInt32($0, radix: 16) }
            targets.append(target.flatMap(Self.utf8))
            for run in sides[1].split(separator: ",") {
                let ends = run.split(separator: "-").compactMap { UInt32($0, radix: 16) }
                runs.append(
                    Run(low: ends[0], high: ends[ends.count - 1], target: targets.count - 1))
            }
        }
        runs.sort { $0.low < $1.low }
        self.targets = targets
        self.runs = runs
        ascii = (0..<0x80 as Range<UInt32>).map { point in
            if let run = runs.first(where: { $0.low <= point && point <= $0.high }) {
                return targets[run.target]
            }
            return [loweredASCII(UInt8(point))]
        }
    }

    /// The skeleton of a text of valid UTF-8. O(length · log table).
    func skeleton(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 8)
        if text.allSatisfy({ $0 < 0x80 }) {
            for byte in text { result.append(contentsOf: ascii[Int(byte)]) }
            return result
        }
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if scalar.value < 0x80 {
                result.append(contentsOf: ascii[Int(scalar.value)])
            } else if let target = target(of: scalar.value) {
                result.append(contentsOf: target)
            } else if !Self.isDropped(scalar.value) {
                result.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
            }
        }
        return result
    }

    private func target(of point: UInt32) -> [UInt8]? {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].high < point { low = middle + 1 } else { high = middle }
        }
        guard low < runs.count, runs[low].low <= point else { return nil }
        return targets[runs[low].target]
    }

    /// Combining accents, and what is never seen.
    private static func isDropped(_ point: UInt32) -> Bool {
        switch point {
        case 0x300...0x36F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F,
            0xAD, 0x61C, 0x180B...0x180F, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F,
            0xFE00...0xFE0F, 0xFEFF, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }

    private static func utf8(_ point: UInt32) -> [UInt8] {
        Unicode.Scalar(point).map { Array(String(Character($0)).utf8) } ?? []
    }
}
