import Cases
import Console
import TestKit
import Testing
import Toolbox

/// Parts of the work pages that need no server.
@Suite struct WorkPartTests {
    @Test("A boundary within a file does not end it; what is torn is refused")
    func multipart() throws {
        let content: [UInt8] = Array("a\r\n--xy\r\n--xyz-not".utf8) + [0, 255, 13, 10]
        let head =
            "--xyz!\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n"
        let body = Array(head.utf8) + content + Array("\r\n--xyz!--\r\n".utf8)
        let form = try Multipart(type: "multipart/form-data; boundary=\"xyz!\"", body: body)
        #expect(form.file?.content == content)
        #expect(form.file?.name == "a.bin")
        #expect(form.file?.type == "application/octet-stream")
        #expect(throws: (any Error).self) {
            try Multipart(type: "multipart/form-data; boundary=xyz", body: Array("--xyz".utf8))
        }
        #expect(throws: (any Error).self) { try Multipart(type: "text/plain", body: body) }
    }

    @Test("Cases are named as people write them")
    func numbers() {
        #expect(CaseNumber.id("12") == "case_0000000000000012")
        #expect(CaseNumber.id("case_12") == "case_0000000000000012")
        #expect(CaseNumber.id("case_0000000000000012") == "case_0000000000000012")
        for text in ["", "case_", "12a", "-1", "12345678901234567", "ring-1"] {
            #expect(CaseNumber.id(text) == nil)
        }
    }

    @Test("Pages of a list lead back and forth, and end")
    func pager() {
        let address = Address("/queues/a").with("state", "open").with("order", "")
        #expect(address.text == "/queues/a?state=open")
        #expect(
            Pager(address, offset: 0, shown: 3, pageSize: 50, more: false, offsetMax: 99) == nil)
        let first = Pager(address, offset: 0, shown: 50, pageSize: 50, more: true, offsetMax: 99)
        #expect(first?.previous == nil && first?.words == "1–50")
        #expect(first?.next == "/queues/a?state=open&offset=50")
        let last = Pager(address, offset: 50, shown: 50, pageSize: 50, more: true, offsetMax: 99)
        #expect(last?.previous == "/queues/a?state=open" && last?.next == nil)
    }
}
