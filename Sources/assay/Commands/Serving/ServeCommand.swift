import API
import ArgumentParser
import Cases
import Console
import Deliveries
import Detection
import Enforcements
import Foundation
import Logging
import Models
import Monitoring
import Packs
import Pipeline
import Rules
import StoreSQLite
import Toolbox
import Verifications
import Vocabulary

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Decides events sent over HTTP.",
        discussion: """
            assay serve --pack PolicyPacks/streaming --store sqlite:assay.db

            Nobody signs in at first: it prints a link by which the first person is made. Until \
            then requests to this machine by its own name may do everything; beyond it (--listen \
            0.0.0.0:8080) nothing is shown without sign-in or key. Keys are made with `assay keys \
            add`, or stand in --api-key-file, one a line, or in ASSAY_API_KEYS, with commas.
            """)

    @Option(help: "The pack's folder.")
    var pack: String

    @Option(help: "The store, such as sqlite:assay.db or sqlite::memory:.")
    var store = "sqlite:assay.db"

    @Option(help: "Where to listen, as HOST:PORT; port 0 lets the system choose.")
    var listen = "127.0.0.1:8080"

    @Option(help: "A file with API keys, one a line.")
    var apiKeyFile: String?

    @Option(
        help: """
            Events from one snapshot of the features to the next, beside the store's file; \
            0 takes none.
            """)
    var snapshotEvery = SnapshotSettings.everyEventsDefault

    @Option(help: "How long events and decisions are kept, such as 90d; for good unless said.")
    var keepEvents: String?

    @Option(
        help: """
            How long from one detection of rings to the next, such as 1h; 0 detects none. \
            (default: 1h where the pack has detection.yaml)
            """)
    var detectEvery: String?

    @Option(help: "How far detection looks back; older events count for nothing.")
    var detectWindow = "60d"

    @Option(help: "How long from one watch of the models to the next, such as 1h; 0 for none.")
    var watchEvery = "1h"

    @Option(help: "Who is told in alarms of the watch; a model's owner in the pack unless said.")
    var watchOwner: String?

    @Option(
        help:
            "A file with the vendors of verification.yaml, one a line: NAME SECRET [URL [private]]."
    )
    var vendors: String?

    @Option(
        help:
            "How long from one look for decisions to carry out to the next, such as 1s; 0 for none."
    )
    var enforceEvery = "1s"

    @Option(help: "How long from one look for cases to open to the next; 0 for none.")
    var casesEvery = "2s"

    @Flag(inversion: .prefixedNo, help: "Send what the outbox holds to webhooks.")
    var deliver = true

    @Option(help: "A folder whose pages stand in for those of the program, for who works on them.")
    var assets: String?

    @OptionGroup var access: AccessOptions

    @Flag(help: "Log every fault and request at debug level.")
    var verbose = false

    private struct Address {
        var host: String
        var port: Int
    }

    private func address() throws -> Address {
        guard let colon = listen.lastIndex(of: ":"),
            let port = Int(listen[listen.index(after: colon)...]), colon != listen.startIndex
        else {
            throw ValidationError("--listen is HOST:PORT, such as 127.0.0.1:8080.")
        }
        return Address(host: String(listen[..<colon]), port: port)
    }

    private func apiKeys() throws -> [String] {
        if let apiKeyFile {
            guard let data = FileManager.default.contents(atPath: apiKeyFile) else {
                throw Fault(
                    .notFound, "Cannot read \(apiKeyFile).", fix: "Check --api-key-file.")
            }
            let keys = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            guard !keys.isEmpty else {
                throw Fault(
                    .invalid, "\(apiKeyFile) holds no key.",
                    fix: "Write one key a line, of at least 16 characters.")
            }
            return keys
        }
        return (ProcessInfo.processInfo.environment["ASSAY_API_KEYS"] ?? "")
            .split(separator: ",").map(String.init)
    }

    func validate() throws {
        _ = try address()
        guard snapshotEvery >= 0 else {
            throw ValidationError("--snapshot-every is a number of events, or 0.")
        }
        _ = try detectionSettings()
        if watchEvery != "0" {
            _ = try SpanOption.milliseconds(watchEvery, option: "--watch-every")
        }
        if enforceEvery != "0" {
            _ = try SpanOption.milliseconds(enforceEvery, option: "--enforce-every")
        }
        if casesEvery != "0" {
            _ = try SpanOption.milliseconds(casesEvery, option: "--cases-every")
        }
        guard let keepEvents else { return }
        _ = try SpanOption.milliseconds(keepEvents, option: "--keep-events")
        guard snapshotEvery > 0, ExistingStore.snapshotPath(store) != nil else {
            throw ValidationError(
                "--keep-events forgets only what a snapshot covers: it needs a store in a file, "
                    + "and --snapshot-every above 0.")
        }
    }

    func run() async throws {
        let address = try address()
        let keys = try apiKeys()
        let configuration = try ServerConfiguration(
            host: address.host, port: address.port, apiKeys: keys, publicURL: access.publicURL,
            asksAlways: true, trustedProxies: access.trustedProxies)
        let pack = try PackCommand.load(pack)
        let lock = try ExistingStore.path(store).map { try ServiceLock(beside: $0) }
        defer { withExtendedLifetime(lock) {} }
        let store = try SQLiteStore(url: store)
        let reading = try RosterReading.read(pack, models: store, policies: store)
        say(reading)
        let service = try makeService(reading.roster, store)
        let follower = RosterFollower(
            service: service, models: store, policies: store, pack: pack, from: reading,
            now: { Int64(Date().timeIntervalSince1970 * 1000) },
            notice: { Terminal.complain("assay: \($0)") })
        follower.begin()
        defer { follower.stop() }
        var logger = Logger(label: "assay")
        logger.logLevel = verbose ? .debug : .notice
        let beside = try beside(service, store)
        defer { beside.stop() }
        let shell = try Shell(assets: Assets(folder: assets))
        for words in shell.assets.missing { Terminal.complain("assay: missing: \(words)") }
        let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
        let access = try ServedAccess(
            self.access, store: store, named: self.store, keys: keys,
            configuration: configuration, now: now)
        defer { access.stop() }
        let console = ConsoleRoutes(
            ConsoleParts(
                shell: shell, store: store, pack: { service.pack }, now: now,
                watch: { beside.watch?.summary }, detection: { beside.detection?.look },
                previews: previews(store, now),
                access: access.parts))
        let server = AssayServer(
            service: service, archive: store, configuration: configuration, logger: logger,
            detection: { beside.detection?.numbers }, watch: { beside.watch?.summary },
            verifier: beside.verifying?.verifier,
            enforcements: EnforcementParts(
                store: store, definition: { service.pack.enforcement },
                fourEyes: { (service.pack.cases ?? .usual).fourEyes },
                label: { (service.pack.cases ?? .usual).label },
                cases: { service.pack.cases ?? .usual }),
            cases: CaseParts(
                store: store, definition: { service.pack.cases ?? .usual },
                caps: { service.pack.enforcement?.reach ?? [] }),
            gatekeeper: access.gate, console: console.routes,
            problemPages: ConsoleProblems(shell: shell), audits: store, now: now)
        do {
            try await listenAndServe(server, address, pack, beside, access)
        } catch let error where !(error is Fault) {
            throw Fault(
                .unavailable, "Cannot listen on \(listen): \(error).",
                fix: "Is the port taken? Choose another with --listen.")
        }
        beside.stop()
        follower.stop()
        try store.close()
    }

    /// What runs beside the service; all of it but detection and the watch begins at once.
    private func beside(_ service: DecisionService, _ store: SQLiteStore) throws -> ServedBeside {
        let beside = ServedBeside(
            detection: try makeDetection(service, store), watch: try makeWatch(service, store),
            verifying: try makeVerifying(service, store),
            enforcing: try makeEnforcing(service, store), working: try makeCases(service, store),
            deliveries: makeDeliveries(store), figures: makeFigures(service, store))
        beside.begin()
        return beside
    }

    /// Tells who judges, and what the registries have beyond that.
    private func say(_ reading: RosterReading) {
        for remark in reading.remarks { Terminal.complain("assay: \(remark)") }
        if !reading.roster.live.models.models.isEmpty {
            print("models: \(ModelOverlay.text(of: reading.roster.live))")
        }
        if reading.policyChange > 0 { print("policy: \(reading.roster.text)") }
    }

    /// Nil for none.
    private func detectionSettings() throws -> DetectionScheduleSettings? {
        var settings = DetectionScheduleSettings()
        settings.window = try SpanOption.milliseconds(detectWindow, option: "--detect-window")
        // Deciding needs the other half.
        settings.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        guard let detectEvery else { return settings }
        if detectEvery == "0" { return nil }
        settings.every = try SpanOption.milliseconds(detectEvery, option: "--detect-every")
        return settings
    }

    /// The schedule, not begun; nil for none.
    private func makeDetection(
        _ service: DecisionService, _ store: SQLiteStore
    ) throws -> DetectionSchedule? {
        guard let settings = try detectionSettings() else { return nil }
        guard let definition = service.pack.detection else {
            guard detectEvery == nil else {
                throw Fault(
                    .invalid, "The pack \(service.pack.name) has no detection.yaml.",
                    fix: "Say in it what detection reads, or leave --detect-every out.")
            }
            return nil
        }
        return DetectionSchedule(
            service: service, store: store, definition: definition, settings: settings,
            now: { Int64(Date().timeIntervalSince1970 * 1000) },
            notice: { Terminal.complain("assay: \($0)") })
    }

    private func listenAndServe(
        _ server: AssayServer, _ address: Address, _ pack: Pack, _ beside: ServedBeside,
        _ access: ServedAccess
    ) async throws {
        try await server.run { port in
            print("assay \(Evaluator.engineVersion) decides at http://\(address.host):\(port)")
            print(
                "pack \(pack.name) \(pack.version), \(pack.rules.rules.count) rules; "
                    + "store \(self.store); stop with Ctrl-C")
            access.say(port: port)
            fflush(nil)
            beside.watch?.begin()
            guard let detection = beside.detection else { return }
            let every = detectEvery ?? "1h"
            Terminal.complain("assay: detection: every \(every), over the last \(detectWindow)")
            detection.begin()
        }
    }

    private func makeService(_ roster: Roster, _ store: SQLiteStore) throws -> DecisionService {
        let held = max(1, Double(try store.lastSequence()))
        var progress = Progress("events of the log")
        let service = try DecisionService(
            roster: roster, store: store, snapshots: try snapshotSettings(),
            now: { Int64(Date().timeIntervalSince1970 * 1000) },
            notice: { Terminal.complain("assay: \($0)") },
            progress: { progress.update(count: $0, share: min(1, Double($0) / held)) })
        progress.finish()
        for line in StartText.lines(service.start, snapshotPath: snapshotPath) { print(line) }
        return service
    }

    private func previews(
        _ store: SQLiteStore, _ now: @escaping @Sendable () -> Int64
    ) -> PreviewDesk {
        var limits = PreviewLimits()
        limits.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        let folder = ExistingStore.path(self.store).map { $0 + ".previews" }
        return PreviewDesk(store: store, folder: folder, limits: limits, now: now)
    }

    private var snapshotPath: String? { ExistingStore.snapshotPath(store) }

    private func snapshotSettings() throws -> SnapshotSettings? {
        guard let snapshotPath else { return nil }
        var settings = SnapshotSettings(path: snapshotPath, everyEvents: snapshotEvery)
        settings.keepMilliseconds = try keepEvents.map {
            try SpanOption.milliseconds($0, option: "--keep-events")
        }
        settings.notice = { Terminal.complain("assay: \($0)") }
        return settings
    }
}
