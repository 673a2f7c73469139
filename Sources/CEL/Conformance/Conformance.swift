import Foundation

/// Runs the language's published conformance cases, converted to JSON, against this module.
package enum Conformance {
    /// The outcome of one file of cases.
    package struct FileReport: Sendable {
        /// The file's name without its extension.
        package let name: String
        /// Core cases that came out as expected.
        package var passed = 0
        /// Core cases that did not.
        package var failed = 0
        /// Cases that need protobuf messages, which are not part of this module.
        package var skipped = 0
        /// Of `passed`, those that build well-known messages and so are not in the core set.
        package var wellKnownPassed = 0
        /// As `wellKnownPassed`, but not as expected.
        package var wellKnownFailed = 0
    }

    /// A case that did not come out as expected.
    package struct Failure: Sendable {
        /// The file's name without its extension.
        package let file: String
        /// The position in the file's list; names are not unique.
        package let index: Int
        /// The case's source text.
        package let expression: String
        /// What came out, and what was expected.
        package let reason: String
    }

    /// The outcome of a whole directory.
    package struct Report: Sendable {
        /// One entry a file, in order of name.
        package var files: [FileReport] = []
        /// Every case that failed, core or not.
        package var failures: [Failure] = []

        /// Core cases: all but those that need protobuf or build well-known messages.
        package var corePassed: Int { files.reduce(0) { $0 + $1.passed } }
        /// As `corePassed`, but not as expected.
        package var coreFailed: Int { files.reduce(0) { $0 + $1.failed } }
        /// Cases that build well-known messages and came out as expected.
        package var wellKnownPassed: Int { files.reduce(0) { $0 + $1.wellKnownPassed } }
        /// As `wellKnownPassed`, but not as expected.
        package var wellKnownFailed: Int { files.reduce(0) { $0 + $1.wellKnownFailed } }
        /// Cases not run because they need protobuf messages.
        package var skipped: Int { files.reduce(0) { $0 + $1.skipped } }
    }

    /// Runs every `*.json` file of a directory, in order of name.
    ///
    /// Throws when the directory or a file in it cannot be read or is not in the known format.
    package static func run(directory: String) throws -> Report {
        var report = Report()
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        let scratch = Scratch()
        for name in names where name.hasSuffix(".json") {
            let data = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
            guard let file = try JSONSerialization.jsonObject(with: data) as? [String: Any],
                let cases = file["cases"] as? [[String: Any]]
            else { throw FormatError(file: name) }
            report.add(name: String(name.dropLast(5)), cases, scratch)
        }
        return report
    }

    /// A file that is not a list of cases.
    package struct FormatError: Error, CustomStringConvertible {
        let file: String
        /// One line naming the file.
        package var description: String { "\(file) is not a conformance file of format 1" }
    }
}

extension Conformance.Report {
    fileprivate mutating func add(
        name: String, _ cases: [[String: Any]], _ scratch: Scratch
    ) {
        var file = Conformance.FileReport(name: name)
        for (index, fields) in cases.enumerated() {
            if fields["needs_proto"] as? Bool == true {
                file.skipped += 1
                continue
            }
            let isWellKnown = fields["needs_wkt_construct"] as? Bool == true
            let test = ConformanceCase(fields)
            if let reason = test.failure(scratch) {
                if isWellKnown { file.wellKnownFailed += 1 } else { file.failed += 1 }
                failures.append(
                    .init(file: name, index: index, expression: test.expression, reason: reason))
            } else if isWellKnown {
                file.wellKnownPassed += 1
            } else {
                file.passed += 1
            }
        }
        files.append(file)
    }
}
