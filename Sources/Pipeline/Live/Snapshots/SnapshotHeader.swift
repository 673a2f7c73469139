import Events
import Packs
import Toolbox
import Vocabulary

/// What a snapshot begins with: of which service's walk it is, and where in the log it stands.
struct SnapshotHeader: Equatable {
    /// ``Pack/walkHash`` of the pack it was walked under.
    var walkHash: String
    var engine: String
    /// What of the limits decides which events are admitted.
    var futureMillisecondsMax: Int64
    var identitiesMax: Int64
    /// Of the last event walked.
    var sequence: Int64
    /// Tells that event from those of other logs, see ``anchor(_:receivedAt:)``.
    var anchor: Hash128
    /// Milliseconds since 1970.
    var takenAt: Int64

    /// Of how state is laid out in the file; one more with every change of that.
    static let layout: UInt32 = 3
    /// What the file begins with.
    static let magic: UInt64 = 0x3173_6673_7961_7373
    private static let textMax = 256

    /// An identity of an event as the log keeps it.
    static func anchor(_ text: UnsafeBufferPointer<UInt8>, receivedAt: Int64) -> Hash128 {
        withUnsafeBytes(of: receivedAt) { Hash128.of(text, $0.bindMemory(to: UInt8.self)) }
    }

    func write(to writer: StateWriter) {
        writer.put(SnapshotHeader.layout)
        writer.put(walkHash)
        writer.put(engine)
        writer.put(futureMillisecondsMax)
        writer.put(identitiesMax)
        writer.put(sequence)
        writer.put(anchor.high)
        writer.put(anchor.low)
        writer.put(takenAt)
        writer.handOn()
    }

    /// Nil where the layout is another, or something is missing.
    init?(from reader: StateReader) {
        guard reader.take(UInt32.self) == SnapshotHeader.layout else { return nil }
        walkHash = reader.takeText(bytesMax: SnapshotHeader.textMax)
        engine = reader.takeText(bytesMax: SnapshotHeader.textMax)
        futureMillisecondsMax = reader.take()
        identitiesMax = reader.take()
        sequence = reader.take()
        let high: UInt64 = reader.take()
        anchor = Hash128(high: high, low: reader.take())
        takenAt = reader.take()
        guard reader.isGood else { return nil }
    }

    /// Of a walk as it is now.
    init(_ evaluator: Evaluator, sequence: Int64, anchor: Hash128, takenAt: Int64) {
        walkHash = evaluator.pack.walkHash
        engine = Evaluator.engineVersion
        futureMillisecondsMax = evaluator.limits.futureMillisecondsMax
        identitiesMax = Int64(evaluator.limits.identitiesMax)
        self.sequence = sequence
        self.anchor = anchor
        self.takenAt = takenAt
    }

    /// Why the snapshot is not of such a walk; nil where it may be.
    func misfit(_ evaluator: Evaluator) -> String? {
        let own = SnapshotHeader(evaluator, sequence: sequence, anchor: anchor, takenAt: takenAt)
        if walkHash != own.walkHash {
            return "it is of another pack, with other events, features or lists"
        }
        if engine != own.engine { return "it was taken by engine \(engine), this is \(own.engine)" }
        return self == own ? nil : "it was taken under other limits of what is admitted"
    }

    /// Whether the log has the event at which the snapshot stands.
    func belongs(to log: any EventLog) throws -> Bool {
        let event = try log.events(after: sequence - 1, limit: 1, bytesMax: 1).first
        guard let event, event.sequence == sequence else { return false }
        return event.text.withUnsafeBufferPointer {
            SnapshotHeader.anchor($0, receivedAt: event.receivedAt) == anchor
        }
    }
}
