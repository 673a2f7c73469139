import Hummingbird
import NIOCore
import Pipeline
import Toolbox
import Vocabulary

/// The routes that decide events.
struct DecideRoutes: Sendable {
    private let service: DecisionService
    private let limits: ServerLimits
    private let bodies: BodyReader

    init(service: DecisionService, limits: ServerLimits) {
        self.service = service
        self.limits = limits
        bodies = BodyReader(limits: limits)
    }

    private static let eventTypes = ["application/cloudevents+json", "application/json"]
    private static let lines = "application/x-ndjson"
    private static let batchTypes = [
        "application/cloudevents-batch+json", "application/json", lines,
    ]

    /// `POST /v1/decisions`: decides one event.
    func one(_ call: Call) async throws -> Response {
        _ = try BodyReader.type(of: call.request, among: DecideRoutes.eventTypes)
        let answer = try await bodies.read(call.request, bytesMax: limits.eventBytesMax) { buffer in
            try await service.decide(Array(buffer.readableBytesView))
        }
        var writer = ByteWriter(capacity: 2048)
        switch answer {
        case .decided(let decision): decision.writeEnvelope(isDuplicate: false, to: &writer)
        case .duplicate(let decision): decision.writeEnvelope(isDuplicate: true, to: &writer)
        case .refused(let letter): throw Problem.refused(letter)
        }
        return .json(writer)
    }

    /// `POST /v1/events`: decides a batch, in order.
    func batch(_ call: Call) async throws -> Response {
        let type = try BodyReader.type(of: call.request, among: DecideRoutes.batchTypes)
        return try await bodies.read(call.request, bytesMax: limits.batchBytesMax) { buffer in
            let events = try split(buffer, type: type)
            let answers = await service.decide(events.map(\.text))
            return .json(try DecideRoutes.summary(of: answers, lines: events.map(\.line)))
        }
    }

    private func split(_ buffer: ByteBuffer, type: String) throws -> [EventText] {
        let splitter = EventSplitter(eventsMax: limits.batchEventsMax)
        return try buffer.withUnsafeReadableBytes { bytes in
            let bytes = bytes.bindMemory(to: UInt8.self)
            return type == DecideRoutes.lines
                ? try splitter.lines(of: bytes) : try splitter.elements(of: bytes)
        }
    }

    /// Counts and results, in order. A fault that is not one event's own (too many waiting, the
    /// store is away) is the whole request's: it is sent again, and what was committed are
    /// duplicates then.
    private static func summary(
        of answers: [Result<Answer, Fault>], lines: [Int]
    ) throws -> ByteWriter {
        var counts = (accepted: 0, duplicates: 0, refused: 0)
        var results = ByteWriter(capacity: 96 * answers.count + 128)
        for (index, answer) in answers.enumerated() {
            if index > 0 { results.append(byte: UInt8(ascii: ",")) }
            switch answer {
            case .success(.decided(let decision)):
                counts.accepted += 1
                decision.writeResult(status: "decided", to: &results)
            case .success(.duplicate(let decision)):
                counts.duplicates += 1
                decision.writeResult(status: "duplicate", to: &results)
            case .success(.refused(let letter)):
                counts.refused += 1
                letter.writeResult(line: lines[index], to: &results)
            case .failure(let fault) where fault.code == .conflict:
                counts.duplicates += 1
                fault.writeResult(line: lines[index], to: &results)
            case .failure(let fault): throw fault
            }
        }
        var writer = ByteWriter(capacity: results.count + 96)
        writer.append(
            "{\"accepted\":\(counts.accepted),\"duplicates\":\(counts.duplicates)"
                + ",\"refused\":\(counts.refused),\"results\":[")
        results.bytes.withUnsafeBufferPointer { writer.append($0) }
        writer.append("]}" as StaticString)
        return writer
    }
}
