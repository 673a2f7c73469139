import Foundation
import Testing

/// The house's own rules, read off its files. Each failure names the place, the rule and why.
@Suite struct TidyTests {
    private let repository: Repository

    init() throws { repository = try Repository.shared.get() }

    private func report(_ places: [String], _ rule: String) {
        for place in places { Issue.record("\(place): \(rule)") }
    }

    @Test("Lines of Swift have at most 100 columns")
    func columns() {
        report(
            repository.places(in: repository.swiftFiles()) { $0.count > 100 },
            "a line has at most 100 columns, so that two files fit beside each other")
    }

    @Test("Functions have at most 70 lines")
    func functions() {
        for path in repository.swiftFiles() {
            for function in Functions.of(repository.lines(path)) where function.lineCount > 70 {
                report(
                    ["\(path):\(function.line)"],
                    "a function has at most 70 lines, so that it is seen at once; this has "
                        + "\(function.lineCount)")
            }
        }
    }

    @Test("Source files have at most 500 lines, test files at most 800")
    func files() {
        for path in repository.swiftFiles() {
            let bound = path.hasPrefix("Tests/") ? 800 : 500
            let count = repository.lines(path).count
            if count > bound {
                report(
                    ["\(path):\(bound)"],
                    "a file has at most \(bound) lines, so that it is about one thing")
            }
        }
    }

    @Test("Folders have at most 20 files")
    func folders() {
        let folders = Dictionary(grouping: repository.paths) {
            $0.split(separator: "/").dropLast().joined(separator: "/")
        }
        for (folder, files) in folders where files.count > 20 {
            report(
                ["\(folder)/:1"],
                "a folder has at most 20 files, so that it is read at a glance; this has "
                    + "\(files.count)")
        }
    }

    @Test("Type names say what a thing is")
    func typeNames() {
        let kinds = ["class", "struct", "enum", "protocol", "actor", "typealias"]
        let empty = ["Manager", "Helper", "Util", "Impl"]
        report(
            repository.places(in: repository.swiftFiles()) { line in
                let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
                guard !line.drop(while: { $0 == " " }).hasPrefix("//"),
                    let kind = words.firstIndex(where: { kinds.contains(String($0)) }),
                    kind + 1 < words.count
                else { return false }
                let name = words[kind + 1]
                return name.first?.isUppercase == true
                    && empty.contains { TidyTests.has($0, asWordIn: name) }
            }, "a type is named for what it is, not that it manages, helps or implements")
    }

    /// Whether one of the words that a type's name is made of is the given one, or several of it.
    private static func has(_ word: String, asWordIn name: Substring) -> Bool {
        guard let range = name.range(of: word) else { return false }
        return name[range.upperBound...].first.map { $0.isUppercase || $0 == "s" } ?? true
    }

    @Test("Nothing is left to be done in comments")
    func markers() {
        let markers = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        report(
            repository.places(in: repository.paths) { line in
                markers.contains { marker in
                    line.contains(marker)
                        && line.split { !$0.isLetter && !$0.isNumber }.contains(Substring(marker))
                }
            }, "what is to be done is done, or an issue; comments do not get older")
    }

    @Test("No file names a place on the machine it was written on")
    func machinePaths() {
        let places = ["/" + "work/", "/" + "root/"]
        report(
            repository.places(in: repository.paths) { line in
                places.contains { line.contains($0) && !line.contains("." + $0) }
            }, "a path of one machine means nothing on another")
    }

    @Test("Every room has its page, and the words have their glossary")
    func pages() {
        let rooms = Set(
            repository.swiftFiles(in: "Sources/").map { $0.split(separator: "/")[1] })
        for room in rooms where room != "assay" {
            if !repository.paths.contains("Sources/\(room)/\(room).md") {
                report(
                    ["Sources/\(room)/\(room).md:1"],
                    "a room has a page: its purpose, what goes in and out, what always holds"
                )
            }
        }
        if !repository.paths.contains("GLOSSARY.md") {
            report(["GLOSSARY.md:1"], "every word of the product is explained once")
        }
    }

    @Test(
        "Libraries stay in the room that hides them",
        arguments: [
            ("Hummingbird", ["API", "Console"]), ("GRDB", ["StoreSQLite"]), ("Yams", ["Packs"]),
            ("Mustache", ["Console"]), ("JWTKit", ["Access"]),
        ])
    func imports(library: String, rooms: [String]) {
        let others = repository.swiftFiles(in: "Sources/").filter { path in
            !rooms.contains { path.hasPrefix("Sources/\($0)/") }
        }
        report(
            repository.places(in: others) { line in
                let words = line.split(separator: " ")
                guard let word = words.firstIndex(of: "import"), word + 1 < words.count
                else { return false }
                return words[word + 1].hasPrefix(library)
            }, "only \(rooms.joined(separator: ", ")) imports \(library)")
    }

    @Test("The program carries every template, module and style of the console, and no other")
    func assets() {
        let folder = "Sources/CAssets/"
        let kept = repository.paths.filter { path in
            ["modules/", "style/", "templates/"].contains { path.hasPrefix(folder + $0) }
        }.map { String($0.dropFirst(folder.count)) }
        let carried = repository.lines(folder + "assets.c").filter { $0.hasPrefix("#embed ") }
            .map { $0.dropFirst(8).dropLast() }.map(String.init)
        report(
            Set(kept).symmetricDifference(carried).sorted().map { "\(folder)\($0):1" },
            "run script/list_assets after adding, renaming or removing one")
    }

    @Test("Only the executable reads the environment")
    func environment() {
        let others = repository.swiftFiles(in: "Sources/").filter {
            !$0.hasPrefix("Sources/assay/")
        }
        report(
            repository.places(in: others) { line in
                line.contains("ProcessInfo.processInfo.environment") || line.contains("getenv(")
            }, "configuration comes in at the front door and is passed on by name")
    }
}
