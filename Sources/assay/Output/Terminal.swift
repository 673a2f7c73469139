import Glibc

/// Words to people on standard error, so that standard output stays for results.
enum Terminal {
    static func complain(_ text: String) {
        var bytes = Array((text + "\n").utf8)
        _ = write(2, &bytes, bytes.count)
    }
}
