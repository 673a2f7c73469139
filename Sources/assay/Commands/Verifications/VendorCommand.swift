import API
import ArgumentParser
import Foundation
import Logging
import Verifications
import Vocabulary

struct VendorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vendor", abstract: "A vendor to try verification with.",
        subcommands: [VendorFakeCommand.self])
}

struct VendorFakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fake", abstract: "Serves as a vendor, for demos and tests.",
        discussion: """
            assay vendor fake --name idcheck --vendors vendors.txt --listen 127.0.0.1:8090 \
            --callback http://127.0.0.1:8080/v1/vendors/idcheck/callbacks

            It takes signed requests at /checks and calls back, signed, after --delay. A document, \
            phone, payout account, address or e-mail (before the @) that ends in 9 fails; one that \
            ends in 7 is never answered; all else passes. --behave has it misbehave: duplicate, \
            replay, forge, stale, swap (another account), wrong (the other answer).
            """)

    @Option(help: "Its name, as verification.yaml has it.")
    var name: String

    @Option(help: "The file with its secret, as `assay serve --vendors` reads it.")
    var vendors: String

    @Option(help: "Where to listen, as HOST:PORT; port 0 lets the system choose.")
    var listen = "127.0.0.1:8090"

    @Option(help: "Where callbacks go.")
    var callback: String

    @Option(help: "From a request to its callback, such as 200ms.")
    var delay = "200ms"

    @Option(help: "well, duplicate, replay, forge, stale, swap or wrong.")
    var behave = "well"

    private func settings() throws -> FakeVendorServer.Settings {
        guard let colon = listen.lastIndex(of: ":"),
            let port = Int(listen[listen.index(after: colon)...]), (0...65_535).contains(port)
        else { throw ValidationError("--listen is HOST:PORT, such as 127.0.0.1:8090.") }
        guard let url = URL(string: callback), url.host != nil else {
            throw ValidationError("--callback is an address that begins with http://.")
        }
        return FakeVendorServer.Settings(
            host: String(listen[..<colon]), port: port, callback: url,
            delay: try SpanOption.milliseconds(delay, option: "--delay"))
    }

    private func behaviour() throws -> FakeVendorBehaviour {
        guard let behaviour = FakeVendorBehaviour(rawValue: behave) else {
            let known = FakeVendorBehaviour.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--behave is one of \(known).")
        }
        return behaviour
    }

    func validate() throws {
        _ = try settings()
        _ = try behaviour()
    }

    func run() async throws {
        let access = try VendorFile.read(vendors)
        guard let secret = access.entries[name]?.secrets.first else {
            throw Fault(
                .notFound, "\(vendors) has no secret of \(name).",
                fix: "Add a line `\(name) whsec_…`.")
        }
        let settings = try settings()
        var logger = Logger(label: "assay.vendor")
        logger.logLevel = .warning
        let server = FakeVendorServer(
            vendor: FakeVendor(secret: secret, behaviour: try behaviour()), settings: settings,
            logger: logger, now: { Int64(Date().timeIntervalSince1970 * 1000) },
            notice: { Terminal.complain("assay: \($0)") })
        do {
            try await server.run { port in
                print("vendor \(name) takes checks at http://\(settings.host):\(port)/checks")
                fflush(nil)
            }
        } catch let error where !(error is Fault) {
            throw Fault(
                .unavailable, "Cannot listen on \(listen): \(error).",
                fix: "Is the port taken? Choose another with --listen.")
        }
    }
}
