/// What the watch compares with is in its own files.
enum Monitoring {}
