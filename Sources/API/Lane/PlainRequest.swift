import Glibc

/// A request as most clients send it, read from its bytes at once: `POST` to a route that decides,
/// HTTP/1.1, its length declared, on a connection that stays open, and nothing unusual.
///
/// It is stricter than HTTP: what it does not know for certain is for the long way, which reads
/// every request that HTTP allows and refuses the others.
struct PlainRequest {
    enum Reading {
        case whole(PlainRequest)
        /// As far as it goes; more bytes may make it a plain request.
        case partial
        /// Not plain, or too long for a plain one.
        case other
    }

    let route: DecideRoute
    let type: String
    /// What may be told from the head: who asks, and whom.
    let host: Range<Int>
    let authorization: Range<Int>?
    /// Where the body stands.
    let body: Range<Int>

    /// Reads the request that `bytes` begin with. O(length of the head).
    ///
    /// - Parameter headBytesMax: bytes a head may have.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, headBytesMax: Int) -> Reading {
        guard let line = StartLine.read(bytes) else {
            return StartLine.mayBegin(bytes) ? .partial : .other
        }
        var fields = PlainFields(route: line.route)
        var start = line.end
        while true {
            switch PlainFields.Line.read(bytes, from: start) {
            case .partial: return bytes.count < headBytesMax ? .partial : .other
            case .other: return .other
            case .end(let end): return fields.request(bytes, bodyFrom: end, headBytesMax)
            case .field(let name, let value, let end):
                guard end <= headBytesMax, fields.take(bytes, name, value) else { return .other }
                start = end
            }
        }
    }
}

/// The first line of a plain request.
private enum StartLine {
    private static let lines: [(text: StaticString, route: DecideRoute)] = [
        ("POST /v1/decisions HTTP/1.1\r\n", .one), ("POST /v1/events HTTP/1.1\r\n", .batch),
    ]

    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> (route: DecideRoute, end: Int)? {
        for line in lines where bytes.begins(with: line.text) {
            return (line.route, line.text.utf8CodeUnitCount)
        }
        return nil
    }

    /// Whether more bytes may make it such a line.
    static func mayBegin(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        lines.contains { line in
            bytes.count < line.text.utf8CodeUnitCount
                && bytes.indices.allSatisfy { bytes[$0] == line.text.utf8Start[$0] }
        }
    }
}

/// What the fields of a plain request say.
private struct PlainFields {
    /// One line of the head.
    enum Line {
        case field(name: Range<Int>, value: Range<Int>, end: Int)
        /// The empty line; the body begins behind it.
        case end(Int)
        case partial
        case other
    }

    /// Fields a head may have.
    private static let fieldsMax = 64
    /// Digits of a length.
    private static let digitsMax = 9

    let route: DecideRoute
    private var count = 0
    private var type: String?
    private var length: Int?
    private var host: Range<Int>?
    private var authorization: Range<Int>?

    init(route: DecideRoute) {
        self.route = route
    }

    /// Takes one field in; false when a plain request has none such.
    mutating func take(
        _ bytes: UnsafeBufferPointer<UInt8>, _ name: Range<Int>, _ value: Range<Int>
    ) -> Bool {
        count += 1
        guard count <= PlainFields.fieldsMax else { return false }
        let name = UnsafeBufferPointer(rebasing: bytes[name])
        let text = UnsafeBufferPointer(rebasing: bytes[value])
        switch name.count {
        case 4 where name.isField("host"): return PlainFields.set(&host, value)
        case 12 where name.isField("content-type"):
            return PlainFields.set(&type, route.types.first { text.isEqual(to: $0) })
        case 13 where name.isField("authorization"):
            return PlainFields.set(&authorization, value)
        case 14 where name.isField("content-length"):
            return PlainFields.set(&length, PlainFields.number(text))
        case 10 where name.isField("connection"): return text.isField("keep-alive")
        case 6
        where name.isField("expect") || name.isField("origin") || name.isField("cookie"):
            return false
        // What browsers and proxies add; who may come with those, the long way knows.
        case 14 where name.isField("sec-fetch-site"): return false
        case 15 where name.isField("x-forwarded-for"): return false
        case 9 where name.isField("forwarded") || name.isField("x-real-ip"): return false
        case 3 where name.isField("via"): return false
        case 7 where name.isField("upgrade") || name.isField("trailer"): return false
        case 16 where name.isField("content-encoding"): return false
        case 17 where name.isField("transfer-encoding"): return false
        default: return true
        }
    }

    /// Keeps what a field says; false when it says nothing known, or was there before.
    private static func set<Content>(_ place: inout Content?, _ content: Content?) -> Bool {
        guard place == nil, let content else { return false }
        place = content
        return true
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard (1...digitsMax).contains(text.count) else { return nil }
        var number = 0
        for byte in text {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }

    func request(
        _ bytes: UnsafeBufferPointer<UInt8>, bodyFrom start: Int, _ headBytesMax: Int
    ) -> PlainRequest.Reading {
        guard let type, let length, let host else { return .other }
        guard bytes.count - start >= length else {
            // What is held of a request has the bound of a head.
            return start + length <= headBytesMax ? .partial : .other
        }
        return .whole(
            PlainRequest(
                route: route, type: type, host: host, authorization: authorization,
                body: start..<start + length))
    }
}

extension PlainFields.Line {
    fileprivate static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Self {
        guard start + 1 < bytes.count else { return .partial }
        if bytes[start] == 0x0D { return bytes[start + 1] == 0x0A ? .end(start + 2) : .other }
        var colon = start
        while colon < bytes.count, bytes[colon].isNameOfField { colon += 1 }
        guard colon < bytes.count else { return .partial }
        guard colon > start, bytes[colon] == UInt8(ascii: ":") else { return .other }
        var first = colon + 1
        while first < bytes.count, bytes[first] == 0x20 { first += 1 }
        var end = first
        while end < bytes.count, bytes[end] >= 0x20, bytes[end] < 0x7F { end += 1 }
        guard end + 1 < bytes.count else { return .partial }
        guard bytes[end] == 0x0D, bytes[end + 1] == 0x0A else { return .other }
        var last = end
        while last > first, bytes[last - 1] == 0x20 { last -= 1 }
        return .field(name: start..<colon, value: first..<last, end: end + 2)
    }
}

extension UInt8 {
    /// Letters, digits and `-`: what the names of all usual fields are made of.
    @inline(__always)
    fileprivate var isNameOfField: Bool {
        let letter = self | 0x20
        return (letter >= 0x61 && letter <= 0x7A) || self == 0x2D || (self >= 0x30 && self <= 0x39)
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func begins(with text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where self[index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    /// Whether it is a name of small letters, written in letters of any size.
    fileprivate func isField(_ name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            let isCapital = byte >= 0x41 && byte <= 0x5A
            if (isCapital ? byte | 0x20 : byte) != name.utf8Start[index] { return false }
        }
        return true
    }

    fileprivate func isEqual(to text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable {
            $0.count == count && ($0.isEmpty || memcmp($0.baseAddress!, baseAddress!, count) == 0)
        } ?? false
    }
}
