/// A name the language itself gives a value to: mostly the names of types.
struct NamedConstant {
    enum Content {
        /// The name that `type()` values carry at run time.
        case typeName(StaticString)
        case int(Int64)
        case null
    }

    let type: Type
    let content: Content

    static func named(_ name: String) -> NamedConstant? { table[name] }

    private static let table: [String: NamedConstant] = {
        func type(_ type: Type, _ name: StaticString) -> NamedConstant {
            NamedConstant(type: .type(type), content: .typeName(name))
        }
        return [
            "bool": type(.bool, "bool"), "int": type(.int, "int"), "uint": type(.uint, "uint"),
            "double": type(.double, "double"), "string": type(.string, "string"),
            "bytes": type(.bytes, "bytes"), "null_type": type(.null, "null_type"),
            "list": type(.list(.dyn), "list"), "map": type(.map(.dyn, .dyn), "map"),
            "type": type(.type(.dyn), "type"),
            "google.protobuf.Timestamp": type(.timestamp, "google.protobuf.Timestamp"),
            "google.protobuf.Duration": type(.duration, "google.protobuf.Duration"),
            "optional_type": type(.optional(.dyn), "optional_type"),
            "net.IP": type(.ip, "net.IP"), "net.CIDR": type(.cidr, "net.CIDR"),
            "google.protobuf.NullValue": type(.int, "google.protobuf.NullValue"),
            "google.protobuf.NullValue.NULL_VALUE": NamedConstant(type: .null, content: .null),
        ]
    }()
}
