import CEL
import Glibc
import Toolbox

/// Texts kept for good, each once, so that a record can hold an index in place of the text.
final class TextPool {
    var indices: [UInt64: UInt32] = [:]
    var texts: [UnsafeBufferPointer<UInt8>] = []
    var bytes = 0
    /// Texts beyond this are not kept; a feature that would read one back is absent.
    static let bytesMax = 1 << 30

    deinit {
        for text in texts { text.deallocate() }
    }

    /// Stands for a text that the full pool did not keep; it reads as absent.
    static let notKept = UInt64.max

    /// Index of `text`, or ``notKept`` when the pool is full.
    func index(of text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let hash = Hash64.of(text)
        if let held = indices[hash] { return UInt64(held) }
        guard bytes + text.count <= TextPool.bytesMax else { return TextPool.notKept }
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.count))
        _ = copy.initialize(from: text)
        indices[hash] = UInt32(texts.count)
        texts.append(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(copy)[..<text.count]))
        bytes += text.count
        return UInt64(texts.count - 1)
    }

    func text(_ index: UInt64) -> UnsafeBufferPointer<UInt8> { texts[Int(index)] }
}
