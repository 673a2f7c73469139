import Foundation
package import Vocabulary

/// A model's manifest and file, read from a folder or from the texts that a registry keeps.
package struct ModelBundle: Sendable {
    package static let manifestName = "manifest.json"
    /// How a file that is no text is named among texts: with this behind its name.
    package static let base64Suffix = ".base64"

    package var manifest: ModelManifest
    /// The model's file.
    package var bytes: [UInt8]
    /// What errors call the model's file.
    package var path: String

    /// Reads `manifest.json` and the model's file; nothing else in the folder is touched.
    ///
    /// - Throws: ``Fault`` `notFound`, `tooLarge`, or `invalid` with the place. O(bytes).
    package static func read(
        folder: String, limits: ModelLimits = .standard
    ) throws(Fault) -> ModelBundle {
        let place = "\(folder)/\(manifestName)"
        let manifest = try ModelManifest.read(
            try bytes(of: place, limit: limits.manifestBytes), path: place, limits: limits)
        let path = "\(folder)/\(manifest.file)"
        return ModelBundle(
            manifest: manifest, bytes: try bytes(of: path, limit: limits.bytes), path: path)
    }

    /// Reads a bundle from texts by file name; a file that is no text stands as
    /// `NAME.base64`.
    ///
    /// - Parameter path: what errors call the bundle.
    /// - Throws: as ``read(folder:limits:)``.
    package static func read(
        texts: [String: String], path: String, limits: ModelLimits = .standard
    ) throws(Fault) -> ModelBundle {
        let place = "\(path)/\(manifestName)"
        guard let text = texts[manifestName] else {
            throw Fault(.notFound, "\(place) is not there.")
        }
        let manifest = try ModelManifest.read(Array(text.utf8), path: place, limits: limits)
        let file = "\(path)/\(manifest.file)"
        if let text = texts[manifest.file] {
            return ModelBundle(manifest: manifest, bytes: Array(text.utf8), path: file)
        }
        guard let text = texts[manifest.file + base64Suffix] else {
            throw Fault(
                .notFound, "\(file) is not there, and neither is \(file)\(base64Suffix).")
        }
        guard text.utf8.count / 4 * 3 <= limits.bytes + 3 else {
            throw Fault(.tooLarge, "\(file): more than \(limits.bytes) bytes.")
        }
        guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
            throw Fault(.invalid, "\(file)\(base64Suffix) is not base64.")
        }
        return ModelBundle(manifest: manifest, bytes: Array(data), path: file)
    }

    /// The model, read and checked.
    package func model(limits: ModelLimits = .standard) throws(Fault) -> Model {
        try Model(manifest, bytes: bytes, path: path, limits: limits)
    }

    private static func bytes(of path: String, limit: Int) throws(Fault) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Fault(.notFound, "\(path) cannot be read.")
        }
        defer { try? file.close() }
        let data: Data
        do {
            data = try file.read(upToCount: limit + 1) ?? Data()
        } catch {
            throw Fault(.invalid, "\(path) cannot be read: \(error)")
        }
        guard data.count <= limit else {
            throw Fault(.tooLarge, "\(path): more than \(limit) bytes.")
        }
        return Array(data)
    }
}
