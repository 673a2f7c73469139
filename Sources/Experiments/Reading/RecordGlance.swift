import Glibc
package import Vocabulary

/// What estimates read of every record, found without reading the whole of it.
///
/// Records have one order of members, so that a few searches of bytes do; one with an escaped text
/// where it matters, or another order, is read wholly. Trials are rare and read wholly too.
package struct RecordGlance: Sendable {
    package var source: String
    package var id: String
    /// Milliseconds since 1970.
    package var time: Int64
    package var journey: String
    package var action: Action
    /// By kind, the entities' names.
    package var entities: [String: String]
    package var policyVersion: Int?
    package var trial: RecordView.Trial?

    /// - Throws: ``Fault`` `invalid` when the text is no record.
    package init(_ record: String) throws {
        if let quick = RecordGlance(quick: record) {
            self = quick
        } else {
            try self.init(wholly: record)
        }
    }

    private init(wholly record: String) throws {
        let view = try RecordView(record: record)
        guard let time = CivilTimes.milliseconds(view.event.time),
            let action = Action(rawValue: view.action)
        else {
            throw Fault(.invalid, "The record \(view.id) has no time or action that is known.")
        }
        (source, id, self.time) = (view.event.source, view.event.id, time)
        (journey, self.action) = (view.journey, action)
        entities = view.entities.mapValues(\.text)
        (policyVersion, trial) = (view.policyVersion, view.trial)
    }

    private init?(quick record: String) {
        var record = record
        let found = record.withUTF8 { bytes -> RecordGlance? in
            var scan = RecordScan(bytes: bytes)
            guard !scan.names("\"trial\":{"),
                let source = scan.text(after: "\"event\":{\"source\":"),
                let id = scan.text(after: ",\"id\":"),
                let time = scan.text(after: ",\"time\":").flatMap(CivilTimes.milliseconds),
                let journey = scan.text(after: ",\"journey\":"),
                let action = scan.text(after: ",\"action\":").flatMap(Action.init(rawValue:)),
                let entities = scan.members(after: ",\"entities\":{")
            else { return nil }
            var glance = RecordGlance(source, id, time, journey, action, entities)
            if scan.names("\"policyVersion\":") {
                guard let version = scan.number(after: "\"policyVersion\":") else { return nil }
                glance.policyVersion = version
            }
            return glance
        }
        guard let found else { return nil }
        self = found
    }

    private init(
        _ source: String, _ id: String, _ time: Int64, _ journey: String, _ action: Action,
        _ entities: [String: String]
    ) {
        (self.source, self.id, self.time, self.journey) = (source, id, time, journey)
        (self.action, self.entities) = (action, entities)
    }
}

/// Goes through a record's bytes once, from mark to mark.
private struct RecordScan {
    let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether a mark stands anywhere behind this place. Marks hold a quote with a colon, which no
    /// text of JSON can hold unescaped.
    func names(_ mark: StaticString) -> Bool { find(mark) != nil }

    private func find(_ mark: StaticString) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let length = mark.utf8CodeUnitCount
        var start = place
        while start + length <= bytes.count,
            let found = memchr(base + start, Int32(mark.utf8Start[0]), bytes.count - start)
        {
            start = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            guard start + length <= bytes.count else { return nil }
            if memcmp(base + start, mark.utf8Start, length) == 0 { return start + length }
            start += 1
        }
        return nil
    }

    /// A text without escapes.
    mutating func text(after mark: StaticString) -> String? {
        guard let start = find(mark) else { return nil }
        place = start
        return text()
    }

    private mutating func text() -> String? {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return nil }
        var end = place + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            if bytes[end] == UInt8(ascii: "\\") { return nil }
            end += 1
        }
        defer { place = end + 1 }
        return String(
            decoding: UnsafeBufferPointer(rebasing: bytes[(place + 1)..<end]), as: UTF8.self)
    }

    mutating func number(after mark: StaticString) -> Int? {
        guard let start = find(mark) else { return nil }
        var (end, value) = (start, 0)
        while end < bytes.count, bytes[end] >= 0x30, bytes[end] <= 0x39, value < 1 << 50 {
            value = value * 10 + Int(bytes[end] - 0x30)
            end += 1
        }
        return end > start ? value : nil
    }

    /// An object of texts and whole numbers.
    mutating func members(after mark: StaticString) -> [String: String]? {
        guard let start = find(mark) else { return nil }
        place = start
        var members: [String: String] = [:]
        while place < bytes.count, bytes[place] != UInt8(ascii: "}") {
            if bytes[place] == UInt8(ascii: ",") { place += 1 }
            guard let name = text(), place < bytes.count, bytes[place] == UInt8(ascii: ":")
            else { return nil }
            place += 1
            if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
                guard let value = text() else { return nil }
                members[name] = value
            } else {
                let start = place
                while place < bytes.count, bytes[place] != UInt8(ascii: ","),
                    bytes[place] != UInt8(ascii: "}")
                { place += 1 }
                members[name] = String(
                    decoding: UnsafeBufferPointer(rebasing: bytes[start..<place]), as: UTF8.self)
            }
        }
        return members
    }
}
