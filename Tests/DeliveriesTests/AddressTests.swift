import Deliveries
import Testing
import Vocabulary

@Suite("Where webhooks may go") struct AddressTests {
    @Test(
        "Addresses of the own network are refused, however they are written",
        arguments: [
            "https://10.1.2.3/x", "https://127.0.0.1/x", "http://127.0.0.1:9/x",
            "http://localhost:9/x", "https://169.254.169.254/latest", "https://192.168.1.1",
            "https://172.31.255.255", "https://100.64.0.1", "https://0.0.0.0", "https://[::1]/",
            "https://[::ffff:10.0.0.1]/", "https://[fe80::1]/", "https://[fd00::1]/",
            "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[2001::1]/",
            "https://2130706433/", "https://0x7f.1/", "https://224.0.0.1/",
        ])
    func refused(address: String) throws {
        let fault = #expect(throws: Fault.self) {
            try EndpointAddress(address, allowsPrivate: false).resolve()
        }
        #expect(fault?.code == .forbidden)
        _ = try EndpointAddress(address, allowsPrivate: true)
    }

    @Test(
        "Addresses of the internet are taken",
        arguments: [
            "https://8.8.8.8/x", "https://172.32.0.1", "https://100.128.0.1", "https://192.0.1.1",
            "https://[2606:4700::1111]/x", "https://example.com/hooks?tenant=7",
        ])
    func taken(address: String) throws {
        _ = try EndpointAddress(address, allowsPrivate: false)
    }

    @Test(
        "What is no address, or would go out in the open, is refused",
        arguments: [
            "", "example.com", "ftp://example.com", "http://example.com/x", "http://10.0.0.1/",
            "http://[::2]/", "https://user:word@example.com/", "https://example.com/#x",
            "file:///etc/passwd", "https://" + String(repeating: "a", count: 3000),
        ])
    func unusable(address: String) {
        let fault = #expect(throws: Fault.self) {
            try EndpointAddress(address, allowsPrivate: true)
        }
        #expect(fault?.code == .invalid)
    }

    @Test("A name that leads to this machine is refused before the connection")
    func resolved() throws {
        let address = try EndpointAddress("https://localhost.localdomain/", allowsPrivate: false)
        // Where the name is not known it leads nowhere, which is refused as well.
        #expect(throws: Fault.self) { try address.resolve() }
    }

    @Test("Kinds: one, all that begin alike, all")
    func kinds() throws {
        let patterns = try KindPattern.list("enforcement.*, case.opened")
        func wants(_ kind: String) -> Bool { patterns.contains { $0.matches(kind) } }
        #expect(wants("enforcement.applied") && wants("case.opened"))
        #expect(!wants("case.opened.late") && !wants("enforcements") && !wants(""))
        #expect(try KindPattern("*").matches("anything"))
        for bad in ["", "a*b", "a b", "é", "**"] {
            #expect(throws: Fault.self) { try KindPattern(bad) }
        }
    }
}
