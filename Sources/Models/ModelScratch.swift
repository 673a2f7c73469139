/// The working memory of one thread for any number of models; it grows to the largest and stays.
package final class ModelScratch: @unchecked Sendable {
    private var slotBytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 64)
    private var stepBytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 64)

    package init() {}

    deinit {
        slotBytes.deallocate()
        stepBytes.deallocate()
    }

    /// Room for a prepared row; what stood there is gone.
    @inline(__always)
    func slots<Value: BitwiseCopyable>(
        _ type: Value.Type, _ count: Int
    ) -> UnsafeMutablePointer<Value> {
        Self.room(&slotBytes, type, count)
    }

    /// Room for the steps of an explanation.
    @inline(__always)
    func steps<Step: BitwiseCopyable>(
        _ type: Step.Type, _ count: Int
    ) -> UnsafeMutablePointer<Step> {
        Self.room(&stepBytes, type, count)
    }

    @inline(__always)
    private static func room<Element: BitwiseCopyable>(
        _ memory: inout UnsafeMutableRawBufferPointer, _ type: Element.Type, _ count: Int
    ) -> UnsafeMutablePointer<Element> {
        let bytes = count * MemoryLayout<Element>.stride
        if memory.count < bytes { grow(&memory, to: bytes) }
        return memory.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Element.self)
    }

    @inline(never)
    private static func grow(_ memory: inout UnsafeMutableRawBufferPointer, to bytes: Int) {
        memory.deallocate()
        memory = .allocate(byteCount: bytes, alignment: 64)
    }
}
