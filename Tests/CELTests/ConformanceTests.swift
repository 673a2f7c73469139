import CEL
import Foundation
import Testing

/// The published cases of the language, when the folder that holds them is there.
@Suite struct ConformanceTests {
    /// Of the 1,760 core cases, how many may fail.
    private static let coreFailuresMax = 0

    @Test func coreCases() throws {
        guard let directory = Self.directory else {
            print("SKIPPED LOUDLY: no conformance/cel folder (set ASSAY_SHARED); nothing was run")
            let isCI = ProcessInfo.processInfo.environment["CI"] == "true"
            #expect(!isCI, "the conformance cases must be present when CI=true")
            return
        }
        let report = try Conformance.run(directory: directory)
        print(
            "CEL conformance: core \(report.corePassed) passed, \(report.coreFailed) failed;",
            "well-known literals \(report.wellKnownPassed) passed,",
            "\(report.wellKnownFailed) failed; \(report.skipped) need protobuf")
        for failure in report.failures {
            print("\(failure.file)#\(failure.index) \(failure.expression): \(failure.reason)")
        }
        #expect(report.coreFailed <= Self.coreFailuresMax)
        #expect(report.corePassed >= 1_752)
        #expect(report.wellKnownFailed == 0)
    }

    /// `$ASSAY_SHARED/conformance/cel`, or that of a `shared` folder beside a parent of this file.
    private static var directory: String? {
        let tail = "/conformance/cel"
        var candidates: [String] = []
        if let shared = ProcessInfo.processInfo.environment["ASSAY_SHARED"] {
            candidates.append(shared + tail)
        }
        var parent = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while parent.path != "/" {
            candidates.append(parent.appendingPathComponent("shared").path + tail)
            parent.deleteLastPathComponent()
        }
        candidates.append("/shared" + tail)
        return candidates.first { FileManager.default.fileExists(atPath: $0) }
    }
}
