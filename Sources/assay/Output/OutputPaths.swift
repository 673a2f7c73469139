import ArgumentParser
import Foundation

/// Each output of a command has a place of its own, which is no input's.
enum OutputPaths {
    static func check(_ outputs: [String], inputs: [String]) throws {
        var taken = Set(inputs.map(resolved))
        for output in outputs where !taken.insert(resolved(output)).inserted {
            throw ValidationError("\(output) is named twice; give each output a place of its own.")
        }
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
}
