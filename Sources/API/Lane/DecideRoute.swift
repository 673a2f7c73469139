import NIOCore
import Pipeline
import Toolbox
import Vocabulary

/// The two routes that decide events; they are answered on the fast lane.
enum DecideRoute: Sendable {
    /// `POST /v1/decisions`: decides one event.
    case one
    /// `POST /v1/events`: decides a batch, in order.
    case batch

    init?(path: String) {
        switch path {
        case "/v1/decisions": self = .one
        case "/v1/events": self = .batch
        default: return nil
        }
    }

    var path: String {
        switch self {
        case .one: "/v1/decisions"
        case .batch: "/v1/events"
        }
    }

    private static let lines = "application/x-ndjson"

    private static let typesOfOne = ["application/cloudevents+json", "application/json"]
    private static let typesOfBatch = [
        "application/cloudevents-batch+json", "application/json", lines,
    ]

    /// Media types it reads.
    var types: [String] {
        switch self {
        case .one: DecideRoute.typesOfOne
        case .batch: DecideRoute.typesOfBatch
        }
    }

    func bytesMax(_ limits: ServerLimits) -> Int {
        switch self {
        case .one: limits.eventBytesMax
        case .batch: limits.batchBytesMax
        }
    }

    /// The events of a body.
    ///
    /// - Parameter type: one of ``types``.
    func split(_ body: ByteBuffer, type: String, eventsMax: Int) throws -> SplitEvents {
        try body.withUnsafeReadableBytes { bytes in
            try split(bytes.bindMemory(to: UInt8.self), type: type, eventsMax: eventsMax)
        }
    }

    func split(
        _ bytes: UnsafeBufferPointer<UInt8>, type: String, eventsMax: Int
    ) throws -> SplitEvents {
        if case .one = self { return SplitEvents(one: bytes) }
        let splitter = EventSplitter(eventsMax: eventsMax)
        return type == DecideRoute.lines
            ? try splitter.lines(of: bytes) : try splitter.elements(of: bytes)
    }

    /// Writes the body that answers a request.
    ///
    /// - Parameter lines: where each event of a batch stood.
    /// - Throws: ``Problem`` or ``Fault`` when the answer is none of 200.
    func write(
        _ answers: Answers, lines: [Int], to writer: inout ByteWriter
    ) throws {
        switch self {
        case .one:
            guard answers.count == 1 else { throw Fault(.bug, "An event has no answer.") }
            try answers.forEach(
                decided: { $0.writeEnvelope(isDuplicate: false, to: &writer) },
                other: { try DecideRoute.write($0, to: &writer) })
        case .batch: try DecideRoute.writeSummary(of: answers, lines: lines, to: &writer)
        }
    }

    private static func write(
        _ answer: Result<Answer, Fault>, to writer: inout ByteWriter
    ) throws {
        switch try answer.get() {
        case .decided(let decision): decision.writeEnvelope(isDuplicate: false, to: &writer)
        case .duplicate(let decision): decision.writeEnvelope(isDuplicate: true, to: &writer)
        case .refused(let letter): throw Problem.refused(letter)
        }
    }

    /// Counts and results, in order. A fault that is not one event's own (too many waiting, the
    /// store is away) is the whole request's: it is sent again, and what was committed are
    /// duplicates then.
    private static func writeSummary(
        of answers: Answers, lines: [Int], to writer: inout ByteWriter
    ) throws {
        var counts = (accepted: 0, duplicates: 0, refused: 0)
        try answers.forEach(
            decided: { _ in counts.accepted += 1 },
            other: { answer in
                switch answer {
                case .success(.decided): counts.accepted += 1
                case .success(.duplicate): counts.duplicates += 1
                case .success(.refused): counts.refused += 1
                case .failure(let fault):
                    guard fault.code == .conflict else { throw fault }
                    counts.duplicates += 1
                }
            })
        writer.append(
            "{\"accepted\":\(counts.accepted),\"duplicates\":\(counts.duplicates)"
                + ",\"refused\":\(counts.refused),\"results\":[")
        var index = 0
        func next() -> Int {
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            defer { index += 1 }
            return lines[index]
        }
        answers.forEach(
            decided: { decision in
                _ = next()
                decision.writeResult(status: "decided", to: &writer)
            },
            other: { write($0, line: next(), to: &writer) })
        writer.append("]}" as StaticString)
    }

    /// One line of a batch's results.
    private static func write(
        _ answer: Result<Answer, Fault>, line: Int, to writer: inout ByteWriter
    ) {
        switch answer {
        case .success(.decided(let decision)):
            decision.writeResult(status: "decided", to: &writer)
        case .success(.duplicate(let decision)):
            decision.writeResult(status: "duplicate", to: &writer)
        case .success(.refused(let letter)): letter.writeResult(line: line, to: &writer)
        case .failure(let fault): fault.writeResult(line: line, to: &writer)
        }
    }
}
