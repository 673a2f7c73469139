import Foundation
package import Models
import Vocabulary

/// The files of a bundle, from a folder and back to one, to the byte.
package struct BundleFolder: Sendable {
    /// Files a bundle has at most, and bytes of all.
    package static let filesMax = 64
    package static let bytesMax = 256 << 20

    package let manifest: ModelManifest
    /// Path in the bundle → text, as a registry keeps it.
    package let files: [String: String]

    /// Reads and checks a folder.
    ///
    /// - Throws: ``Fault`` `notFound` without the folder, `invalid` for one that is no bundle,
    ///   `tooLarge` beyond the bounds.
    package init(path: String) throws {
        var isFolder: ObjCBool = false
        let manager = FileManager.default
        guard manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw Fault(
                .notFound, "There is no bundle at \(path).",
                fix: "Name the folder that `assay train` wrote, with manifest.json in it.")
        }
        var files: [String: String] = [:]
        var bytes = 0
        for name in try manager.subpathsOfDirectory(atPath: path).sorted() {
            let place = path + "/" + name
            guard manager.fileExists(atPath: place, isDirectory: &isFolder), !isFolder.boolValue
            else { continue }
            guard !name.hasSuffix(ModelBundle.base64Suffix) else {
                throw Fault(
                    .invalid, "\(place): a bundle's file has no name in .base64.",
                    fix: "Rename it; binary files are packed so when they are kept.")
            }
            guard let data = manager.contents(atPath: place) else {
                throw Fault(.unavailable, "Cannot read \(place).", fix: "Check who may read it.")
            }
            bytes += data.count
            guard files.count < BundleFolder.filesMax, bytes <= BundleFolder.bytesMax else {
                throw Fault(
                    .tooLarge,
                    "\(path) has more than \(BundleFolder.filesMax) files or "
                        + "\(BundleFolder.bytesMax >> 20) MiB.",
                    fix: "Keep only what belongs to the bundle in its folder.")
            }
            if let text = String(validating: data, as: UTF8.self) {
                files[name] = text
            } else {
                files[name + ModelBundle.base64Suffix] = data.base64EncodedString()
            }
        }
        try self.init(files: files, path: path)
    }

    /// Checks the files of a bundle: the model is read whole.
    ///
    /// - Parameter path: what errors call it.
    /// - Throws: ``Fault`` for what is no bundle, or holds a model that cannot be read here.
    package init(files: [String: String], path: String) throws {
        self.files = files
        guard files[ModelBundle.manifestName] != nil else {
            throw Fault(
                .invalid, "\(path) has no \(ModelBundle.manifestName).",
                fix: "A bundle is a folder with manifest.json and the model's file.")
        }
        let bundle = try ModelBundle.read(texts: files, path: path)
        _ = try bundle.model()
        manifest = bundle.manifest
        guard ModelRelease.isName(manifest.name) else {
            throw Fault(
                .invalid,
                "\(path)/manifest.json: no model can be called "
                    + "`\(manifest.name.prefix(80))`.",
                fix: "Use a letter, then letters, digits and `_`.")
        }
    }

    /// Bytes of a file as it stood in the folder; nil where there is none.
    ///
    /// - Throws: ``Fault`` `invalid` for a binary file that is no base64.
    package func bytes(of name: String) throws -> [UInt8]? {
        if let text = files[name] { return Array(text.utf8) }
        guard let text = files[name + ModelBundle.base64Suffix] else { return nil }
        guard let data = Data(base64Encoded: text) else {
            throw Fault(.invalid, "\(name)\(ModelBundle.base64Suffix) is no base64.")
        }
        return Array(data)
    }

    /// Writes the files into a new folder.
    ///
    /// - Throws: ``Fault`` `conflict` when something is there already, `unavailable` when it cannot
    ///   be written.
    package func write(to path: String) throws {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: path) else {
            throw Fault(
                .conflict, "\(path) is there already.", fix: "Name a folder that is not there yet.")
        }
        do {
            for stored in files.keys.sorted() {
                let name =
                    stored.hasSuffix(ModelBundle.base64Suffix)
                    ? String(stored.dropLast(ModelBundle.base64Suffix.count)) : stored
                // A path that a registry was given by hand leads nowhere else.
                guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
                    throw Fault(.invalid, "\(name) is no path in a bundle.")
                }
                let place = URL(fileURLWithPath: path).appendingPathComponent(name)
                try manager.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(try bytes(of: name) ?? []).write(to: place)
            }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(
                .unavailable, "Cannot write \(path): \(error).",
                fix: "See that its folder exists and may be written to.")
        }
    }
}
