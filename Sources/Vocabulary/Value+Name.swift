package import CEL
import Toolbox

extension Value {
    /// The hash of an entity's name, by which it is drawn into shares: the one that
    /// `bucket(name, salt, n)` uses. Any value but absent; what is no text is hashed as written.
    package var nameHash: UInt64 {
        guard kind == .string else {
            var writer = ByteWriter(capacity: 64)
            writeText(to: &writer)
            return writer.withBytes { Hash64.of($0) }
        }
        let bytes = asBytes
        return Hash64.of(bytes.isEmpty ? UnsafeBufferPointer(start: nil, count: 0) : bytes)
    }
}
