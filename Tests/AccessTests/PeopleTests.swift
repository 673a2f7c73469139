import Access
import StoreSQLite
import Testing
import Vocabulary

@Suite struct PeopleTests {
    @Test("The last admin who can sign in stays one")
    func lastAdmin() throws {
        let office = try Office()
        #expect(throws: Fault.self, "the first has to be an admin") {
            try office.add("ben", [.reviewer])
        }
        try office.add("ana", [.admin])
        try office.desk.add(person: "cat", roles: [.admin], by: .machine)
        for change in [
            { try office.desk.setRoles([.lead], partner: "", of: "ana", by: .machine) },
            { try office.desk.setLocked(true, of: "ana", by: .machine) },
            { try office.desk.remove(person: "ana", by: .machine) },
        ] {
            #expect(throws: Fault.self) { try change() }
        }
        #expect(try office.desk.person("ana").canSignIn)
        try office.desk.setPassword(Office.password, of: "cat", by: .machine)
        try office.desk.remove(person: "ana", by: .machine)
        #expect(try office.desk.people().map(\.name) == ["cat"])
    }

    @Test("Nobody gives, or changes who has, more than they may")
    func noMore() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        try office.add("lea", [.lead])
        try office.desk.setGrants(
            PersonRole.lead.grants.union(Permissions([.peopleManage])), of: .lead, by: .machine)
        let lead = try #require(try office.desk.caller(session: office.session("lea")))
        #expect(lead.may(.peopleManage))
        try office.desk.add(person: "ben", roles: [.reviewer], by: lead)
        let tries: [() throws -> Void] = [
            { try office.desk.add(person: "eve", roles: [.admin], by: lead) },
            { try office.desk.setRoles([.admin], partner: "", of: "lea", by: lead) },
            { _ = try office.desk.reset(person: "ana", by: lead) },
            { try office.desk.setLocked(true, of: "ana", by: lead) },
            { _ = try office.desk.add(key: "all", scopes: .all, by: lead) },
            { try office.desk.setGrants(.all, of: .viewer, by: lead) },
        ]
        for one in tries {
            let fault = #expect(throws: Fault.self) { try one() }
            #expect(fault?.code == .forbidden)
        }
    }

    @Test("The matrix holds at once; an admin's line cannot be changed")
    func matrix() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        try office.add("vic", [.viewer, .auditor])
        let session = try office.session("vic")
        #expect(try office.desk.caller(session: session)?.may(.auditExport) == true)
        try office.desk.setGrants(Permissions([.ringsRead]), of: .auditor, by: .machine)
        #expect(try office.desk.caller(session: session)?.may(.auditExport) == false)
        #expect(throws: Fault.self) {
            try office.desk.setGrants(Permissions(), of: .admin, by: .machine)
        }
        let again = try AccessBook(store: office.store)
        #expect(again.matrix.grants(.auditor) == Permissions([.ringsRead]))
        #expect(again.matrix.grants(.admin) == .all)
    }

    @Test("Names of people and keys are one space, and plain")
    func names() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        _ = try office.desk.add(
            key: "shop", scopes: Permissions([.eventsSend]), by: .machine)
        #expect(throws: Fault.self) { try office.add("SHOP", [.viewer]) }
        #expect(throws: Fault.self) {
            try office.desk.add(key: "Ana", scopes: Permissions([.eventsSend]), by: .machine)
        }
        for name in ["", "local", "assay", "file-1", "a b", "аna", ".a", "x\u{0}", "ana\n"] {
            #expect(throws: Fault.self) { try AccessName.checked(name) }
        }
        #expect(try AccessName.checked("Ana.Lee@Example.org") == "ana.lee@example.org")
    }

    @Test("A partner is that alone, and of a party")
    func partners() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        #expect(throws: Fault.self) { try office.add("pat", [.partner]) }
        #expect(throws: Fault.self) { try office.add("pat", [.partner, .viewer], partner: "x") }
        #expect(throws: Fault.self) { try office.add("pat", [.viewer], partner: "label-7") }
        try office.add("pat", [.partner], partner: "label-7")
        let caller = try #require(try office.desk.caller(session: office.session("pat")))
        #expect(caller.partner == "label-7" && caller.permissions == Permissions([.reportsSend]))
    }

    @Test("A key opens what its scopes say until it is over; another program's change is seen")
    func keys() throws {
        let office = try Office(fileKeys: ["from-the-file-0123456789"])
        let now = office.clock.now
        #expect(office.book.caller(key: "from-the-file-0123456789", now: now)?.name == "file-1")
        #expect(office.book.caller(key: "from-the-file-012345678", now: now) == nil)
        let other = try AccessDesk(
            store: office.store, book: try AccessBook(store: office.store),
            now: { [clock = office.clock] in clock.now })
        let key = try other.add(
            key: "shop", scopes: Permissions([.eventsSend]), expiresAt: now + 10_000,
            by: .machine)
        #expect(office.book.caller(key: key, now: now) == nil)
        #expect(try office.book.refresh() && !office.book.refresh())
        let caller = try #require(office.book.caller(key: key, now: now))
        #expect(caller.permissions == Permissions([.eventsSend]) && caller.name == "shop")
        #expect(throws: Fault.self) { try caller.acts(as: "ana") }
        #expect(try caller.acts(as: "") == "shop")
        try office.book.refresh()
        #expect(try office.desk.keys().first?.usedAt == now)
        #expect(office.book.caller(key: key, now: now + 10_000) == nil, "over")
        let kept = try #require(try office.desk.keys().first)
        #expect(kept.digest == Secret.digest(key) && !kept.digest.contains(key))
        try other.revoke(key: "shop", by: .machine)
        try office.book.refresh()
        #expect(office.book.caller(key: key, now: now) == nil)
        #expect(office.book.hasKeys)
    }
}
