import API
import ArgumentParser
import Deliveries
import Foundation
import Vocabulary

struct WebhooksReceiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "Receives webhooks: checks signatures, and keeps each message once.",
        discussion: """
            assay webhooks receive --listen 127.0.0.1:9090 --secret-file secret --out got.ndjson

            It answers once a message is on the disk, so a file kept over restarts holds every \
            message exactly once. --behave lets it misbehave: slow (processes, answers \
            after --slow-ms), 500, busy (429), duplicate (processes, and cuts the connection), \
            redirect, gone (410) for a --share of requests; down-after goes down once, behind \
            --after requests for --down-seconds.
            """)

    @Option(help: "Where to listen, as HOST:PORT; port 0 lets the system choose.")
    var listen = "127.0.0.1:9090"

    @Option(help: "A file with secrets, one a line; any of them may have signed.")
    var secretFile: String

    @Option(help: "Where messages are kept, a line of JSON each; gone on with if it is there.")
    var out: String

    @Option(help: "How it misbehaves; may be given several times.")
    var behave: [String] = []

    @Option(help: "Share of requests it misbehaves at, for each --behave.")
    var share = 1.0

    @Option(help: "With down-after: requests until then.")
    var after = 100

    @Option(help: "With down-after: how long.")
    var downSeconds = 5.0

    @Option(help: "With slow: how late it answers.")
    var slowMs = 15_000

    @Option(help: "Chooses the requests it misbehaves at.")
    var seed: UInt64 = 1

    private func conduct() throws -> ReceiverConduct {
        let kinds = try behave.map { name in
            guard let kind = ReceiverConduct.Kind(rawValue: name) else {
                let known = ReceiverConduct.Kind.allCases.map(\.rawValue)
                throw ValidationError("--behave is one of \(known.joined(separator: ", ")).")
            }
            return kind
        }
        guard (0...1).contains(share), after > 0, (0...3600).contains(downSeconds),
            (0...600_000).contains(slowMs)
        else {
            throw ValidationError(
                "--share is from 0 to 1, --after above 0, --down-seconds at most 3600, and "
                    + "--slow-ms at most 600000.")
        }
        return ReceiverConduct(
            kinds: kinds, share: share, after: after,
            downMilliseconds: Int(downSeconds * 1000), slowMilliseconds: slowMs)
    }

    private func address() throws -> (host: String, port: Int) {
        guard let colon = listen.lastIndex(of: ":"), colon != listen.startIndex,
            let port = Int(listen[listen.index(after: colon)...])
        else { throw ValidationError("--listen is HOST:PORT, such as 127.0.0.1:9090.") }
        return (String(listen[..<colon]), port)
    }

    func validate() throws {
        _ = try address()
        _ = try conduct()
    }

    func run() async throws {
        let (host, port) = try address()
        let receiver = WebhookReceiver(
            verifier: try WebhookVerifier(secrets: try SecretFile.read(secretFile)),
            file: try ReceivedFile(path: out), conduct: try conduct(), seed: seed,
            now: { WebhooksCommand.now })
        let stop = StopSignal()
        let waiting = Thread {
            while !stop.wait(milliseconds: 1000) {}
            receiver.stop()
        }
        waiting.start()
        do {
            try await receiver.run(host: host, port: port) { port in
                print("receives webhooks at http://\(host):\(port); stop with Ctrl-C")
                fflush(nil)
            }
        } catch let error where !(error is Fault) {
            throw Fault(
                .unavailable, "Cannot listen on \(listen): \(error).",
                fix: "Is the port taken? Choose another with --listen.")
        }
        let numbers = receiver.numbers
        print(
            "\(numbers.new) new messages, \(numbers.repeated) repeats, \(numbers.refused) refused, "
                + "misbehaved \(numbers.misbehaved) times")
    }
}
