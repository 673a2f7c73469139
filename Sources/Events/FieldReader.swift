import CEL
import Toolbox
import Vocabulary

/// Reads an event's `data` into its slots, each field by its declared type.
///
/// Producers write fields in one order, so the field after the last one found is tried first.
final class FieldReader {
    /// Where a value goes and what to call the place in a dead letter.
    struct Place {
        let line: Int
        let row: UnsafeMutablePointer<Value>
        let batch: EventBatch
    }

    /// What reading needs of a field, in memory that counts no references.
    struct Known {
        /// Bytes of the name, in ``names``.
        let name: UnsafeBufferPointer<UInt8>
        let type: FieldType
        let slot: Int
        let bytesMax: Int
        let entity: Int?
        let isRequired: Bool
    }

    private let types: [Flat<Known>]
    /// The fields' names, type after type, end to end.
    private let names: Flat<UInt8>
    private let schema: Schema

    init(schema: Schema) {
        self.schema = schema
        let names = Flat(schema.types.flatMap { $0.fields.flatMap { Array($0.name.utf8) } })
        self.names = names
        var start = 0
        types = schema.types.map { type in
            Flat(
                type.fields.map { field in
                    let count = field.name.utf8.count
                    defer { start += count }
                    return Known(
                        name: UnsafeBufferPointer(start: names.base + start, count: count),
                        type: field.type, slot: field.slot, bytesMax: field.bytesMax,
                        entity: field.entity, isRequired: field.isRequired)
                })
        }
    }

    /// The field of a type by its name; for rows whose columns are known beforehand.
    func field(named name: String, ofType type: Int) -> Known? {
        schema.types[type].fields.firstIndex { $0.name == name }.map { types[type].base[$0] }
    }

    /// Fills the row from the object at `index`; nil when all fits.
    func read(_ tape: Tape, at index: Int, type: Int, _ place: Place) -> DeadLetter? {
        let known = UnsafeBufferPointer(start: types[type].base, count: types[type].count)
        var guess = 0
        var cursor = index + 1
        while tape.kind(cursor) != .objectEnd {
            let key = tape.string(cursor)
            let value = cursor + 1
            cursor = tape.next(value)
            guard let found = FieldReader.find(key, in: known, guess: guess) else {
                place.batch.unknownFields[String(decoding: key, as: UTF8.self), default: 0] += 1
                continue
            }
            guess = found + 1
            let field = known[found]
            guard place.row[field.slot].kind == .absent else {
                return DeadLetter(
                    .repeatedField, line: place.line, field: field.path,
                    expected: "each field once", found: "it twice")
            }
            if tape.kind(value) == .null { continue }
            if let letter = fill(field, tape, value, place) { return letter }
        }
        return missing(type: type, place)
    }

    private static func find(
        _ key: UnsafeBufferPointer<UInt8>, in known: UnsafeBufferPointer<Known>, guess: Int
    ) -> Int? {
        if guess < known.count, key.isEqual(to: known[guess].name) { return guess }
        return known.firstIndex { key.isEqual(to: $0.name) }
    }

    func missing(type: Int, _ place: Place) -> DeadLetter? {
        for index in 0..<types[type].count {
            let field = types[type].base[index]
            if field.isRequired, place.row[field.slot].kind == .absent {
                return DeadLetter(
                    .missingField, line: place.line, field: field.path,
                    expected: "\(field.type.rawValue)", found: "nothing")
            }
        }
        return nil
    }

    private func fill(
        _ field: Known, _ tape: Tape, _ index: Int, _ place: Place
    ) -> DeadLetter? {
        switch field.type {
        case .string, .timestamp, .ip:
            guard tape.kind(index) == .string else { break }
            return fill(field, text: tape.string(index), place)
        case .money: return fillMoney(field, tape, index, place)
        case .bool:
            switch tape.kind(index) {
            case .yes: place.row[field.slot] = .bool(true)
            case .no: place.row[field.slot] = .bool(false)
            default: return wrongType(field, found: tape.description(index), place)
            }
            return nil
        case .int:
            guard let number = FieldReader.int(tape, index) else { break }
            place.row[field.slot] = .int(number)
            setEntity(field, EntityHash.of(number), place)
            return nil
        case .double:
            guard let number = FieldReader.double(tape, index) else { break }
            place.row[field.slot] = .double(number)
            return nil
        }
        return wrongType(field, found: tape.description(index), place)
    }

    /// Fills a field from its text form, as CSV and JSON strings carry it.
    func fill(
        _ field: Known, text: UnsafeBufferPointer<UInt8>, _ place: Place
    ) -> DeadLetter? {
        guard text.count <= field.bytesMax else {
            return DeadLetter(
                .tooLarge, line: place.line, field: field.path,
                expected: "at most \(field.bytesMax) bytes", found: Tape.shown(text))
        }
        switch field.type {
        case .string:
            place.row[field.slot] = place.batch.arena.keep(text)
            setEntity(field, Hash64.of(text), place)
            return nil
        case .timestamp:
            guard let time = CivilTime(rfc3339: text) else { break }
            place.row[field.slot] = .timestamp(
                seconds: time.seconds, nanoseconds: time.nanoseconds)
            return nil
        case .ip:
            guard let address = place.batch.arena.keepAddress(text) else { break }
            place.row[field.slot] = address
            setEntity(field, address.addressHash, place)
            return nil
        case .money: return fillMoney(field, text: text, place)
        case .bool, .int, .double: return fillNumber(field, text: text, place)
        }
        return wrongType(field, found: Tape.shown(text), place)
    }

    private func fillNumber(
        _ field: Known, text: UnsafeBufferPointer<UInt8>, _ place: Place
    ) -> DeadLetter? {
        switch field.type {
        case .int:
            guard let number = DecimalText.int(text) else { break }
            place.row[field.slot] = .int(number)
            setEntity(field, EntityHash.of(number), place)
            return nil
        case .double:
            guard let number = DecimalText.double(text), number.isFinite else { break }
            place.row[field.slot] = .double(number)
            return nil
        case .bool:
            let isTrue = text.isEqual(to: "true") || text.isEqual(to: "1")
            guard isTrue || text.isEqual(to: "false") || text.isEqual(to: "0") else { break }
            place.row[field.slot] = .bool(isTrue)
            return nil
        case .string, .timestamp, .ip, .money: break
        }
        return wrongType(field, found: Tape.shown(text), place)
    }

    /// Money as text is an amount, a space and a currency: `12.99 EUR`.
    private func fillMoney(
        _ field: Known, text: UnsafeBufferPointer<UInt8>, _ place: Place
    ) -> DeadLetter? {
        let parts = text.split(separator: 0x20)
        guard parts.count == 2,
            let amount = DecimalText.double(UnsafeBufferPointer(rebasing: parts[0])),
            amount.isFinite, FieldReader.isCurrency(UnsafeBufferPointer(rebasing: parts[1]))
        else {
            return DeadLetter(
                .wrongType, line: place.line, field: field.path,
                expected: "an amount and a currency, such as 12.99 EUR",
                found: Tape.shown(text))
        }
        place.row[field.slot] = .double(amount)
        place.row[field.slot + 1] = place.batch.arena.keep(
            UnsafeBufferPointer(rebasing: parts[1]))
        return nil
    }

    /// Money is an object of `amount` (a number, or text to keep cents exact) and `currency`.
    private func fillMoney(
        _ field: Known, _ tape: Tape, _ index: Int, _ place: Place
    ) -> DeadLetter? {
        guard tape.kind(index) == .object else {
            return wrongType(field, found: tape.description(index), place)
        }
        var cursor = index + 1
        while tape.kind(cursor) != .objectEnd {
            let key = tape.string(cursor)
            let value = cursor + 1
            cursor = tape.next(value)
            if key.isEqual(to: "amount"), let amount = FieldReader.amount(tape, value) {
                place.row[field.slot] = .double(amount)
            } else if key.isEqual(to: "currency"), tape.kind(value) == .string,
                FieldReader.isCurrency(tape.string(value))
            {
                place.row[field.slot + 1] = place.batch.arena.keep(tape.string(value))
            }
        }
        guard place.row[field.slot].kind == .double, place.row[field.slot + 1].kind == .string
        else {
            return wrongType(field, found: "an object without both, or with others", place)
        }
        return nil
    }

    private static func isCurrency(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count == 3 && text.allSatisfy { (0x41...0x5A).contains($0) }
    }

    private static func amount(_ tape: Tape, _ index: Int) -> Double? {
        if tape.kind(index) == .string {
            guard let value = Double(String(decoding: tape.string(index), as: UTF8.self)),
                value.isFinite
            else { return nil }
            return value
        }
        return double(tape, index)
    }

    private static func int(_ tape: Tape, _ index: Int) -> Int64? {
        switch tape.kind(index) {
        case .int: return Int64(bitPattern: tape.number(index))
        case .double:
            let value = Double(bitPattern: tape.number(index))
            let isExact = value == value.rounded() && abs(value) <= 9_007_199_254_740_992
            return isExact ? Int64(value) : nil
        default: return nil
        }
    }

    private static func double(_ tape: Tape, _ index: Int) -> Double? {
        switch tape.kind(index) {
        case .double: Double(bitPattern: tape.number(index))
        case .int: Double(Int64(bitPattern: tape.number(index)))
        case .uint: Double(tape.number(index))
        default: nil
        }
    }

    @inline(__always)
    private func setEntity(
        _ field: Known, _ hash: @autoclosure () -> UInt64, _ place: Place
    ) {
        guard let entity = field.entity else { return }
        place.batch.entities(place.batch.count)[entity] = hash()
    }

    private func wrongType(_ field: Known, found: String, _ place: Place) -> DeadLetter {
        DeadLetter(
            .wrongType, line: place.line, field: field.path,
            expected: FieldReader.words(for: field.type), found: found)
    }

    private static func words(for type: FieldType) -> String {
        switch type {
        case .bool: "true or false"
        case .int: "a whole number"
        case .double: "a number"
        case .string: "text"
        case .timestamp: "an RFC 3339 time"
        case .ip: "an IPv4 or IPv6 address"
        case .money: "{\"amount\": number, \"currency\": three capital letters}"
        }
    }
}

extension FieldReader.Known {
    /// The field as dead letters name it.
    var path: String { "data." + String(decoding: name, as: UTF8.self) }
}
