import CEL

/// The parts of domain names.
enum DomainFunctions {
    static let functions = [registrable]

    /// `domain.registrable(s)`: the part of a host's name that someone registered, in lower case:
    /// its public suffix and one label more, by the Public Suffix List, private section included.
    ///
    /// An error for an address, for a name that is itself a public suffix, and for what is not a
    /// name. A name whose last label is not in the list counts that label as its suffix.
    ///
    /// ```cel
    /// domain.registrable("login.shop.example.co.uk") == "example.co.uk"
    /// ```
    private static let registrable = LibraryFunction(
        "domain.registrable",
        "The part of a host's name that someone registered, by the Public Suffix List.",
        examples: [
            #"domain.registrable("login.shop.example.co.uk") == "example.co.uk""#,
            #"domain.registrable("me.github.io") == "me.github.io""#,
            #"domain.registrable("a.www.ck") == "www.ck""#,
        ],
        .pure("domain_registrable", [.string], .string, cost: 80) { a, scratch in
            var name = a[0].asBytes
            if name.last == UInt8(ascii: ".") {
                name = UnsafeBufferPointer(rebasing: name.dropLast())
            }
            guard isHostName(name) else {
                return .error(.invalidArgument, "not a host's name")
            }
            let lowered = scratch.arena.lowered(name)
            if lowered.isError { return lowered }
            guard let start = PublicSuffixes.shared.registrableStart(of: lowered.asBytes) else {
                return .error(.invalidArgument, "a public suffix was registered by no one")
            }
            return .string(UnsafeBufferPointer(rebasing: lowered.asBytes[start...]))
        })

    /// Labels between dots; the last is no number, so that addresses are refused (WHATWG URL §3.5).
    private static func isHostName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        guard !name.isEmpty, name.count <= DomainTable.nameBytesMax, name[0] != dot,
            name[name.count - 1] != dot
        else { return false }
        var before = dot
        var hasLetter = false
        for (index, byte) in name.enumerated() {
            if byte == dot {
                if before == dot || index == name.count - 1 { return false }
                hasLetter = false
            } else {
                guard isLabelByte(byte) else { return false }
                if !(0x30...0x39).contains(byte) { hasLetter = true }
            }
            before = byte
        }
        return hasLetter
    }

    /// Letters, digits, hyphen, underscore, and anything beyond ASCII.
    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch loweredASCII(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...0xFF:
            true
        default: false
        }
    }
}
