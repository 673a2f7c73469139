import Foundation
package import Rings
import Toolbox
import Vocabulary

/// What the long stages of a run came to, kept in its folder, so that a run that was broken off
/// goes on where it was.
///
/// `conduct.bin` is what was gathered, `lockstep.bin` the sums of lockstep. Each begins with a
/// fingerprint of the inputs, the pack and the layout; a file of another, or one that is torn, is
/// not used. They are removed when the run is done.
package struct Checkpoint: Sendable {
    private let folder: String
    private let fingerprint: UInt64
    /// Raised with every change of what the files hold.
    private static let layout = 1

    /// - Parameter inputs: whatever the run depends on, such as paths with sizes and times.
    package init(folder: String, inputs: [String]) {
        self.folder = folder + "/unfinished"
        fingerprint = inputs.reduce(Hash64.of("\(Self.layout)")) {
            Hash64.combine($0, Hash64.of($1))
        }
    }

    /// What was gathered by a run before; nil where there is none of these inputs.
    package func conduct() -> (conduct: Conduct, deadLetters: Int)? {
        guard var reader = reader("conduct.bin") else { return nil }
        let deadLetters = reader.column(Int.self)[0]
        return (Conduct(from: &reader), deadLetters)
    }

    package func keep(_ conduct: Conduct, deadLetters: Int) throws {
        var writer = try self.writer()
        writer.put([deadLetters])
        conduct.write(to: &writer)
        try writer.write(to: folder + "/conduct.bin")
    }

    /// The sums of lockstep by a run before; nil where there are none of these inputs.
    package func sums() -> PairSums? {
        guard var reader = reader("lockstep.bin") else { return nil }
        let counts = reader.column(Int64.self)
        var sums = PairSums(accountCount: 0)
        sums.accounts = reader.column()
        sums.pairs = reader.column()
        (sums.totalActions, sums.unpairedActions, sums.refusedMatches) = (
            counts[0], counts[1], counts[2]
        )
        return sums
    }

    package func keep(_ sums: PairSums) throws {
        var writer = try self.writer()
        writer.put([sums.totalActions, sums.unpairedActions, sums.refusedMatches])
        writer.put(sums.accounts)
        writer.put(sums.pairs)
        try writer.write(to: folder + "/lockstep.bin")
    }

    /// Removes what is kept: the run is done.
    package func remove() { try? FileManager.default.removeItem(atPath: folder) }

    private func reader(_ name: String) -> ColumnReader? {
        guard var reader = ColumnReader(path: folder + "/" + name),
            reader.column(UInt64.self) == [fingerprint]
        else { return nil }
        return reader
    }

    private func writer() throws -> ColumnWriter {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault(
                .unavailable, "Cannot make \(folder): \(error.localizedDescription)",
                fix: "Choose a folder you may write to.")
        }
        var writer = ColumnWriter()
        writer.put([fingerprint])
        return writer
    }
}

extension Conduct {
    fileprivate func write(to writer: inout ColumnWriter) {
        writer.put([Int64(events), earliest, latest])
        for names in [accounts, values, objects, payees, makers, acts.names, signUps.names] {
            writer.put(names)
        }
        writer.put(kindOfValue)
        writer.put(payeeOfObject)
        writer.put(makerOfObject)
        writer.put(worstAction)
        writer.put(accountOfSeat)
        writer.put(valueOfSeat)
        writer.put(plays.seats)
        writer.put(plays.objects)
        writer.put(plays.times)
        writer.put(plays.marks.map(\.rawValue))
        writer.put(plays.ids)
        writer.put(plays.idEnds)
        writer.put(acts.seats)
        writer.put(acts.objects)
        writer.put(acts.times)
        writer.put(links.seats)
        writer.put(links.values)
        writer.put(signUps.accounts)
        writer.put(signUps.seats)
        writer.put(signUps.times)
        writer.put([signUps.groups.count])
        for groups in signUps.groups { writer.put(groups) }
    }

    fileprivate init(from reader: inout ColumnReader) {
        self.init()
        let counts = reader.column(Int64.self)
        (events, earliest, latest) = (Int(counts[0]), counts[1], counts[2])
        (accounts, values, objects) = (reader.names(), reader.names(), reader.names())
        (payees, makers) = (reader.names(), reader.names())
        (acts.names, signUps.names) = (reader.names(), reader.names())
        kindOfValue = reader.column()
        payeeOfObject = reader.column()
        makerOfObject = reader.column()
        worstAction = reader.column()
        accountOfSeat = reader.column()
        valueOfSeat = reader.column()
        plays.seats = reader.column()
        plays.objects = reader.column()
        plays.times = reader.column()
        plays.marks = reader.column(UInt8.self).map { PlayMarks(rawValue: $0) }
        plays.ids = reader.column()
        plays.idEnds = reader.column()
        acts.seats = reader.column()
        acts.objects = reader.column()
        acts.times = reader.column()
        links.seats = reader.column()
        links.values = reader.column()
        signUps.accounts = reader.column()
        signUps.seats = reader.column()
        signUps.times = reader.column()
        let ways = reader.column(Int.self)[0]
        signUps.groups = (0..<ways).map { _ in reader.column() }
    }
}
