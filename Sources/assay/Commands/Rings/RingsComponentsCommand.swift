import ArgumentParser
import Foundation
import Rings
import Toolbox
import Vocabulary

struct RingsComponentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "components",
        abstract: "Finds the connected components of an edge list.",
        discussion: """
            assay rings components --edges logins.csv.gz
            assay rings components --edges logins.csv.gz --out components.csv

            Accounts are connected that touched the same object, or are so through others. The \
            file has the columns `account` and `object`. --out writes a row for each account with \
            the number of its component, from 0 in the order of the components' first accounts.
            """)

    @Option(help: "The edges: CSV with the columns account,object; - is standard input.")
    var edges: String

    @Option(help: "Write account,component to this CSV file.")
    var out: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try OutputPaths.check([out].compactMap { $0 }, inputs: [edges])
    }

    func run() throws {
        let list = try EdgeList(path: edges, isWeighted: false)
        let accounts = UInt32(list.accounts.count)
        let ends = list.columns.map { $0 + accounts }
        let started = monotonicSeconds()
        var components = Components(count: list.accounts.count + list.objects.count)
        components.join(list.rows, ends)
        let (sets, sizes) = components.numbered()
        let seconds = monotonicSeconds() - started
        let report = ComponentsReport(list: list, sets: sets, sizes: sizes, seconds: seconds)
        if let out { try report.write(to: out) }
        print(json ? report.json : report.text)
        try LeftOut.check([list.left])
    }
}

/// Components for people and for programs.
private struct ComponentsReport {
    let list: EdgeList
    /// By account, then by object.
    let sets: [UInt32]
    let sizes: [Int]
    let seconds: Double

    /// Components told of one by one, the largest.
    private static let shownMax = 10

    /// The largest components: their numbers, accounts and objects; of equal size the first.
    private var largest: [(number: Int, accounts: Int, objects: Int)] {
        var accounts = [Int](repeating: 0, count: sizes.count)
        for account in 0..<list.accounts.count { accounts[Int(sets[account])] += 1 }
        return sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }.prefix(Self.shownMax)
            .map { ($0, accounts[$0], sizes[$0] - accounts[$0]) }
    }

    var text: String {
        let head =
            "\(list.sentence); \(sizes.count.grouped) components in \(Words.seconds(seconds))"
        guard !sizes.isEmpty else { return head }
        var table = TextTable(["component", "accounts", "objects"])
        for each in largest {
            table.add([each.number.grouped, each.accounts.grouped, each.objects.grouped])
        }
        let rest = sizes.count - Self.shownMax
        return head + "\n\n" + table.text + (rest > 0 ? "\n… and \(rest.grouped) smaller" : "")
    }

    var json: String {
        var writer = ByteWriter()
        list.writeJSON(to: &writer)
        writer.append(",\"componentSeconds\":\(seconds)")
        writer.append(",\"peakMemoryBytes\":\(peakMemoryBytes())")
        writer.append(",\"components\":\(sizes.count),\"largest\":[")
        for (place, each) in largest.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.append("{\"component\":\(each.number),\"accounts\":\(each.accounts)")
            writer.append(",\"objects\":\(each.objects)}")
        }
        writer.append("]}")
        return writer.text
    }

    /// Writes a row for each account, in the order they first come in the file.
    func write(to path: String) throws {
        var writer = ByteWriter()
        writer.append("account,component\n" as StaticString)
        for account in 0..<list.accounts.count {
            list.accounts.withName(UInt32(account)) { writer.appendCell($0) }
            writer.append(byte: UInt8(ascii: ","))
            writer.append(UInt64(sets[account]))
            writer.append(byte: UInt8(ascii: "\n"))
        }
        guard FileManager.default.createFile(atPath: path, contents: Data(writer.bytes)) else {
            throw Fault(
                .unavailable, "Cannot write \(path).", fix: "Choose a place you may write to.")
        }
    }
}
