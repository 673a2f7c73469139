import Foundation
import Resolution
import Toolbox

/// People with slips of the pen, for tests: who is who is in the name.
struct PeopleTable {
    var rows: [(id: String, cells: [String])] = []

    static let columns = ["given", "family", "born", "town", "mail"]

    /// - Parameter copies: further records of each person, at most.
    init(people: Int, copies: Int, random: inout SplitMix64) {
        for person in 0..<people {
            let whole = PeopleTable.person(&random)
            for copy in 0...random.below(copies + 1) {
                var cells = whole
                if copy > 0 {
                    for column in cells.indices where random.chance(0.25) {
                        cells[column] =
                            random.chance(0.3)
                            ? "" : PeopleTable.slipped(cells[column], &random)
                    }
                }
                rows.append(("\(person)-\(copy)", cells))
            }
        }
    }

    private static func person(_ random: inout SplitMix64) -> [String] {
        let letters = Array("abcdefghiklmnoprstuw")
        func word(_ least: Int) -> String {
            String((0..<least + random.below(4)).map { _ in letters[random.below(letters.count)] })
        }
        let given = word(4)
        let family = word(5)
        let town = ["bonn", "kiel", "jena", "trier", "ulm", "soest", "gera"][random.below(7)]
        let pad = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let born =
            "\(1940 + random.below(60))-\(pad(1 + random.below(12)))-"
            + pad(1 + random.below(28))
        return [given, family, born, town, "\(given).\(family)@mail.example"]
    }

    private static func slipped(_ text: String, _ random: inout SplitMix64) -> String {
        guard text.count > 1 else { return text }
        var letters = Array(text)
        let place = random.below(letters.count - 1)
        switch random.below(3) {
        case 0: letters.swapAt(place, place + 1)
        case 1: letters.remove(at: place)
        default: letters.insert("e", at: place)
        }
        return String(letters)
    }

    static var settings: ResolutionSettings {
        var settings = ResolutionSettings(
            comparisons: [
                Comparison(
                    column: "given", kind: .name,
                    levels: [.exact, .swapped("family"), .jaroWinkler(0.92), .jaroWinkler(0.7)]),
                Comparison(column: "family", kind: .name),
                Comparison(column: "born", kind: .date),
                Comparison(column: "town", kind: .category),
                Comparison(column: "mail", kind: .email),
            ],
            blocking: ["given & family", "born", "mail", "soundex(family) & town"].map {
                BlockingRule($0)!
            })
        settings.limits.clusterRecordsMax = 20
        return settings
    }

    /// - Parameter source: of a row by its place; nil is the first table for all.
    static func table(
        _ rows: [(id: String, cells: [String])], settings: ResolutionSettings,
        source: (Int) -> UInt8 = { _ in 0 }
    ) -> RecordTable {
        let table = RecordTable(columns: settings.columns, missing: [])
        for (place, row) in rows.enumerated() {
            // Cells in the order of the settings' columns, which is that of `columns`.
            let bytes = ([row.id] + row.cells).map { Array($0.utf8) }
            let buffers = bytes.map { bytes in
                let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
                _ = memory.initialize(from: bytes)
                return UnsafeBufferPointer(memory)
            }
            let isNew = table.append(id: buffers[0], source: source(place), cells: buffers[1...])
            precondition(isNew, "a row's name is its own")
            for buffer in buffers { buffer.deallocate() }
        }
        table.close(threads: 2)
        return table
    }
}
