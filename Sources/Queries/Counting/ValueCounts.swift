import CEL
import Toolbox
import Vocabulary

/// Counts the values of one field or expression, and on demand each over time.
struct ValueCounts: Sendable {
    struct Counted: Sendable {
        var key: UInt64
        var text: String
        var hits = Hits()
        /// The block it was counted in last.
        var block = -1
        var blockEvents = 0
        /// Its row of ``bars``; -1 for none.
        var series = -1
    }

    private(set) var counted: [Counted] = []
    /// Matches that had a value.
    private(set) var present = 0
    /// Matches with values beyond the bound.
    private(set) var others = 0
    private var places: [UInt64: Int32] = [:]
    /// By series, then by bar.
    private(set) var bars: [UInt32] = []
    private let barCount: Int
    private let valuesMax: Int
    private let seriesMax: Int

    /// - Parameter bars: 0 where nothing is counted over time.
    init(valuesMax: Int, bars: Int, seriesMax: Int) {
        (self.valuesMax, barCount, self.seriesMax) = (valuesMax, bars, seriesMax)
    }

    /// Counts a value, or each element of a list once.
    mutating func add(
        _ value: Value, block: Int, blockEvents: Int, bar: Int, _ writer: inout ByteWriter
    ) {
        switch value.kind {
        case .absent, .error, .null: return
        case .list:
            if value.items.isEmpty { return }
            present += 1
            for item in value.items {
                count(item, block, blockEvents, bar, &writer)
            }
        default:
            present += 1
            count(value, block, blockEvents, bar, &writer)
        }
    }

    private mutating func count(
        _ value: Value, _ block: Int, _ blockEvents: Int, _ bar: Int, _ writer: inout ByteWriter
    ) {
        if value.kind == .string {
            let bytes = value.asBytes
            return count(bytes, block, blockEvents, bar)
        }
        writer.removeAll()
        value.writeText(to: &writer)
        writer.withBytes { count($0, block, blockEvents, bar) }
    }

    private mutating func count(
        _ bytes: UnsafeBufferPointer<UInt8>, _ block: Int, _ blockEvents: Int, _ bar: Int
    ) {
        let key = Hash64.of(
            bytes.isEmpty ? UnsafeBufferPointer(start: nil, count: 0) : bytes)
        guard let place = place(key, bytes) else {
            others += 1
            return
        }
        if counted[place].block != block {
            counted[place].hits.endBlock(counted[place].blockEvents)
            counted[place].block = block
            counted[place].blockEvents = blockEvents
        }
        counted[place].hits.add()
        guard barCount > 0, counted[place].series >= 0 else { return }
        bars[counted[place].series * barCount + bar] += 1
    }

    private mutating func place(_ key: UInt64, _ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        if let held = places[key] { return Int(held) }
        guard counted.count < valuesMax else { return nil }
        return insert(key, String(decoding: bytes, as: UTF8.self))
    }

    private mutating func insert(_ key: UInt64, _ text: String) -> Int {
        places[key] = Int32(counted.count)
        var made = Counted(key: key, text: text)
        if barCount > 0, bars.count < seriesMax * barCount {
            made.series = bars.count / barCount
            bars.append(contentsOf: repeatElement(0, count: barCount))
        }
        counted.append(made)
        return counted.count - 1
    }

    /// Ends the block each was counted in last.
    mutating func finish() {
        for place in counted.indices {
            counted[place].hits.endBlock(counted[place].blockEvents)
        }
    }

    /// Adds what another thread counted; both have finished.
    mutating func merge(_ other: ValueCounts) {
        present += other.present
        others += other.others
        for one in other.counted {
            let place: Int
            if let held = places[one.key] {
                place = Int(held)
            } else if counted.count < valuesMax {
                place = insert(one.key, one.text)
            } else {
                others += one.hits.count
                continue
            }
            counted[place].hits.merge(one.hits)
            guard one.series >= 0, counted[place].series >= 0 else { continue }
            for bar in 0..<barCount {
                bars[counted[place].series * barCount + bar] +=
                    other.bars[one.series * barCount + bar]
            }
        }
    }

    /// The bars of one value, where it has some.
    func bars(of place: Int) -> ArraySlice<UInt32>? {
        let series = counted[place].series
        return series < 0 ? nil : bars[series * barCount..<(series + 1) * barCount]
    }

    /// The hits of a value; 0 where it was never met.
    func hits(of text: String) -> Hits? {
        var text = text
        let key = text.withUTF8 {
            Hash64.of($0.isEmpty ? UnsafeBufferPointer(start: nil, count: 0) : $0)
        }
        return places[key].map { counted[Int($0)].hits }
    }

    /// Places of the most counted, the most first; ties by text. O(values · limit) at worst.
    func top(_ limit: Int) -> [Int] {
        var top: [Int] = []
        for place in counted.indices {
            if top.count == limit, let last = top.last, !isBefore(place, last) { continue }
            let at = top.firstIndex { isBefore(place, $0) } ?? top.count
            top.insert(place, at: at)
            if top.count > limit { top.removeLast() }
        }
        return top
    }

    private func isBefore(_ one: Int, _ other: Int) -> Bool {
        let (first, second) = (counted[one].hits.count, counted[other].hits.count)
        return first != second ? first > second : counted[one].text < counted[other].text
    }
}
