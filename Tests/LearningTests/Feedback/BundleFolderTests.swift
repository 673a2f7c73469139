import Foundation
import Learning
import Models
import TestKit
import Testing
import Vocabulary

/// Bundles from folders and back.
@Suite struct BundleFolderTests {
    private static func manifest(sha256: String, name: String = "fraud") -> String {
        """
        {"assayModel":1,"name":"\(name)","format":"logistic","file":"model.json",
         "sha256":"\(sha256)","inputs":["event.amount"]}
        """
    }

    private static let model =
        #"{"assayLogistic":1,"intercept":-1,"weights":[1],"means":[0],"scales":[1]}"#
    /// Of ``model``.
    private static let sha256 = "3d1e854ec2d0409c8c4868dbb20ce56dbc3d5cda34eb93c09de7e028658e7718"

    private func written() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        _ = try folder.write(BundleFolderTests.manifest(sha256: Self.sha256), as: "manifest.json")
        _ = try folder.write(Self.model, as: "model.json")
        return folder
    }

    @Test("A bundle comes out of the registry's texts as it stood in its folder, to the byte")
    func roundTrip() throws {
        let folder = try written()
        let bytes = Data([0xFF, 0x00, 0x0A, 0x80])
        try bytes.write(to: URL(fileURLWithPath: folder.path("model.onnx")))
        _ = try folder.write("# é\r\n", as: "card.md")
        let bundle = try BundleFolder(path: folder.url.path)
        #expect(bundle.manifest.name == "fraud")
        #expect(
            Set(bundle.files.keys)
                == ["manifest.json", "model.json", "model.onnx.base64", "card.md"])
        #expect(try bundle.bytes(of: "model.onnx") == Array(bytes))
        let out = folder.path("out")
        try BundleFolder(files: bundle.files, path: "fraud 1").write(to: out)
        for name in ["manifest.json", "model.json", "model.onnx", "card.md"] {
            #expect(
                FileManager.default.contents(atPath: out + "/" + name)
                    == FileManager.default.contents(atPath: folder.path(name)), "\(name)")
        }
        #expect(#expect(throws: Fault.self) { try bundle.write(to: out) }?.code == .conflict)
    }

    @Test("What is no bundle is refused by name")
    func refused() throws {
        func code(_ change: (TemporaryFolder) throws -> Void) throws -> Fault.Code? {
            let folder = try written()
            try change(folder)
            let fault = #expect(throws: Fault.self) { try BundleFolder(path: folder.url.path) }
            #expect(fault?.message.contains(folder.url.path) == true)
            return fault?.code
        }
        func remove(_ name: String) -> (TemporaryFolder) throws -> Void {
            { try FileManager.default.removeItem(atPath: $0.path(name)) }
        }
        func write(_ text: String, _ name: String) -> (TemporaryFolder) throws -> Void {
            { _ = try $0.write(text, as: name) }
        }
        #expect(try code(remove("manifest.json")) == .invalid)
        #expect(try code(remove("model.json")) == .notFound)
        #expect(try code(write("{", "manifest.json")) == .invalid)
        #expect(try code(write(Self.model + " ", "model.json")) == .invalid)
        #expect(
            try code(write(Self.manifest(sha256: Self.sha256, name: "a b"), "manifest.json"))
                == .invalid)
        #expect(try code(write("x", "a.base64")) == .invalid)
        #expect(
            try code(
                write(
                    Self.manifest(sha256: Self.sha256).replacingOccurrences(
                        of: "\"assayModel\":1", with: "\"assayModel\":2"), "manifest.json"))
                == .unsupported)
        #expect(
            try code { folder in
                for number in 0..<70 { _ = try folder.write("x", as: "f\(number).txt") }
            } == .tooLarge)
        let fault = #expect(throws: Fault.self) { try BundleFolder(path: "/nowhere/at/all") }
        #expect(fault?.code == .notFound)
        // A path by hand leads nowhere else.
        let files = [
            "manifest.json": Self.manifest(sha256: Self.sha256), "model.json": Self.model,
            "../escaped": "x",
        ]
        let out = try TemporaryFolder().path("out")
        #expect(throws: Fault.self) { try BundleFolder(files: files, path: "a").write(to: out) }
    }

    @Test("Figures are read as far as they can be")
    func figures() {
        let object = BundleFigures(
            facts: #"{"metrics":{"ap":{"value":0.6414,"low":0.6,"high":0.7},"auc":0.87,"odd":"x"}}"#
        )
        #expect(object.figures.map(\.name) == ["ap", "auc"])
        #expect(object.headline == "ap 0.641 (0.600–0.700), auc 0.870")
        let list = BundleFigures(facts: #"{"metrics":[{"name":"auc","value":0.5},{"value":1}]}"#)
        #expect(list.figures.map(\.name) == ["auc"])
        for odd in [nil, "", "{}", "[]", #"{"metrics":7}"#] {
            #expect(BundleFigures(facts: odd).figures.isEmpty)
        }
    }
}
