import Toolbox

/// Writes events as CloudEvents 1.0 in JSON, one line each. Every name and code it writes is
/// plain ASCII, so nothing needs escaping.
struct EventEncoder: Sendable {
    /// The lines not yet handed over.
    private(set) var writer: ByteWriter
    private let names: Names
    private let catalogue: Catalogue
    private var date = ""

    init(names: Names, catalogue: Catalogue, capacity: Int) {
        self.names = names
        self.catalogue = catalogue
        writer = ByteWriter(capacity: capacity)
    }

    /// Sets the date of the events that follow, as days since 1970-01-01.
    mutating func begin(day: Int) {
        let civil = Clock.civil(day: day)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        date = "\(civil.year)-\(two(civil.month))-\(two(civil.day))T"
    }

    /// Adds one line for the `number`-th event of the log.
    mutating func encode(_ event: Event, number: Int) {
        writer.append("{\"specversion\":\"1.0\",\"id\":\"")
        names.write(event: number, to: &writer)
        writer.append(event.body.sourceAndType)
        writeTime(event.time % Clock.secondsPerDay)
        writer.append("\",\"data\":{\"user\":\"")
        names.write(user: event.seat.user, to: &writer)
        switch event.body {
        case .play(let track, let played, let source, _):
            writeOrigin(event.seat)
            writePlay(track, played: played, source: source)
            writer.append(",\"plan\":\"")
            writer.append(event.seat.plan.name)
            writer.append("\"}}\n")
        case .signUp(let domain):
            writeOrigin(event.seat)
            writer.append(",\"emailDomain\":\"")
            writer.append(domain.name)
            writer.append("\",\"plan\":\"")
            writer.append(event.seat.plan.name)
            writer.append("\"}}\n")
        case .login(let success):
            writeOrigin(event.seat)
            writer.append(success ? ",\"success\":true}}\n" : ",\"success\":false}}\n")
        case .payment(let instrument):
            writer.append("\",\"instrument\":\"")
            names.write(instrument: instrument, to: &writer)
            writer.append("\",\"amount\":")
            writer.append(event.seat.plan.monthlyFee)
            writer.append(",\"currency\":\"EUR\"}}\n")
        case .follow(let artist):
            writer.append("\",\"artist\":\"")
            names.write(artist: artist, to: &writer)
            writer.append("\"}}\n")
        }
    }

    private mutating func writeOrigin(_ seat: Seat) {
        writer.append("\",\"device\":\"")
        names.write(device: seat.device, to: &writer)
        writer.append("\",\"ip\":\"")
        for shift in [UInt32(24), 16, 8, 0] {
            writer.append(UInt64(seat.address.ip >> shift & 255))
            if shift > 0 { writer.append(byte: UInt8(ascii: ".")) }
        }
        writer.append("\",\"asn\":")
        writer.append(UInt64(seat.address.asn))
        writer.append(",\"country\":\"")
        writer.append(seat.address.country.code)
        writer.append("\"")
    }

    private mutating func writePlay(_ track: Track, played: UInt32, source: PlaySource) {
        writer.append(",\"track\":\"")
        names.write(track: track, to: &writer)
        writer.append("\",\"artist\":\"")
        names.write(artist: track.artist, to: &writer)
        writer.append("\",\"payee\":\"")
        names.write(payee: catalogue.artists[Int(track.artist)].payee, to: &writer)
        writer.append("\",\"msPlayed\":")
        writer.append(UInt64(played))
        writer.append(",\"trackMs\":")
        writer.append(UInt64(track.length))
        writer.append(",\"source\":\"")
        writer.append(source.name)
        writer.append("\"")
    }

    /// `HH:MM:SSZ` after the date.
    private mutating func writeTime(_ second: Int) {
        writer.append(date)
        writeTwoDigits(second / 3_600)
        writer.append(byte: UInt8(ascii: ":"))
        writeTwoDigits(second / 60 % 60)
        writer.append(byte: UInt8(ascii: ":"))
        writeTwoDigits(second % 60)
        writer.append(byte: UInt8(ascii: "Z"))
    }

    private mutating func writeTwoDigits(_ number: Int) {
        writer.append(byte: UInt8(ascii: "0") + UInt8(number / 10))
        writer.append(byte: UInt8(ascii: "0") + UInt8(number % 10))
    }
}

extension EventEncoder {
    /// Hands over the lines written so far and forgets them.
    mutating func flush(to sink: (UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
        guard writer.count > 0 else { return }
        try writer.withBytes(sink)
        writer.removeAll()
    }
}
