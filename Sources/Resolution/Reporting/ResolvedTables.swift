import Toolbox

/// The tables of a run: pairs, clusters, and the records that a later run goes on from.
package struct ResolvedTables {
    private let resolved: Resolved
    private let table: RecordTable

    package init(_ resolved: Resolved, table: RecordTable) {
        self.resolved = resolved
        self.table = table
    }

    /// `pairs.csv`: who, how sure, and the bits of each comparison, which with the prior are the
    /// pair's weight; `same` is 1 for a pair at the threshold, and for a one-to-one link only for
    /// the best one of a record. O(pairs).
    package func writePairs(to path: String) throws {
        let scorer = Scorer(resolved.model, table: table)
        let comparisons = resolved.model.settings.comparisons
        var file = try TableFile(path: path)
        file.writer.append("left,right,same,probability,weight,levels")
        for comparison in comparisons {
            file.writer.append(",")
            file.writer.appendCell(comparison.column)
        }
        try file.endRow()
        let memory = LevelMemory(comparisons: comparisons.count)
        var next = 0
        for pair in resolved.pairs {
            let isLink = next < resolved.links.count && resolved.links[next] == pair
            if isLink { next += 1 }
            let (levels, bits) = scorer.parts(Int(pair.left), Int(pair.right), memory)
            // Of a link the first table's record comes first.
            let isTurned = table.sources[Int(pair.left)] > table.sources[Int(pair.right)]
            file.writer.appendCell(table.id(Int(isTurned ? pair.right : pair.left)))
            file.writer.append(",")
            file.writer.appendCell(table.id(Int(isTurned ? pair.left : pair.right)))
            file.writer.append(isLink ? ",1," : ",0,")
            file.writer.append(rounded(resolved.model.probability(evidence: pair.evidence), 1e6))
            file.writer.append(",")
            file.writer.append(rounded(pair.evidence + resolved.model.prior, 1e3))
            file.writer.append(",")
            for (place, level) in levels.enumerated() {
                if place > 0 { file.writer.append(" ") }
                let isMissing = level == comparisons[place].levels.count + 1
                if isMissing { file.writer.append("-") } else { file.writer.append(Int64(level)) }
            }
            for bit in bits {
                file.writer.append(",")
                file.writer.append(rounded(bit, 1e3))
            }
            try file.endRow()
        }
        try file.finish()
    }

    private func rounded(_ value: Double, _ scale: Double) -> Double {
        (value * scale).rounded() / scale
    }

    /// `clusters.csv`: every record, and the record that its cluster is named after.
    package func writeClusters(to path: String) throws {
        var file = try TableFile(path: path)
        file.writer.append("record,source,cluster,records")
        try file.endRow()
        let isOfTwo = table.sources.contains(1)
        var sizes = [Int](repeating: 0, count: table.count)
        for root in resolved.clusters.roots { sizes[Int(root)] += 1 }
        for (record, root) in resolved.clusters.roots.enumerated() {
            file.writer.appendCell(table.id(record))
            file.writer.append(table.sources[record] == 0 ? ",a," : ",b,")
            file.writer.appendCell(table.id(Int(root)))
            // A record of the other table may have the same name.
            if isOfTwo {
                file.writer.append(table.sources[Int(root)] == 0 ? "@a" : "@b")
            }
            file.writer.append(",")
            file.writer.append(Int64(sizes[Int(root)]))
            try file.endRow()
        }
        try file.finish()
    }

    /// `records.csv`: what was read, for `--into`.
    package func writeRecords(to path: String) throws {
        var file = try TableFile(path: path)
        file.writer.append("record,source")
        for column in table.columns {
            file.writer.append(",")
            file.writer.appendCell(column.name)
        }
        try file.endRow()
        for record in 0..<table.count {
            file.writer.appendCell(table.id(record))
            file.writer.append(table.sources[record] == 0 ? ",a" : ",b")
            for column in table.columns {
                file.writer.append(",")
                column.withRaw(record) { file.writer.appendCell($0) }
            }
            try file.endRow()
        }
        try file.finish()
    }
}
