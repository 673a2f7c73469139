import CEL

/// The parts of e-mail addresses.
struct EmailFunctions {
    /// Domains of a pack that count as disposable beside the shipped ones.
    let lists: NamedLists
    /// The name a pack gives to its own list of disposable domains, which must be of kind domain.
    static let disposableList = "disposable"

    var functions: [LibraryFunction] {
        [Self.domain, Self.local, Self.normalized, isDisposable]
    }

    /// `email.domain(s)`: what follows the last `@`, in lower case.
    ///
    /// ```cel
    /// email.domain("Kari@Example.COM") == "example.com"
    /// ```
    private static let domain = LibraryFunction(
        "email.domain", "The domain of an e-mail address, in lower case.",
        examples: [#"email.domain("Kari@Example.COM") == "example.com""#],
        .pure("email_domain", [.string], .string, cost: 30) { a, scratch in
            guard let parts = Address(a[0]) else { return notAnAddress }
            return scratch.arena.lowered(parts.domain)
        })

    /// `email.local(s)`: what precedes the last `@`, as written.
    ///
    /// ```cel
    /// email.local("Kari.Nordmann@example.com") == "Kari.Nordmann"
    /// ```
    private static let local = LibraryFunction(
        "email.local", "The part of an e-mail address before the @, as written.",
        examples: [#"email.local("Kari.Nordmann@example.com") == "Kari.Nordmann""#],
        .pure("email_local", [.string], .string, cost: 20) { a, _ in
            Address(a[0]).map { .string($0.local) } ?? notAnAddress
        })

    /// `email.normalized(s)`: one text for all the ways to write an address of one mailbox.
    ///
    /// Lower case throughout. Where the provider says that mail comes to the same mailbox, `+` and
    /// what follows it in the local part is dropped, and at Gmail its dots too; `googlemail.com`
    /// is `gmail.com` (support.google.com/mail/answer/7436150). Elsewhere `+` is kept, since it
    /// may be part of a name.
    ///
    /// ```cel
    /// email.normalized("K.A.Ri+spam@googlemail.com") == "kari@gmail.com"
    /// ```
    private static let normalized = LibraryFunction(
        "email.normalized", "One text for all the ways to write the address of one mailbox.",
        examples: [
            #"email.normalized("K.A.Ri+spam@googlemail.com") == "kari@gmail.com""#,
            #"email.normalized("Kari.N+a@Outlook.com") == "kari.n@outlook.com""#,
            #"email.normalized("Kari+A@example.com") == "kari+a@example.com""#,
        ],
        .pure("email_normalized", [.string], .string, cost: 60) { a, scratch in
            guard let parts = Address(a[0]) else { return notAnAddress }
            var domain = parts.domain.map(loweredASCII)
            var local = parts.local.map(loweredASCII)
            if domain.elementsEqual("googlemail.com".utf8) { domain = Array("gmail.com".utf8) }
            if taggedProviders.contains(String(decoding: domain, as: UTF8.self)) {
                let name = local.prefix { $0 != UInt8(ascii: "+") }
                if !name.isEmpty { local = Array(name) }
            }
            if domain.elementsEqual("gmail.com".utf8), local.contains(where: { $0 != dot }) {
                local.removeAll { $0 == dot }
            }
            return (local + [UInt8(ascii: "@")] + domain).withUnsafeBufferPointer {
                scratch.arena.bytes($0)
            }
        })

    private static let dot = UInt8(ascii: ".")

    /// Providers that document `+` tags.
    private static let taggedProviders: Set<String> = [
        "gmail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com",
        "mac.com", "proton.me", "protonmail.com", "pm.me", "fastmail.com", "fastmail.fm",
        "zoho.com", "yandex.com", "yandex.ru", "mailbox.org", "posteo.de", "runbox.com", "hey.com",
    ]

    /// `email.isDisposable(s)`: whether the domain, or one it is under, gives out addresses that
    /// are thrown away: a short shipped list, and the pack's own list `disposable` (kind domain).
    ///
    /// ```cel
    /// email.isDisposable("x1@mailinator.com")
    /// ```
    private var isDisposable: LibraryFunction {
        let own = lists[Self.disposableList].flatMap { $0.kind == .domain ? $0 : nil }
        return LibraryFunction(
            "email.isDisposable", "Whether the address is at a provider of throw-away addresses.",
            examples: [
                #"email.isDisposable("x1@mailinator.com")"#,
                #"email.isDisposable("x1@eu.Yopmail.com")"#,
                #"!email.isDisposable("kari@example.com")"#,
            ],
            // Not pure: entries of the pack's list end with time.
            Overload(
                id: "email_is_disposable", parameters: [.string], result: .bool, cost: 60,
                implementation: { a, scratch in
                    guard let parts = Address(a[0]) else { return Self.notAnAddress }
                    if Self.shipped.expiry(of: parts.domain) != nil { return .bool(true) }
                    return own?.contains(.string(parts.domain), at: scratch.time) ?? .bool(false)
                }))
    }

    private static let shipped = DomainTable(
        """
        0-mail.com 10minutemail.com 10minutemail.net 1secmail.com 1secmail.net 1secmail.org \
        20minutemail.com burnermail.io crazymailing.com discard.email discardmail.com \
        dispostable.com dropmail.me emailfake.com emailondeck.com emailtemporanea.com \
        fakeinbox.com fakemail.net generator.email getairmail.com getnada.com grr.la \
        guerrillamail.biz \
        guerrillamail.com guerrillamail.de guerrillamail.info guerrillamail.net guerrillamail.org \
        guerrillamailblock.com harakirimail.com inboxkitten.com incognitomail.org luxusmail.org \
        mail-temp.com mailcatch.com maildrop.cc mailinator.com mailinator.net mailinator2.com \
        mailnesia.com mailpoof.com mailsac.com meltmail.com minuteinbox.com mintemail.com \
        moakt.com mohmal.com mytemp.email mytrashmail.com nada.email pokemail.net sharklasers.com \
        spam4.me spambox.us spamgourmet.com tempail.com tempinbox.com tempmail.com temp-mail.io \
        temp-mail.org tempmail.net tempmailo.com tempr.email throwawaymail.com tmail.ws \
        tmpmail.net tmpmail.org trash-mail.com trashmail.com trashmail.de trashmail.net \
        trbvm.com wegwerfmail.de yopmail.com yopmail.fr yopmail.net
        """.split(separator: " ").map { ($0.lowercased(), NamedList.never) })

    private static var notAnAddress: Value {
        .error(.invalidArgument, "not an e-mail address")
    }

    /// An address cut at its last `@`; the parts share the memory of the text.
    private struct Address {
        let local: UnsafeBufferPointer<UInt8>
        let domain: UnsafeBufferPointer<UInt8>

        /// Nil without a part on each side, and with a space or control character anywhere.
        init?(_ text: Value) {
            let bytes = text.asBytes
            guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > 0, at + 1 < bytes.count,
                bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
            else { return nil }
            local = UnsafeBufferPointer(rebasing: bytes[..<at])
            domain = UnsafeBufferPointer(rebasing: bytes[(at + 1)...])
        }
    }
}
