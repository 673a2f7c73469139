import Enforcements
import Hummingbird
import Learning
import NIOCore
import Pipeline
import Toolbox
import Vocabulary

/// The routes that take labels and read them.
struct LabelRoutes: Sendable {
    let archive: any LabelArchive
    let limits: ServerLimits
    let bounds: BodyBounds
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    static let types = ["application/json", "application/x-ndjson"]

    /// `POST /v1/labels`: one label, an array of them, or NDJSON. Good ones are kept before it
    /// answers; each bad one is told with its place.
    func record(_ call: Call) async throws -> Response {
        let type = try call.mediaType(among: LabelRoutes.types)
        let body = try await call.body(bytesMax: limits.batchBytesMax, bounds)
        let isOne = type == "application/json" && LabelRoutes.firstByte(body) != UInt8(ascii: "[")
        let sent = try split(body, type: type, isOne: isOne)
        let receivedAt = now()
        var labels: [Label] = []
        var undated: Set<Int> = []
        var refused: [(line: Int, letter: DeadLetter)] = []
        for index in 0..<sent.texts.count {
            do {
                let row = try LabelRow(json: sent.texts[index])
                labels.append(try row.label(recordedAt: receivedAt))
                if !row.saysWhenRecorded { undated.insert(labels.count - 1) }
            } catch let flaw as LabelRow.Flaw {
                let letter = flaw.letter(input: "/v1/labels", line: isOne ? 0 : sent.lines[index])
                if isOne { throw Problem.refusedLabel(letter) }
                refused.append((sent.lines[index], letter))
            }
        }
        let (good, received) = (labels, undated)
        let new = try await ReadingThreads.run {
            try archive.record(good, received: received)
        }
        var writer = ByteWriter(capacity: 256 * refused.count + 128)
        writer.append("{\"kept\":\(new),\"known\":\(labels.count - new),\"refused\":[")
        for (place, item) in refused.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            item.letter.writeResult(line: item.line, to: &writer)
        }
        writer.append("]}" as StaticString)
        return .json(writer)
    }

    private static func firstByte(_ body: ByteBuffer) -> UInt8? {
        body.readableBytesView.first { $0 > 0x20 }
    }

    private func split(_ body: ByteBuffer, type: String, isOne: Bool) throws -> SplitEvents {
        let splitter = EventSplitter(eventsMax: limits.batchEventsMax, item: "label")
        return try body.withUnsafeReadableBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            if isOne { return SplitEvents(one: bytes) }
            return type == "application/json"
                ? try splitter.elements(of: bytes) : try splitter.lines(of: bytes)
        }
    }

    /// `GET /v1/labels`: in the order they were kept; `next` is the `after` of the page that
    /// follows.
    ///
    /// With `entity` those of one entity alone, the last of them; there is no `next` then.
    func labels(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        if let entity = call.queries["entity"], !entity.isEmpty {
            return try await labels(of: EnforcementSelection.entity(entity), limit)
        }
        let start = try after(call)
        let page = try await ReadingThreads.run { try archive.labels(after: start, limit: limit) }
        var writer = ByteWriter(capacity: 300 * page.count + 64)
        writer.append("{\"labels\":[" as StaticString)
        for (place, item) in page.enumerated() {
            writer.append(place == 0 ? "{\"sequence\":" as StaticString : ",{\"sequence\":")
            writer.append(item.sequence)
            writer.append(byte: UInt8(ascii: ","))
            item.label.writeMembers(to: &writer)
            writer.append(byte: UInt8(ascii: "}"))
        }
        return LabelRoutes.closed(
            writer, next: page.count == limit ? page.last?.sequence : nil)
    }

    /// `GET /v1/labels/withdrawn`: those taken back, in the order in which they were.
    func withdrawn(_ call: Call) async throws -> Response {
        let (limit, start) = (try call.limit(), try after(call))
        let page = try await ReadingThreads.run {
            try archive.withdrawnLabels(after: start, limit: limit)
        }
        var writer = ByteWriter(capacity: 400 * page.count + 64)
        writer.append("{\"labels\":[" as StaticString)
        for (place, one) in page.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            one.writeJSON(to: &writer)
        }
        return LabelRoutes.closed(
            writer, next: page.count == limit ? page.last?.sequence : nil)
    }

    private func after(_ call: Call) throws(Fault) -> Int64 {
        guard let text = call.queries["after"] else { return 0 }
        guard let number = Int64(text), number >= 0 else {
            throw Fault(
                .invalid, "`after` is `\(text.prefix(40))`.",
                fix: "Use the `next` of the listing before, or 0.")
        }
        return number
    }

    /// A listing with its end: where the page that follows begins.
    private static func closed(_ listing: ByteWriter, next: Int64?) -> Response {
        var writer = listing
        writer.append("],\"next\":\(next.map { "\($0)" } ?? "null")}")
        return .json(writer)
    }
}

extension LabelRoutes {
    private func labels(of entity: EnforcedEntity, _ limit: Int) async throws -> Response {
        let found = try await ReadingThreads.run {
            try archive.labels(of: .entity(kind: entity.kind, name: entity.name)).suffix(limit)
        }
        var writer = ByteWriter(capacity: 300 * found.count + 64)
        writer.append("{\"labels\":[" as StaticString)
        for (place, label) in found.enumerated() {
            writer.append(place == 0 ? "{" as StaticString : ",{")
            label.writeMembers(to: &writer)
            writer.append(byte: UInt8(ascii: "}"))
        }
        return LabelRoutes.closed(writer, next: nil)
    }
}

extension Problem {
    /// A label that could not be kept, with what was wrong in it.
    static func refusedLabel(_ letter: DeadLetter) -> Problem {
        var problem = Problem.refused(letter)
        problem.code = "refused_label"
        problem.title = "The label was refused"
        return problem
    }
}
