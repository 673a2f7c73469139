import Crypto

/// How pages look; one sheet in the page itself, allowed by its hash.
enum PageStyle {
    static let sheet: StaticString = """
        :root{color-scheme:light dark;--quiet:color-mix(in srgb,CanvasText 60%,Canvas);\
        --line:color-mix(in srgb,CanvasText 15%,Canvas)}
        *{box-sizing:border-box}
        body{margin:0;font:15px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
        header,main{max-width:76rem;margin:auto;padding:0 1.25rem}
        header{padding-top:1.25rem;display:flex;flex-wrap:wrap;align-items:center;gap:0 1.5rem}
        header>a{font-weight:700;letter-spacing:.02em;color:inherit;text-decoration:none}
        header nav{margin:0}header nav a,header nav a[aria-current]{border-color:transparent}
        header nav a[aria-current]{text-decoration:underline;text-underline-offset:.35em}
        h1{font-size:1.5rem;margin:.5rem 0 1rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
        nav{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0}
        nav a{padding:.2rem .7rem;border:1px solid var(--line);border-radius:1rem;\
        text-decoration:none;color:inherit}
        nav a[aria-current]{border-color:currentColor;font-weight:600}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;\
        border-bottom:1px solid var(--line)}
        th{font-weight:600;color:var(--quiet)}
        td.number{font-variant-numeric:tabular-nums;white-space:nowrap}
        .quiet{color:var(--quiet)}.none{padding:2rem;border:1px dashed var(--line)}
        ul{margin:0;padding-left:1.1rem}
        code,pre{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
        pre{white-space:pre-wrap;border:1px solid var(--line);padding:1rem}
        .action{font-weight:600;padding:.1rem .5rem;border-radius:.3rem;background:var(--line)}
        @media (max-width:44rem){thead{display:none}\
        table,tbody,tr,td,th{display:block;width:auto;white-space:normal}\
        tr{border-bottom:1px solid var(--line);padding:.6rem 0}\
        td,th{border:0;padding:.1rem 0;overflow-wrap:anywhere}}
        h1,h2{overflow-wrap:anywhere}
        .soft{background:light-dark(#fdf0c4,#57470c)}.hard{background:light-dark(#fbd5d0,#6d211a)}
        .kind{background:light-dark(#d3e5fb,#173f6b)}
        .ring{white-space:nowrap;font-size:.85em}
        .lead{font-size:1.1rem;max-width:60ch}
        td.id{white-space:nowrap}td.name{font-weight:600}td.name .quiet{font-weight:400}
        @media (max-width:44rem){td[data-is]::before{content:attr(data-is) " ";\
        color:var(--quiet)}\
        .dense td{display:inline-block;padding-right:1rem}.dense td.words{display:block}}
        .facts{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}
        .facts dt{color:var(--quiet);font-size:.85rem}
        .facts dd{margin:0;font-size:1.35rem;font-weight:600;font-variant-numeric:tabular-nums}
        .bar{display:block;width:100%;max-width:14rem;height:.4rem;border-radius:.2rem}
        .bar .all{fill:var(--line)}.bar .part{fill:var(--core)}
        .evidence{list-style:none;padding:0;display:grid;gap:1rem 2rem;\
        grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr))}
        .evidence h3{font-size:1rem;margin:0 0 .3rem}.evidence p{margin:.3rem 0}
        figure{margin:0}figcaption{color:var(--quiet);max-width:70ch}
        details{margin:.8rem 0}summary{cursor:pointer}
        :root{--core:light-dark(#b3261e,#ff8a7d);--fringe:light-dark(#dd9a93,#a85f57);\
        --own:light-dark(#1257b0,#7db4ff)}
        .links svg[role=img]{display:block;width:100%;max-width:46rem;margin:0 auto}
        .links text{font-size:14px;fill:CanvasText;stroke:Canvas;stroke-width:4px;\
        stroke-linejoin:round;paint-order:stroke}
        .links .in,.links .paid{text-anchor:middle}.links .left{text-anchor:end}
        .links .paid{font-size:17px;font-weight:600}
        .c0{--k:light-dark(#6a4fcf,#ac9bff)}.c1{--k:light-dark(#a3195b,#ff8fbe)}
        .c2{--k:light-dark(#0b6e85,#56c8dd)}.c3{--k:light-dark(#946200,#e6b84a)}
        .c4{--k:light-dark(#2a7d46,#74d294)}.c5{--k:light-dark(#555,#bbb)}
        .tie{fill:none;stroke:var(--k);stroke-opacity:.55}
        .tie.c1{stroke-opacity:.25}.tie.c0{stroke-opacity:.4}
        .w1{stroke-width:.7}.w2{stroke-width:1.1}.w3{stroke-width:1.7}.w4{stroke-width:2.6}
        .links polygon{fill:var(--k);stroke:Canvas;stroke-width:1.5}
        .core{fill:var(--core)}.fringe{fill:var(--fringe)}
        .hijacked{fill:Canvas;stroke:var(--own);stroke-width:2.5}
        .stranger{fill:Canvas;stroke:var(--quiet)}
        .legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.5rem 0}
        .legend label,.legend span{display:inline-flex;align-items:center;gap:.35rem}
        .legend label{cursor:pointer}.swatch{width:1.25rem;height:1.25rem}
        .links:has(#show0:not(:checked))>svg .c0,.links:has(#show1:not(:checked))>svg .c1,\
        .links:has(#show2:not(:checked))>svg .c2,.links:has(#show3:not(:checked))>svg .c3,\
        .links:has(#show4:not(:checked))>svg .c4,.links:has(#show5:not(:checked))>svg .c5\
        {display:none}
        @media (max-width:44rem){.links text{display:none}.links{overflow:clip}\
        .links .paid{display:inline;font-size:26px;stroke-width:7px}\
        .wordy>svg{transform:scale(1.25)}}
        .life svg{display:block;width:100%;height:5.5rem;border-bottom:1px solid var(--line)}
        .life .crew{height:3.5rem}.plays{fill:var(--core)}.crew{fill:var(--own)}
        .life .axis{margin:.8rem 0 .2rem}.life .axis span{color:var(--quiet)}
        .life .ends{display:flex;justify-content:space-between;color:var(--quiet);\
        font-size:.85rem;margin:.2rem 0 .6rem}
        .line svg{display:block;width:100%;border-bottom:1px solid var(--line)}
        .line path{fill:none;stroke:var(--own);stroke-width:1.5}
        .line .above{stroke:var(--core)}.line .limit{stroke:var(--quiet);stroke-dasharray:4 3}
        .line circle{fill:var(--own)}
        """

    /// Nothing but this sheet: no script, no image, no frame around us.
    static let policy: String = {
        let bytes = UnsafeBufferPointer(start: sheet.utf8Start, count: sheet.utf8CodeUnitCount)
        let hash = base64(Array(SHA256.hash(data: Array(bytes))))
        return "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'"
    }()

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { held, index in
                held << 8 | (index < group.count ? Int(group[start + index]) : 0)
            }
            for index in 0..<4 {
                text.append(
                    index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : "=")
            }
        }
        return text
    }
}
