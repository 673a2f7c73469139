import Deliveries
package import Foundation
import FoundationNetworking
import HTTPTypes
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import Toolbox
import UnixSignals
package import Verifications
import Vocabulary

/// The built-in vendor as a server of its own: takes signed requests at `/checks`, and calls back,
/// signed, after a while.
package struct FakeVendorServer: Sendable {
    package struct Settings: Sendable {
        package var host: String
        /// 0 lets the system choose.
        package var port: Int
        /// Where callbacks go.
        package var callback: URL
        /// From a request to its callback, milliseconds.
        package var delay: Int64

        package init(host: String = "127.0.0.1", port: Int, callback: URL, delay: Int64) {
            (self.host, self.port, self.callback, self.delay) = (host, port, callback, delay)
        }
    }

    private let settings: Settings
    private let responder: FakeVendorResponder
    private let logger: Logger

    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - notice: told in a sentence of each request and each callback.
    package init(
        vendor: FakeVendor, settings: Settings, logger: Logger = Logger(label: "assay.vendor"),
        now: @escaping @Sendable () -> Int64, notice: @escaping @Sendable (String) -> Void
    ) {
        (self.settings, self.logger) = (settings, logger)
        responder = FakeVendorResponder(
            vendor: vendor, settings: settings, now: now, notice: notice)
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Parameter onListening: called with the port once requests are accepted.
    package func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        let group = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await ServiceGroup(configuration: group).run()
    }
}

/// Takes requests, each reference once, and sends what the vendor has to say.
private struct FakeVendorResponder: HTTPResponder {
    let vendor: FakeVendor
    let settings: FakeVendorServer.Settings
    let now: @Sendable () -> Int64
    let notice: @Sendable (String) -> Void
    private let seen = Seen()

    /// References that were taken; a request that comes again is taken, and answered once.
    private final class Seen: Sendable {
        private static let most = 100_000
        private let references = Mutex<Set<String>>([])

        func insert(_ reference: String) -> Bool {
            references.withLock { references in
                if references.count >= Self.most { references.removeAll() }
                return references.insert(reference).inserted
            }
        }
    }

    init(
        vendor: FakeVendor, settings: FakeVendorServer.Settings,
        now: @escaping @Sendable () -> Int64, notice: @escaping @Sendable (String) -> Void
    ) {
        (self.vendor, self.settings, self.now, self.notice) = (vendor, settings, now, notice)
    }

    private static let bytesMax = 64 * 1024
    /// How often a callback is sent at most, and the pause between, milliseconds.
    private static let tries = 20
    private static let pause: Int64 = 500

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        guard request.method == .post, request.uri.path == "/checks" else {
            return Response(status: .notFound)
        }
        let body = Array(
            try await request.body.collect(upTo: Self.bytesMax).readableBytesView)
        let fields = request.headers
        do {
            let read = try vendor.read(
                headers: { name in HTTPField.Name(name).flatMap { fields[$0] } }, body: body,
                now: now())
            if seen.insert(read.reference) { answerLater(read) }
            var writer = ByteWriter()
            writer.append("{\"reference\":" as StaticString)
            writer.appendQuoted(read.reference)
            writer.append("}" as StaticString)
            return Response(writer, type: "application/json", status: .accepted)
        } catch {
            notice("refused: \(error.message)")
            return Problem(error).response(instance: "/checks")
        }
    }

    private func answerLater(_ request: FakeVendor.Request) {
        notice("\(request.reference): \(request.requirement) of \(request.account)")
        Task {
            try await Task.sleep(for: .milliseconds(settings.delay))
            for callback in try vendor.callbacks(for: request, now: now()) {
                await send(callback, of: request)
            }
        }
    }

    private func send(_ callback: FakeVendor.Callback, of check: FakeVendor.Request) async {
        var request = URLRequest(url: settings.callback)
        request.httpMethod = "POST"
        request.timeoutInterval = 10
        request.httpBody = Data(callback.body.utf8)
        for (name, value) in [
            ("Content-Type", "application/json"), ("webhook-id", callback.headers.id),
            ("webhook-timestamp", callback.headers.timestamp),
            ("webhook-signature", callback.headers.signature),
        ] { request.setValue(value, forHTTPHeaderField: name) }
        for _ in 0..<Self.tries {
            let status = ((try? await URLSession.shared.data(for: request))?.1 as? HTTPURLResponse)?
                .statusCode
            if let status, status < 500, status != 429 {
                return notice("\(check.reference): called back, answered \(status)")
            }
            try? await Task.sleep(for: .milliseconds(Self.pause))
        }
        notice("\(check.reference): nobody takes the callback")
    }
}
