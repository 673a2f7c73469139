import CAssets
import Crypto
import Foundation
import Pipeline

/// Files the pages need: our own, carried in the program, and Debian's packages', read once.
package final class Assets: Sendable {
    /// One file as it is sent.
    package struct File: Sendable {
        package var type: String
        package var bytes: [UInt8]
        /// Compressed, where that is shorter.
        package var gzip: [UInt8]?
        /// A name of the content, for caches.
        package var tag: String
    }

    /// Where Debian's packages put what we use of them, by the name it has here.
    private static let vendored: [String: (path: String, package: String)] = [
        "vendor/bootstrap.css": (
            "/usr/share/javascript/bootstrap5/css/bootstrap.min.css", "libjs-bootstrap5"
        ),
        "vendor/chart.js": ("/usr/share/javascript/chart.js/chart.min.js", "libjs-chart.js"),
        "vendor/d3.js": ("/usr/share/nodejs/d3/dist/d3.min.js", "node-d3"),
    ]

    /// A folder whose files stand in for those of the program, read anew each time; for who works
    /// on the pages.
    private let folder: String?
    private let files: [String: File]
    /// What is not there, and how to get it.
    package let missing: [String]

    /// - Parameter folder: such as `Sources/CAssets`; nil to use what the program carries.
    package init(folder: String? = nil) {
        self.folder = folder
        var files: [String: File] = [:]
        var missing: [String] = []
        for index in 0..<assay_assets_count() {
            guard let asset = assay_assets()?[index] else { continue }
            let name = String(cString: asset.name)
            let bytes = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
            files[name] = Assets.file(name, bytes)
        }
        for (name, source) in Assets.vendored {
            guard let data = FileManager.default.contents(atPath: source.path) else {
                missing.append("\(source.path), of the Debian package \(source.package)")
                continue
            }
            files[name] = Assets.file(name, Array(data))
        }
        self.files = files
        self.missing = missing.sorted()
    }

    /// The file of that name; nil when there is none.
    package func file(_ name: String) -> File? {
        if let folder, !name.hasPrefix("vendor/"), names().contains(name),
            let data = FileManager.default.contents(atPath: folder + "/" + name)
        {
            return Assets.file(name, Array(data))
        }
        return files[name]
    }

    /// Files of the program, and those that came to the folder since it was built.
    private func names() -> Set<String> {
        var names = Set(files.keys)
        guard let folder else { return names }
        for part in ["templates", "modules", "style"] {
            let found = FileManager.default.enumerator(atPath: folder + "/" + part)
            for case let path as String in found ?? .init() { names.insert(part + "/" + path) }
        }
        return names
    }

    /// Templates by name, such as `case` for `templates/case.mustache`.
    package func templates() -> [String: String] {
        var templates: [String: String] = [:]
        for name in names() where name.hasPrefix("templates/") && name.hasSuffix(".mustache") {
            guard let file = file(name) else { continue }
            let word = name.dropFirst("templates/".count).dropLast(".mustache".count)
            templates[String(word)] = String(decoding: file.bytes, as: UTF8.self)
        }
        return templates
    }

    package var isFolder: Bool { folder != nil }

    /// The path of a file, with its tag, so that caches may keep it for good.
    package func path(_ name: String) -> String {
        "/assets/\(name)?v=\(file(name)?.tag ?? "none")"
    }

    private static func file(_ name: String, _ bytes: [UInt8]) -> File {
        let type =
            name.hasSuffix(".css")
            ? "text/css; charset=utf-8"
            : name.hasSuffix(".js")
                ? "text/javascript; charset=utf-8"
                : name.hasSuffix(".svg") ? "image/svg+xml" : "text/plain; charset=utf-8"
        let digest = SHA256.hash(data: bytes).prefix(6)
        let tag = digest.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        let packed = name.hasPrefix("templates/") ? nil : Packing.gzip.pack(bytes)
        return File(
            type: type, bytes: bytes, gzip: packed.flatMap { $0.count < bytes.count ? $0 : nil },
            tag: tag)
    }
}
