import Foundation
package import Packs
import Toolbox
package import Vocabulary

/// Asks people to prove things, takes what they give to vendors, and takes what vendors say.
///
/// Each step is one transaction: where the verification stands, its line in the ledger, its event
/// and its message stand together or not at all. Sending and logging come after
/// (``VerificationRounds``), as often as it takes.
package struct Verifier: Sendable {
    package let archive: any VerificationArchive
    let pack: @Sendable () -> Pack
    let access: VendorAccess
    package let counts = CallbackCounts()
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    /// Texts that a person may give with one submission, and bytes of one.
    package static let personMax = 32
    package static let textBytesMax = 1024

    /// - Parameters:
    ///   - pack: the one that judges now.
    ///   - now: milliseconds since 1970.
    package init(
        archive: any VerificationArchive, access: VendorAccess = VendorAccess(),
        pack: @escaping @Sendable () -> Pack, now: @escaping @Sendable () -> Int64
    ) {
        (self.archive, self.access, self.pack, self.now) = (archive, access, pack, now)
    }

    /// The pack's schema and definition as they are now.
    ///
    /// - Throws: ``Fault`` `notFound` when the pack asks nothing of anybody.
    func terms() throws(Fault) -> Terms {
        let pack = pack()
        guard let definition = pack.verification else {
            throw Fault(
                .notFound, "The pack \(pack.name) has no verification.yaml.",
                fix: "Say in it what people are asked to prove.")
        }
        return Terms(
            pack: pack, definition: definition,
            writing: StepWriting(schema: pack.schema, definition: definition), now: now())
    }

    /// Asks an account for something. What is open, or holds, is given back as it is.
    ///
    /// - Parameters:
    ///   - why: for what; kept with it.
    ///   - by: who asks, for the ledger.
    /// - Throws: ``Fault`` `invalid` for a requirement that is not there, `conflict` when the
    ///   account may not try again, or not yet.
    package func request(
        account: String, requirement: String, why: String, by: String
    ) throws -> Verification {
        let terms = try terms()
        let requirement = try terms.requirement(requirement)
        try terms.expectAccount(account)
        return try archive.changing { rows in
            try Steps(rows: rows, terms: terms, by: by)
                .request(account, requirement, why: why)
        }
    }

    /// Takes what a person gives for a requirement, asking for it first where it is not open. The
    /// same once more changes nothing.
    ///
    /// - Parameter person: what they gave, by name of the field.
    /// - Throws: as ``request(account:requirement:why:by:)``; `conflict` too while something else
    ///   of theirs is with a vendor.
    package func submit(
        account: String, requirement: String, person: [String: String], by: String
    ) throws -> Verification {
        let terms = try terms()
        let requirement = try terms.requirement(requirement)
        try terms.expectAccount(account)
        try Verifier.check(person)
        let text = try Verifier.text(of: person)
        return try archive.changing { rows in
            try Steps(rows: rows, terms: terms, by: by)
                .submit(account, requirement, person: person, text: text)
        }
    }

    private static func check(_ person: [String: String]) throws(Fault) {
        guard person.count <= personMax,
            person.allSatisfy({ $0.key.utf8.count <= 64 && $0.value.utf8.count <= textBytesMax })
        else {
            throw Fault(
                .invalid, "That is more than a person gives at once.",
                fix: "At most \(personMax) texts of \(textBytesMax) bytes.")
        }
    }

    /// JSON with its keys in order, so that the same is the same text.
    static func text(of person: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(person), as: UTF8.self)
    }

    static func person(in text: String?) -> [String: String] {
        guard let text else { return [:] }
        return (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }

    /// Ends a verification by hand, whatever its state; its attempts are counted anew.
    ///
    /// - Throws: ``Fault`` `notFound` when there is none.
    package func expire(id: String, by: String) throws -> Verification {
        let terms = try terms()
        return try archive.changing { rows in
            guard let current = try rows.verification(id: id) else {
                throw Verifier.unknown(id)
            }
            let requirement = terms.held(current.requirement)
            return try Steps(rows: rows, terms: terms, by: by)
                .take(.reset, from: current, current.account, requirement)
        }
    }

    package static func unknown(_ id: String) -> Fault {
        Fault(
            .notFound, "There is no verification \(id.prefix(80)).",
            fix: "List those of an account with `assay verifications list --account NAME`.")
    }
}

/// What steps rest on, read once.
struct Terms {
    /// What the definition is of; another may judge by now.
    let pack: Pack
    let definition: VerificationDefinition
    let writing: StepWriting
    /// Milliseconds since 1970.
    let now: Int64

    func requirement(_ name: String) throws(Fault) -> VerificationDefinition.Requirement {
        guard let index = definition.requirement(name) else {
            let names = definition.requirements.map(\.name)
            let nearest = EditDistance.suggestion(for: name, among: names)
            throw Fault(
                .invalid, "There is no requirement `\(name.prefix(80))`.",
                fix: nearest.map { "Did you mean \($0)?" }
                    ?? "There are \(names.joined(separator: ", ")).")
        }
        return definition.requirements[index]
    }

    /// Nil for one that the pack does not have, or not any more.
    func vendor(_ name: String) -> VerificationDefinition.Vendor? {
        definition.vendors.first { $0.name == name }
    }

    /// The requirement of a verification that stands; one that the pack does not have any more can
    /// still end.
    func held(_ name: String) -> VerificationDefinition.Requirement {
        definition.requirement(name).map { definition.requirements[$0] }
            ?? VerificationDefinition.Requirement(name: name, live: [])
    }

    /// - Throws: ``Fault`` `invalid` when no event can name it.
    func expectAccount(_ account: String) throws(Fault) {
        let schema = writing.schema
        let kind = schema.entities.firstIndex(of: "account")
        let field = kind.flatMap { schema.field(naming: $0, at: definition.event) }
        guard let field else { return }
        let isGood =
            field.type == .int
            ? Int64(account) != nil : (1...max(1, field.bytesMax)).contains(account.utf8.count)
        guard isGood else {
            throw Fault(
                .invalid, "`\(account.prefix(80))` cannot be an account.",
                fix: field.type == .int
                    ? "Send its number." : "Send its name, at most \(field.bytesMax) bytes.")
        }
    }
}
