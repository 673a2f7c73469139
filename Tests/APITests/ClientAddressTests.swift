import API
import Testing
import Vocabulary

/// From which address somebody comes, behind proxies and without.
@Suite struct ClientAddressTests {
    private static func address(
        _ peer: String, _ forwarded: [String] = [], trusted: [String] = [], url: String? = nil
    ) throws -> String {
        try ClientAddress(trusted: trusted, publicURL: url)
            .address(peer: peer, forwarded: forwarded)
    }

    @Test("Without a proxy the peer counts, and nobody writes another address for it")
    func peers() throws {
        #expect(try Self.address("203.0.113.9") == "203.0.113.9")
        #expect(try Self.address("::ffff:203.0.113.9") == "203.0.113.9")
        #expect(try Self.address("203.0.113.9", ["198.51.100.1"]) == "203.0.113.9")
        #expect(try Self.address("127.0.0.1", ["198.51.100.1"]) == "", "a proxy of this machine")
        let named = try Self.address("203.0.113.9", ["198.51.100.1"], trusted: ["10.0.0.1"])
        #expect(named == "203.0.113.9", "who comes past the proxy")
    }

    @Test("Behind a proxy that is not named nobody's address is known")
    func unnamed() throws {
        for peer in ["127.0.0.1", "10.0.0.1", "203.0.113.9"] {
            for forwarded in [[], ["198.51.100.1"]] {
                #expect(try Self.address(peer, forwarded, url: "https://a.example") == "")
            }
        }
    }

    @Test(
        "Behind a proxy that is named its last hop counts",
        arguments: [
            (["198.51.100.1"], "198.51.100.1"),
            (["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
            (["1.2.3.4", "198.51.100.1"], "198.51.100.1"),
            (["198.51.100.1:4711"], "198.51.100.1"),
            (["[2001:DB8::0:1]:4711"], "2001:db8::1"), (["2001:db8:0::1"], "2001:db8::1"),
            (["198.51.100.1, 10.0.0.1"], "198.51.100.1"), (["10.0.0.1"], ""),
            ([], ""), (["unknown"], ""), (["198.51.100.1, "], "198.51.100.1"),
            (["198.51.100.1, nonsense"], ""), (["300.1.1.1"], ""),
        ])
    func named(forwarded: [String], address: String) throws {
        let found = try Self.address(
            "127.0.0.1", forwarded, trusted: ["127.0.0.1", "10.0.0.1"], url: "https://a.example")
        #expect(found == address, "\(forwarded)")
    }

    @Test("What is no address is refused at the start")
    func faults() {
        for text in ["", "proxy", "10.0.0.0/8", "10.0.0"] {
            #expect(throws: Fault.self) { try ClientAddress(trusted: [text], publicURL: nil) }
        }
    }
}
