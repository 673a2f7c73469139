import ArgumentParser
import Rings
import Toolbox
import Vocabulary

struct RingsBlocksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blocks",
        abstract: "Finds groups of accounts that touched the same objects: dense blocks.",
        discussion: """
            assay rings blocks --edges plays.csv.gz
            assay rings blocks --edges plays.csv.gz --by background --blocks 10 --json

            The file has the columns `account`, `object` and, for --weights, `weight`. Equal edges \
            are one; with --weights their weights are added, and one above 65,536 counts as that.

            --by density peels the densest block, then the densest of what is left (FRAUDAR, KDD \
            2016); where tastes overlap, that is the crowd. --by background takes off what any \
            account would bring, and finds blocks filled by half too, but it may miss one and \
            looks for longer. A dense block is a lead, not a verdict.
            """)

    enum Measure: String, ExpressibleByArgument, CaseIterable { case density, background }

    @Option(help: "The edges: CSV with the columns account,object[,weight]; - is standard input.")
    var edges: String

    @Option(help: "What blocks stand out by: density or background.")
    var by = Measure.density

    @Flag(help: "Let edges count for their column `weight`.")
    var weights = false

    @Option(help: "Blocks at most, 1 to 1,000.")
    var blocks = 5

    @Flag(help: "Print JSON, with the names of all members.")
    var json = false

    private static let blocksMax = 1_000

    func validate() throws {
        guard (1...Self.blocksMax).contains(blocks) else {
            throw ValidationError("--blocks is a number from 1 to 1,000.")
        }
    }

    func run() throws {
        let list = try EdgeList(path: edges, isWeighted: weights)
        let started = monotonicSeconds()
        let graph = BipartiteGraph(
            rows: list.rows, columns: list.columns, weights: weights ? list.weights : nil,
            rowCount: list.accounts.count, columnCount: list.objects.count)
        let plain = BlockWeights(graph)
        let counted = by == .background ? plain.aboveBackground(of: graph) : plain
        let built = monotonicSeconds()
        let (blocks, search) = found(graph, counted)
        let report = BlocksReport(
            list: list, differentEdges: graph.edgeCount, by: by, blocks: blocks, search: search,
            graphSeconds: built - started, searchSeconds: monotonicSeconds() - built)
        print(json ? report.json : report.text)
        try LeftOut.check([list.left])
    }

    /// The blocks, and what the search for blocks above the background looked at.
    private func found(
        _ graph: BipartiteGraph, _ counted: BlockWeights
    ) -> ([DenseBlock], LocalSearch.Result?) {
        if by == .density { return (GreedyPeel.blocks(graph, counted, limit: blocks), nil) }
        var progress = Progress("starts")
        defer { progress.finish() }
        let result = LocalSearch().blocks(graph, counted, limit: blocks) {
            progress.update(count: $0, share: $1)
        }
        return (result.blocks, result)
    }
}

/// Blocks for people and for programs.
private struct BlocksReport {
    let list: EdgeList
    let differentEdges: Int
    let by: RingsBlocksCommand.Measure
    let blocks: [DenseBlock]
    let search: LocalSearch.Result?
    let graphSeconds: Double
    let searchSeconds: Double

    /// Members of a block named to people.
    private static let namedMax = 5

    var text: String {
        let name = by == .density ? "peel" : "search"
        var parts = [
            "\(list.sentence); graph \(Words.seconds(graphSeconds)), "
                + "\(name) \(Words.seconds(searchSeconds))"
        ]
        if let search {
            parts.append(
                "\(search.triedSeeds.grouped) starts tried, \(search.givenUpSeeds.grouped) given "
                    + "up, \(search.untriedSeeds.grouped) untried.")
        }
        guard !blocks.isEmpty else { return (parts + ["No block."]).joined(separator: "\n") }
        var table = TextTable(["block", "density", "accounts", "objects", "edges", "filled %"])
        for (place, block) in blocks.enumerated() {
            table.add([
                "\(place + 1)", Words.rounded(block.density, 4), block.rows.count.grouped,
                block.columns.count.grouped, block.edgeCount.grouped,
                Words.rounded(block.fill * 100, 1),
            ])
        }
        parts.append("\n" + table.text + "\n")
        for (place, block) in blocks.enumerated() {
            parts.append(
                "\(place + 1)  accounts \(named(block.rows, list.accounts))\n"
                    + "   objects \(named(block.columns, list.objects))")
        }
        return parts.joined(separator: "\n")
    }

    private func named(_ members: [UInt32], _ names: NameNumbers) -> String {
        let shown = members.prefix(Self.namedMax).map { names.name($0) }.joined(separator: ", ")
        let rest = members.count - Self.namedMax
        return rest > 0 ? "\(shown) and \(rest.grouped) more" : shown
    }

    var json: String {
        var writer = ByteWriter()
        list.writeJSON(to: &writer)
        writer.append(",\"differentEdges\":\(differentEdges),\"by\":\"\(by.rawValue)\"")
        writer.append(",\"graphSeconds\":\(graphSeconds)")
        let name = by == .density ? "peelSeconds" : "searchSeconds"
        writer.append(",\"\(name)\":\(searchSeconds),\"peakMemoryBytes\":\(peakMemoryBytes())")
        if let search {
            writer.append(",\"triedStarts\":\(search.triedSeeds)")
            writer.append(",\"givenUpStarts\":\(search.givenUpSeeds)")
            writer.append(",\"untriedStarts\":\(search.untriedSeeds)")
        }
        writer.append(",\"blocks\":[")
        for (place, block) in blocks.enumerated() {
            writer.append(place == 0 ? "{\"density\":" as StaticString : ",{\"density\":")
            writer.append(block.density)
            writer.append(",\"edges\":\(block.edgeCount),\"fill\":")
            writer.append(block.fill)
            write("accounts", block.rows, list.accounts, &writer)
            write("objects", block.columns, list.objects, &writer)
            writer.append(byte: UInt8(ascii: "}"))
        }
        writer.append("]}")
        return writer.text
    }

    private func write(
        _ key: String, _ members: [UInt32], _ names: NameNumbers, _ writer: inout ByteWriter
    ) {
        writer.append(",\"\(key)\":[")
        for (place, member) in members.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            names.withName(member) { writer.appendQuoted($0) }
        }
        writer.append(byte: UInt8(ascii: "]"))
    }
}
