/// The words the log uses for the values of the world.

extension Event.Body {
    /// The end of the id, then the source and the type, up to the time.
    var sourceAndType: StaticString {
        switch self {
        case .play: "\",\"source\":\"player\",\"type\":\"stream.completed\",\"time\":\""
        case .signUp: "\",\"source\":\"signup\",\"type\":\"account.created\",\"time\":\""
        case .login: "\",\"source\":\"auth\",\"type\":\"account.login\",\"time\":\""
        case .payment: "\",\"source\":\"billing\",\"type\":\"payment.succeeded\",\"time\":\""
        case .follow: "\",\"source\":\"social\",\"type\":\"follow.created\",\"time\":\""
        }
    }
}

extension Plan {
    var name: StaticString {
        switch self {
        case .free: "free"
        case .family: "family"
        case .premium: "premium"
        }
    }

    /// In euros.
    var monthlyFee: StaticString {
        switch self {
        case .free: "0"
        case .family: "19.99"
        case .premium: "11.99"
        }
    }
}

extension PlaySource {
    var name: StaticString {
        switch self {
        case .playlist: "playlist"
        case .album: "album"
        case .radio: "radio"
        case .search: "search"
        }
    }
}

extension EmailDomain {
    var name: StaticString {
        switch self {
        case .gmail: "gmail.com"
        case .outlook: "outlook.com"
        case .icloud: "icloud.com"
        case .yahoo: "yahoo.com"
        case .hotmail: "hotmail.com"
        case .proton: "proton.me"
        case .mailinator: "mailinator.com"
        case .tempmail: "tempmail.dev"
        case .tenMinute: "10minute.email"
        case .trashbox: "trashbox.org"
        }
    }
}
