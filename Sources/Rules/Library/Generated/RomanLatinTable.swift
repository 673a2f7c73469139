// Written by script/generate_identity_tables.py from Unicode 14.0.0's decompositions,
// and by hand for letters that have none (ß, æ, ø, đ, þ, ł, ı, ŋ, ə and others).

enum RomanLatinTable {
    /// Small Latin letters with accents, and what they are without; `letters=romanised`.
    static let text: StaticString = """
        àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậ=a ắằẳẵặə=a æǽ=ae ḃḅḇɓ=b çćĉċčḉ=c ðďđḋḍḏḑḓɗɖ=d
        èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễ=e ệɛ=e ƒḟ=f ĝğġģǧǵḡ=g ĥħȟḣḥḧḩḫẖ=h ìíîïĩīĭįİıǐȉȋḭḯỉị=i ĳ=ij ĵǰ=j
        ķĸƙǩḱḳḵ=k ĺļľŀłḷḹḻḽ=l ḿṁṃ=m ñńņňŉǹṅṇṉṋ=n ŋ=ng òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓ=o ọỏốồổỗộớờởỡợɔ=o
        œ=oe ṕṗ=p ŕŗřȑȓṙṛṝṟ=r śŝşšſșṡṣṥṧṩ=s ß=ss ţťŧțṫṭṯṱẗ=t þ=th ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụ=u
        ủứừửữự=u ṽṿ=v ŵẁẃẅẇẉẘ=w ẋẍ=x ýÿŷƴȳẏẙỳỵỷỹ=y źżžẑẓẕ=z
        """
}
