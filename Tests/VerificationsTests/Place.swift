import Deliveries
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Synchronization
import TestKit
import Testing
import Toolbox
import Verifications
import Vocabulary

/// A clock that tests move.
final class TestClock: Sendable {
    private let time = Mutex<Int64>(1_767_225_600_000)

    var now: Int64 { time.withLock { $0 } }

    func pass(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

/// A service over a real store in a folder, with all that verification needs but an HTTP server.
final class Place {
    let folder: TemporaryFolder
    let clock: TestClock
    let pack: Pack
    let store: SQLiteStore
    let service: DecisionService
    let verifier: Verifier
    let rounds: VerificationRounds
    private let heard: Heard

    final class Heard: Sendable {
        private let lines = Mutex<[String]>([])

        func append(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    static func pack(_ verification: String = VerificationPack.verification) throws -> Pack {
        var texts = VerificationPack.texts
        texts["verification.yaml"] = verification
        let reading = PackLoader.read(texts: texts)
        return try #require(reading.pack, "\(reading.report)")
    }

    static let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()

    static func access() throws -> VendorAccess {
        var access = VendorAccess()
        for name in ["mail", "papers", "backup", "newcomer"] {
            // Nobody listens there.
            try access.add(
                try WebhookSecret(secret), url: "http://127.0.0.1:1/checks", allowsPrivate: true,
                for: name)
        }
        return access
    }

    /// - Parameter archive: stands before the store; what it throws, verification meets.
    init(
        folder: TemporaryFolder, clock: TestClock, pack: Pack? = nil, begins: Bool = true,
        archive: (SQLiteStore) -> any VerificationArchive = { $0 }
    ) throws {
        self.folder = folder
        self.clock = clock
        let judging = try pack ?? Place.pack()
        self.pack = judging
        store = try SQLiteStore(path: folder.path("assay.db"))
        service = try DecisionService(pack: judging, store: store, now: { clock.now })
        verifier = Verifier(
            archive: archive(store), access: try Place.access(), pack: { judging },
            now: { clock.now })
        let heard = Heard()
        self.heard = heard
        rounds = VerificationRounds(
            service: service, store: store, verifier: verifier, notice: { heard.append($0) })
        if begins { try rounds.begin() }
    }

    var notices: [String] { heard.all }

    func close() throws {
        service.stop()
        try store.close()
    }

    func send(_ id: String, type: String = "account.signed_up", user: String, device: String = "d")
        async throws
    {
        let data = type == "account.signed_up" ? #","device":"\#(device)""# : ""
        let text = event(
            id, type: type, time: CivilTime(milliseconds: clock.now).rfc3339,
            data: #""user":"\#(user)"\#(data)"#)
        guard case .decided = try await service.decide(Array(text.utf8)) else {
            throw Fault(.bug, "\(id) was not decided.")
        }
    }

    /// State by requirement.
    func states(_ user: String) throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try store.verifications(ofAccount: user, limit: 10)
                .map { ($0.requirement, $0.state.rawValue) })
    }

    func verification(_ user: String, _ requirement: String) throws -> Verification {
        try #require(
            try store.verification(id: Verification.id(account: user, requirement: requirement)))
    }

    /// A signed callback.
    func callback(
        _ reference: String, account: String, passed: Bool = true, id: String? = nil,
        vendor: String, at: Int64? = nil, secret: String = Place.secret, reason: String = "no"
    ) throws -> String {
        let reasons = passed ? "" : #""\#(reason)""#
        let body =
            #"{"type":"check.completed","reference":"\#(reference)","account":"\#(account)","#
            + #""result":"\#(passed ? "passed" : "failed")","reasons":[\#(reasons)]}"#
        let headers = try WebhookSigning.headers(
            id: id ?? "msg_\(reference)", seconds: (at ?? clock.now) / 1000,
            body: Array(body.utf8), secrets: [try WebhookSecret(secret)])
        return try verifier.take(
            callbackOf: vendor,
            headers: { name in
                switch name {
                case WebhookHeaders.idName: headers.id
                case WebhookHeaders.timestampName: headers.timestamp
                case WebhookHeaders.signatureName: headers.signature
                default: nil
                }
            }, body: Array(body.utf8))
    }

    /// States that the event log tells of, by account and requirement, in order.
    func logged() throws -> [String: [String]] {
        var states: [String: [String]] = [:]
        for event in try store.events(after: 0, limit: 100_000, bytesMax: 100_000_000) {
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(event.text)) as? [String: Any])
            guard object["type"] as? String == "verification",
                let data = object["data"] as? [String: String]
            else { continue }
            states["\(data["user"]!) \(data["requirement"]!)", default: []]
                .append(data["state"]!)
        }
        return states
    }
}
