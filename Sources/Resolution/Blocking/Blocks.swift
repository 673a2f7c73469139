import Toolbox

/// The records of one rule by what they agree on; pairs are counted here before any is made.
package struct Blocks: Sendable {
    /// A block that is left out, for there is no end to its pairs; it is told of, never silent.
    package struct Large: Sendable, Equatable {
        /// What its records agree on.
        package var value: String
        package var records: Int
        package var pairs: Int
    }

    package let rule: BlockingRule
    /// By record; 0 where it is in no block, or in one that is too large.
    let keys: Flat<UInt64>
    /// Records of all blocks of two and more, each block's ascending.
    let members: Flat<UInt32>
    /// Where each block begins in `members`, and where the last ends.
    let starts: [Int]
    /// Pairs of the blocks that are kept, and across tables only for a link.
    package let pairs: Int
    package let large: [Large]

    /// - Parameters:
    ///   - first: only pairs with a record from here on count.
    ///   - recordsMax: records of a block at most.
    init(_ rule: BlockingRule, table: RecordTable, isLink: Bool, first: Int, recordsMax: Int) {
        self.rule = rule
        var keys = rule.keys(table)
        var order = keys.indices.filter { keys[$0] != 0 }.map { (keys[$0], UInt32($0)) }
        order.sort { $0 < $1 }
        var members: [UInt32] = []
        var starts = [0]
        var pairs = 0
        var large: [Large] = []
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, order[end].0 == order[start].0 { end += 1 }
            let block = order[start..<end].map(\.1)
            let count = Blocks.pairs(of: block, table, isLink: isLink, first: first)
            if block.count > recordsMax {
                large.append(
                    Large(
                        value: Blocks.value(of: block[0], rule, table), records: block.count,
                        pairs: count))
                for record in block { keys[Int(record)] = 0 }
            } else if count > 0 {
                members.append(contentsOf: block)
                starts.append(members.count)
                pairs += count
            }
            start = end
        }
        self.keys = Flat(keys)
        self.members = Flat(members)
        self.starts = starts
        self.pairs = pairs
        self.large = large.sorted { $0.records > $1.records }
    }

    private static func pairs(
        of block: [UInt32], _ table: RecordTable, isLink: Bool, first: Int
    ) -> Int {
        let all = count(of: block, table, isLink)
        if first == 0 { return all }
        return all - count(of: block.filter { $0 < first }, table, isLink)
    }

    private static func count(of block: [UInt32], _ table: RecordTable, _ isLink: Bool) -> Int {
        guard isLink else { return block.count * (block.count - 1) / 2 }
        let rights = block.count { table.sources[Int($0)] == 1 }
        return rights * (block.count - rights)
    }

    private static func value(
        of record: UInt32, _ rule: BlockingRule, _ table: RecordTable
    ) -> String {
        rule.parts.map { table.columns[table.place($0.column)!].rawText(Int(record)) }
            .joined(separator: " & ")
    }

    /// Blocks in pieces of about so many records squared, for several threads.
    func pieces(ofAbout pairs: Int) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var begin = 0
        var held = 0
        for block in 0..<(starts.count - 1) {
            let size = starts[block + 1] - starts[block]
            held += size * (size - 1) / 2
            if held >= pairs {
                pieces.append(begin..<block + 1)
                begin = block + 1
                held = 0
            }
        }
        if begin < starts.count - 1 { pieces.append(begin..<starts.count - 1) }
        return pieces
    }
}
