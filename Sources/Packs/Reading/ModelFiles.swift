import Foundation
import Models
package import Vocabulary

/// The files of a pack's models: `models/stages.yaml` says where versions stand, and
/// `models/NAME/VERSION/` holds a version's bundle.
package enum ModelFiles {
    package static let folder = "models"
    package static let stages = "models/stages.yaml"
    /// Files of a bundle that have no part in scoring; a pack does not keep them.
    private static let aside: Set<String> = ["card.md", "facts.json", "reference.json"]
    /// Bytes one file of a bundle may have.
    static let bytesMax = 64 * 1024 * 1024
    /// Versions a pack may hold.
    static let versionsMax = 64

    /// Whether a path in a pack is that of a file in a version's bundle.
    static func isOfBundle(_ path: String) -> Bool {
        path.hasPrefix(folder + "/") && path != stages
    }

    /// The folder of a version's bundle in a pack.
    package static func folder(of name: String, version: Int) -> String {
        "\(folder)/\(name)/\(version)"
    }

    /// Paths and texts of all bundles in a pack's folder.
    ///
    /// - Throws: ``Fault`` where there are too many, or a file is too large.
    static func read(in pack: String) throws -> [String: String] {
        var texts: [String: String] = [:]
        var versions = 0
        for name in names(in: "\(pack)/\(folder)") {
            for version in names(in: "\(pack)/\(folder)/\(name)") {
                versions += 1
                let path = "\(folder)/\(name)/\(version)"
                for file in names(in: "\(pack)/\(path)") where !aside.contains(file) {
                    let (name, text) = try read("\(pack)/\(path)/\(file)", as: "\(path)/\(file)")
                    texts[name] = text
                }
            }
        }
        guard versions <= versionsMax else {
            throw Fault(
                .tooLarge,
                "\(pack)/\(folder) has \(versions) versions of models; "
                    + "a pack has at most \(versionsMax).", fix: "Drop those that are retired.")
        }
        return texts
    }

    private static func names(in path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    private static func read(_ path: String, as name: String) throws -> (String, String) {
        guard let data = FileManager.default.contents(atPath: path), data.count <= bytesMax else {
            throw Fault(
                .tooLarge, "\(path) cannot be read, or has more than \(bytesMax) bytes.",
                fix: "A version's folder holds manifest.json and the model's file.")
        }
        if let text = String(data: data, encoding: .utf8) { return (name, text) }
        return (name + ModelBundle.base64Suffix, data.base64EncodedString())
    }

    // MARK: A registry over a pack

    /// A pack's files with the versions of a registry in the place of its own.
    ///
    /// Of a name that the registry knows, the pack's own versions count for nothing. Retired
    /// versions are left out.
    ///
    /// - Parameters:
    ///   - texts: the pack's files.
    ///   - releases: only of models that the pack declares.
    ///   - files: the files of a version's bundle.
    package static func overlaid(
        _ texts: [String: String], by releases: [ModelRelease],
        files: (ModelRelease) throws -> [String: String]
    ) throws -> [String: String] {
        guard !releases.isEmpty else { return texts }
        let known = Set(releases.map(\.name))
        var overlaid = texts.filter { path, _ in
            !isOfBundle(path) || !known.contains(String(path.split(separator: "/")[1]))
        }
        var lines = StagesFile.lines(of: texts[stages] ?? "").filter { !known.contains($0.name) }
        for release in releases where release.stage != .retired {
            lines.append(release)
            let path = folder(of: release.name, version: release.version)
            for (file, text) in try files(release) where !aside.contains(file) {
                overlaid["\(path)/\(file)"] = text
            }
        }
        overlaid[stages] = StagesFile.text(of: lines)
        return overlaid
    }
}
