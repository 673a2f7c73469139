import Crypto
import Foundation
package import Vocabulary

/// What reading a pack came to.
package struct PackReading: Sendable {
    /// nil when any diagnostic is an error.
    package var pack: Pack?
    /// In order of place.
    package var diagnostics: [Vocabulary.Diagnostic]
    private let lines: [String: [String]]

    /// - Parameter lists: texts of the files of entries, by path.
    init(pack: Pack?, sink: DiagnosticSink, files: [PackFile], lists: [String: String]) {
        self.pack = pack
        diagnostics = sink.diagnostics.sorted { $0.location < $1.location }
        var lines = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.lines) })
        for path in Set(diagnostics.map(\.location.file)) {
            if let text = lists[path] { lines[path] = PackFile.lines(of: text) }
        }
        self.lines = lines
    }

    package var errorCount: Int { diagnostics.count { $0.severity == .error } }

    /// Every diagnostic with its line and caret, then a count.
    package var report: String {
        let texts = diagnostics.map { diagnostic in
            let held = lines[diagnostic.location.file] ?? []
            let index = diagnostic.location.line - 1
            return diagnostic.rendered(
                sourceLine: held.indices.contains(index) ? held[index] : nil)
        }
        return texts.joined(separator: "\n\n")
    }
}

/// Reads packs from folders.
package enum PackLoader {
    /// Files a pack must have.
    package static let fileNames = [
        "pack.yaml", "events.yaml", "features.yaml", "rules.yaml", "policy.yaml",
    ]
    /// Files a pack may have.
    package static let optionalFileNames = [
        "cases.yaml",
        "costs.yaml", "detection.yaml", "enforcement.yaml", "experiments.yaml", "lists.yaml",
        "models.yaml", ModelFiles.stages, "release.yaml", "tests.yaml", "verification.yaml",
    ]
    /// The folder of files with the entries of lists.
    package static let listFolder = "lists"
    /// Bytes a file of a pack may have.
    static let fileBytesMax = 4 * 1024 * 1024
    /// Bytes a file with the entries of a list may have.
    static let listBytesMax = 64 * 1024 * 1024
    /// Files of entries a pack may have.
    static let listFilesMax = 256
    /// Bytes all files of a pack may have together, since a store keeps them as one.
    static let packBytesMax = 128 * 1024 * 1024

    /// Reads and checks the pack in `folder`; all faults are in the reading, none is thrown but
    /// that the folder itself cannot be read.
    package static func read(folder: String) throws -> PackReading {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
            isFolder.boolValue
        else {
            throw Fault(
                .notFound, "There is no folder \(folder).",
                fix: "Name the folder that holds pack.yaml.")
        }
        var texts: [String: String] = [:]
        for name in fileNames + optionalFileNames {
            texts[name] = try text(of: folder + "/" + name, bytesMax: fileBytesMax)
        }
        for name in try listFiles(in: folder) {
            texts[name] = try text(of: folder + "/" + name, bytesMax: listBytesMax)
        }
        texts.merge(try ModelFiles.read(in: folder)) { first, _ in first }
        let bytes = texts.values.reduce(0) { $0 + $1.utf8.count }
        guard bytes <= packBytesMax else {
            throw Fault(
                .tooLarge,
                "The files of \(folder) have \(bytes) bytes together; "
                    + "a pack has at most \(packBytesMax).",
                fix: "Drop entries of lists, or versions of models.")
        }
        return read(texts: texts, folder: folder)
    }

    /// The text of a file; nil without the file.
    private static func text(of path: String, bytesMax: Int) throws -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        guard data.count <= bytesMax, let text = String(data: data, encoding: .utf8) else {
            throw Fault(
                .invalid, "\(path) is not UTF-8 text of at most \(bytesMax) bytes.",
                fix: "Save it as UTF-8.")
        }
        return text
    }

    /// Paths in the pack of the files of entries, in order of name; hidden files are none.
    private static func listFiles(in folder: String) throws -> [String] {
        let path = folder + "/" + listFolder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let files = names.filter { !$0.hasPrefix(".") }.sorted()
        guard files.count <= listFilesMax else {
            throw Fault(
                .tooLarge, "\(path) has \(files.count) files; a pack has at most \(listFilesMax).",
                fix: "Put lists together.")
        }
        for file in files {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path + "/" + file, isDirectory: &isFolder)
            if isFolder.boolValue {
                throw Fault(
                    .invalid, "\(path)/\(file) is a folder.",
                    fix: "Put files of entries straight into \(path).")
            }
        }
        return files.map { listFolder + "/" + $0 }
    }

    /// Reads a pack from its files' texts, such as a store has kept.
    package static func read(texts: [String: String], folder: String = "") -> PackReading {
        let sink = DiagnosticSink()
        let prefix = folder.isEmpty ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        for path in texts.keys.sorted() where !isPath(path) {
            sink.add(
                Diagnostic(
                    at: SourceLocation(file: prefix + path, line: 1, column: 1),
                    "A pack has no such file.",
                    fix: "It has \((fileNames + optionalFileNames).joined(separator: ", ")), "
                        + "\(listFolder)/NAME and \(ModelFiles.folder)/NAME/VERSION/FILE."))
        }
        var files: [String: PackFile] = [:]
        for name in fileNames + optionalFileNames {
            if let text = texts[name] {
                files[name] = PackFile(path: prefix + name, text: text, sink: sink)
            } else if fileNames.contains(name) {
                sink.add(
                    Diagnostic(
                        at: SourceLocation(file: prefix + name, line: 1, column: 1),
                        "The file is missing.", fix: "A pack has \(name)."))
            }
        }
        let lists = texts.filter { $0.key.hasPrefix(listFolder + "/") }
        let models = texts.filter { ModelFiles.isOfBundle($0.key) }
        var builder = PackBuilder(
            files: files, listFiles: lists, modelFiles: models, folder: prefix, sink: sink)
        let pack = builder.build(
            hash: hash(of: texts), walkHash: walkHash(of: texts), texts: texts)
        return PackReading(
            pack: sink.hasErrors ? nil : pack, sink: sink, files: Array(files.values),
            lists: Dictionary(uniqueKeysWithValues: lists.map { (prefix + $0.key, $0.value) }))
    }

    /// Whether a pack may have a file of this path.
    private static func isPath(_ path: String) -> Bool {
        if fileNames.contains(path) || optionalFileNames.contains(path) { return true }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else { return false }
        if parts[0] == listFolder { return parts.count == 2 }
        return parts[0] == ModelFiles.folder && parts.count == 4 && Int(parts[2]) != nil
    }

    /// Files that say what is done with what was walked, and have no part in the walk.
    private static let judging: Set<String> = [
        "cases.yaml",
        "costs.yaml", "detection.yaml", "enforcement.yaml", "experiments.yaml", "models.yaml",
        "policy.yaml", "release.yaml", "rules.yaml", "tests.yaml", "verification.yaml",
    ]

    /// ``Pack/walkHash`` of a pack's files.
    package static func walkHash(of texts: [String: String]) -> String {
        var walked = texts.filter {
            !judging.contains($0.key) && !$0.key.hasPrefix(ModelFiles.folder + "/")
        }
        walked["pack.yaml"] = walked["pack.yaml"].map { walkedHead(of: $0) }
        return hash(of: walked)
    }

    /// What the walk rests on in `pack.yaml`; its name, version and words have no part in it.
    private static func walkedHead(of text: String) -> String {
        guard let head = try? PlainYAML.read(text, path: "pack.yaml"),
            let mapping = head.mapping
        else { return text }
        return mapping.compactMap { key, value in
            guard let key = key.text, ["lateness", "memory"].contains(key) else { return nil }
            return "\(key): \(value.text ?? "")"
        }.sorted().joined(separator: "\n")
    }

    /// SHA-256 over names and texts, each preceded by its length, in order of name.
    private static func hash(of texts: [String: String]) -> String {
        var sha = SHA256()
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            sha.update(data: Data("\(name.utf8.count):\(name)\(text.utf8.count):\(text)".utf8))
        }
        return sha.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
