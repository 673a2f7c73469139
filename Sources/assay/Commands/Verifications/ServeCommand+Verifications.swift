import Foundation
import Packs
import Pipeline
import StoreSQLite
import Verifications
import Vocabulary

/// What beside a service asks people to prove things.
struct Verifying: Sendable {
    var verifier: Verifier
    var schedule: VerificationSchedule
}

extension ServeCommand {
    /// Not begun; nil where the pack asks nothing, or no file says how its vendors are reached.
    func makeVerifying(_ service: DecisionService, _ store: SQLiteStore) throws -> Verifying? {
        guard let definition = service.pack.verification else {
            guard vendors == nil else {
                throw Fault(
                    .invalid, "The pack \(service.pack.name) has no verification.yaml.",
                    fix: "Say in it what people are asked to prove, or leave --vendors out.")
            }
            return nil
        }
        guard let vendors else {
            Terminal.complain(
                "assay: verification: nobody is asked to prove anything without --vendors")
            return nil
        }
        var access = try VendorFile.read(vendors)
        try access.settle(for: definition)
        let verifier = Verifier(
            archive: store, access: access, pack: { service.pack },
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
        let notice: @Sendable (String) -> Void = { Terminal.complain("assay: \($0)") }
        let rounds = VerificationRounds(
            service: service, store: store, verifier: verifier, notice: notice)
        try rounds.begin()
        return Verifying(
            verifier: verifier, schedule: VerificationSchedule(rounds: rounds, notice: notice))
    }
}

/// The file of a deployment that says how vendors are reached.
enum VendorFile {
    static func read(_ path: String) throws -> VendorAccess {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.notFound, "Cannot read \(path).", fix: "Check --vendors.")
        }
        return try VendorAccess(text: String(decoding: data, as: UTF8.self), path: path)
    }
}
