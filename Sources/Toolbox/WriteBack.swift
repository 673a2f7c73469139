import CMemory

/// Hands a file's written bytes to the disk and waits until it has taken them, so that whoever
/// waits for the disk next finds little to wait for. They are not durable yet. Does nothing where
/// the file system knows no such thing.
package func writeBack(descriptor: Int32, _ bytes: Range<Int>) {
    _ = assay_write_back(descriptor, Int64(bytes.lowerBound), Int64(bytes.count))
}
