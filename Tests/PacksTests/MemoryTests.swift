import Packs
import TestKit
import Testing
import Vocabulary

/// `memory` in pack.yaml: sizes, and what is none.
@Suite struct MemoryTests {
    private func read(_ memory: String) -> PackReading {
        PackLoader.read(
            texts: SmallPack.texts(head: SmallPack.head + "\nmemory: \(memory)"), folder: "pack")
    }

    @Test("Sizes are whole numbers with a unit; without one there is no limit")
    func sizes() {
        #expect(PackLoader.read(texts: SmallPack.texts()).pack?.memoryBytesMax == nil)
        let sizes = [
            ("4GiB", 4 << 30), ("512MiB", 512 << 20), ("64KiB", 64 << 10), ("70000B", 70_000),
        ]
        for (text, bytes) in sizes { #expect(read(text).pack?.memoryBytesMax == bytes) }
    }

    @Test(
        "What is no size is reported at its place, with what to write",
        arguments: ["4", "4GB", "-1MiB", "1.5GiB", "4 GiB", "much", "9999999999GiB", "[1MiB]"])
    func noSizes(text: String) throws {
        let reading = read(text)
        #expect(reading.pack == nil)
        let fault = try #require(reading.diagnostics.first { $0.severity == .error })
        #expect(fault.location.file == "pack/pack.yaml")
        #expect(fault.location.line == 6 && fault.location.column == 9)
        #expect(fault.message.contains("`memory` is a"))
    }

    @Test("A limit that not one entity would fit under is refused")
    func tooSmall() throws {
        let fault = try #require(
            read("63KiB").diagnostics.first { $0.severity == .error })
        #expect(fault.message.contains("`memory` is at least 64KiB"))
        #expect(fault.fix?.contains("such as 4GiB") == true)
    }
}
