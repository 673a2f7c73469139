import Crypto
package import Vocabulary

extension ModelManifest {
    /// Reads `manifest.json`, as its `Codable` form is written.
    ///
    /// - Throws: ``Fault`` that names the member. O(bytes).
    package static func read(
        _ bytes: [UInt8], path: String, limits: ModelLimits = .standard
    ) throws(Fault) -> ModelManifest {
        guard bytes.count <= limits.manifestBytes else {
            throw Fault(.tooLarge, "\(path): more than \(limits.manifestBytes) bytes.")
        }
        let root = try JSONText(bytes, path: path).root
        let top = try root.members([
            "assayModel", "name", "format", "file", "sha256", "inputs", "calibration",
        ])
        let version = try root.member("assayModel", of: top)
        guard try version.int() == current else {
            throw version.fault("is \(try version.int()); \(current) is read.", .unsupported)
        }
        let format = try root.member("format", of: top)
        guard let known = ModelFormat(rawValue: try format.string()) else {
            let names = ModelFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw format.fault(
                "is \(Quoted.text(try format.string())), which is not known.",
                fix: "Write one of \(names).", .unsupported)
        }
        var inputs: [String] = []
        for input in try root.member("inputs", of: top).items(limit: limits.inputs, "inputs") {
            inputs.append(try input.string())
        }
        let manifest = ModelManifest(
            name: try root.member("name", of: top).string(), format: known,
            file: try root.member("file", of: top).string(),
            sha256: try root.member("sha256", of: top).string(), inputs: inputs,
            calibration: try top["calibration"].flatMap { value throws(Fault) in
                try calibration(value, limits)
            })
        try manifest.check(limits, path: path)
        return manifest
    }

    private static func calibration(
        _ value: JSONValue, _ limits: ModelLimits
    ) throws(Fault) -> Calibration? {
        if value.isNull { return nil }
        let kinds = try value.members(["isotonic", "platt"])
        guard kinds.count == 1 else {
            throw value.fault("must be one of isotonic and platt.")
        }
        if let platt = kinds["platt"] {
            let parts = try platt.members(["slope", "intercept"])
            return .platt(
                slope: try platt.member("slope", of: parts).number(),
                intercept: try platt.member("intercept", of: parts).number())
        }
        guard let isotonic = kinds["isotonic"] else { return nil }
        let parts = try isotonic.members(["scores", "probabilities"])
        let scores = try isotonic.member("scores", of: parts)
        let count = try scores.items(limit: limits.calibrationPoints, "points").count
        return .isotonic(
            scores: try scores.numbers(count),
            probabilities: try isotonic.member("probabilities", of: parts).numbers(count))
    }

    /// Refuses a manifest that no bundle can have.
    ///
    /// - Throws: ``Fault`` `invalid`, `tooLarge` or `unsupported`. O(inputs).
    func check(_ limits: ModelLimits, path: String) throws(Fault) {
        guard assayModel == Self.current else {
            throw Fault(
                .unsupported, "\(path): assayModel is \(assayModel); \(Self.current) is read.")
        }
        guard !file.isEmpty, file != ".", file != "..",
            !file.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
        else {
            throw Fault(
                .invalid, "\(path): file is \(Quoted.text(file)).",
                fix: "Write the name of a file beside the manifest.")
        }
        guard !inputs.isEmpty else { throw Fault(.invalid, "\(path): inputs names none.") }
        guard inputs.count <= limits.inputs else {
            throw Fault(.tooLarge, "\(path): more than \(limits.inputs) inputs.")
        }
        var seen: Set<String> = []
        for (index, input) in inputs.enumerated() where !seen.insert(input).inserted {
            throw Fault(
                .invalid, "\(path): inputs[\(index)]: \(Quoted.text(input)) stands there twice.")
        }
    }

    /// The SHA-256 of a model's file, as a manifest has it: lower-case hexadecimal. O(bytes).
    package static func sha256(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in SHA256.hash(data: bytes) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
