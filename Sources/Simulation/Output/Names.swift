import Toolbox

/// The names things have in the log. Numbers are dealt at random, so that a name betrays nothing:
/// not when an account was made, nor whether an artist belongs to a campaign.
struct Names: Sendable {
    private let users: [UInt32]
    private let artists: [UInt32]
    private let payees: [UInt32]
    private let deviceMask: UInt64
    private let instrumentMask: UInt64
    /// Digits of an event's number, so that names increase as text too.
    private let eventDigits: Int

    init(configuration: SimulationConfiguration, users: Int, catalogue: Catalogue) {
        var random = SplitMix64(seed: configuration.seed, stream: Stream.names)
        self.users = Self.deal(users, &random)
        artists = Self.deal(catalogue.artists.count, &random)
        payees = Self.deal(Int(catalogue.payees), &random)
        deviceMask = random.next()
        instrumentMask = random.next()
        eventDigits = max(7, String(configuration.events * 2).count)
    }

    private static func deal(_ count: Int, _ random: inout SplitMix64) -> [UInt32] {
        var numbers = (1...UInt32(count)).map { $0 }
        for place in stride(from: count - 1, to: 0, by: -1) {
            numbers.swapAt(place, random.below(place + 1))
        }
        return numbers
    }

    func write(event number: Int, to writer: inout ByteWriter) {
        writer.append(byte: UInt8(ascii: "s"))
        var power = 1
        for _ in 1..<eventDigits { power *= 10 }
        while power > 0 {
            writer.append(byte: UInt8(ascii: "0") + UInt8(number / power % 10))
            power /= 10
        }
    }

    func write(user: UInt32, to writer: inout ByteWriter) {
        writer.append(byte: UInt8(ascii: "u"))
        writer.append(UInt64(users[Int(user)]))
    }

    func write(artist: UInt32, to writer: inout ByteWriter) {
        writer.append(byte: UInt8(ascii: "a"))
        writer.append(UInt64(artists[Int(artist)]))
    }

    func write(track: Track, to writer: inout ByteWriter) {
        writer.append(byte: UInt8(ascii: "t"))
        writer.append(UInt64(artists[Int(track.artist)]))
        writer.append(byte: UInt8(ascii: "-"))
        writer.append(UInt64(track.number))
    }

    func write(payee: UInt32, to writer: inout ByteWriter) {
        writer.append(byte: UInt8(ascii: "p"))
        writer.append(UInt64(payees[Int(payee)]))
    }

    func write(device: UInt32, to writer: inout ByteWriter) {
        writer.append(byte: UInt8(ascii: "d"))
        Self.write(hex: UInt64(device), mask: deviceMask, to: &writer)
    }

    func write(instrument: UInt32, to writer: inout ByteWriter) {
        writer.append(byte: UInt8(ascii: "c"))
        Self.write(hex: UInt64(instrument), mask: instrumentMask, to: &writer)
    }

    /// Ten hexadecimal digits; each step permutes the 40 bits, so different numbers stay different.
    private static func write(hex number: UInt64, mask: UInt64, to writer: inout ByteWriter) {
        let low40: UInt64 = 0xff_ffff_ffff
        var bits = ((number ^ mask) &* 0x9e_3779_b97f) & low40
        bits ^= bits >> 17
        bits = (bits &* 0xbf_5847_6d1d) & low40
        bits ^= bits >> 21
        for shift in stride(from: UInt64(36), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: bits >> shift & 15)
            let zero = digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10
            writer.append(byte: zero + digit)
        }
    }

    /// Users in the order of their numbers.
    var usersByNumber: [UInt32] { Self.byNumber(users) }
    /// Artists in the order of their numbers.
    var artistsByNumber: [UInt32] { Self.byNumber(artists) }
    /// Payees in the order of their numbers.
    var payeesByNumber: [UInt32] { Self.byNumber(payees) }

    private static func byNumber(_ numbers: [UInt32]) -> [UInt32] {
        var inverse = [UInt32](repeating: 0, count: numbers.count)
        for (index, number) in numbers.enumerated() { inverse[Int(number) - 1] = UInt32(index) }
        return inverse
    }
}
