/// Names that one person goes by: short forms, forms in other languages, and spellings that no
/// rule brings together.
struct NameVariants: Sendable {
    static let shared = NameVariants()

    /// The groups a name is in, a bit each modulo 64 and checked exactly by ``share(_:_:)``; 0 for
    /// none.
    typealias Groups = UInt64

    /// The hash of a key and the group it is in, in order of hash; keys in several groups stand
    /// several times.
    private let entries: [(hash: UInt64, group: UInt16)]

    private init() {
        var entries: [(hash: UInt64, group: UInt16)] = []
        for (group, line) in Self.table.description.split(separator: "\n").enumerated() {
            for name in line.split(separator: " ") {
                let hash = Array(name.utf8).withUnsafeBufferPointer { word in
                    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count * 2) {
                        let place = $0.baseAddress.unsafelyUnwrapped
                        let count = NameKey.write(word, to: place)
                        return Self.hash(UnsafeBufferPointer(start: place, count: count))
                    }
                }
                entries.append((hash, UInt16(group)))
            }
        }
        entries.sort { ($0.hash, $0.group) < ($1.hash, $1.group) }
        self.entries = entries
    }

    /// The groups of a key, for a quick look. O(log table).
    func groups(of key: UnsafeBufferPointer<UInt8>) -> Groups {
        let hash = Self.hash(key)
        var groups: Groups = 0
        for index in first(hash)..<entries.count {
            guard entries[index].hash == hash else { break }
            groups |= 1 << Groups(entries[index].group % 64)
        }
        return groups
    }

    /// Whether two keys are in one group. O(log table).
    func share(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let leftHash = Self.hash(left)
        let rightHash = Self.hash(right)
        for index in first(leftHash)..<entries.count {
            guard entries[index].hash == leftHash else { break }
            for other in first(rightHash)..<entries.count {
                guard entries[other].hash == rightHash else { break }
                if entries[index].group == entries[other].group { return true }
            }
        }
        return false
    }

    private func first(_ hash: UInt64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// FNV-1a; keys are short and the table is ours.
    private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        key.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// A line is a group. Short forms are those of the languages' dictionaries of given names;
    /// Korean and Chinese surnames are those of passports beside the official romanisations.
    private static let table: StaticString = """
        alexander aleksandr alexandre alexandros alessandro alejandro oleksandr aliaksandr \
        sasha alex sandro aleks lex iskander
        alexandra aleksandra alessandra alejandra oleksandra sasha alex sandra
        alexei aleksei oleksii oleksiy alex lyosha alyosha
        andrew andrei andrii andriy andreas andre andrea andrzej ondrej andres andras andy drew \
        andrey
        anna ann anne ana hanna hannah anya ania annie anja annika
        anthony antonio anton antoine tony antoni antonios toni
        abraham ibrahim avraham ebrahim
        ahmed ahmad achmad ahmet ahmat
        barbara basia barb varvara
        benjamin ben binyamin benny veniamin
        catherine katherine kathryn katarina katerina yekaterina ekaterina catarina katarzyna \
        kate katie kathy katya kasia catalina aikaterini karin cathy kateryna
        charles carlos karl carl carlo karol charlie chuck charly
        christina kristina cristina christine kirsten kristin christy tina
        christopher christoph kristof cristobal krzysztof chris christoforos kit christophe
        christos chris christo hristo
        daniel danny dan daniil danila danyil
        david dave davyd dawid davit daud dawood dudi
        dimitri dmitri dmytro dimitrios dima dimitris dmitriy mitya dimitar
        edward eduard eduardo edouard ed eddie ted edvard
        elena helen helena yelena olena helene ilona lena eleni jelena
        elizabeth elisabeth elizaveta liza lisa beth betty liz isabel isabella elisabetta \
        elzbieta eliza yelizaveta
        emanuel emmanuel manuel manolo
        eugene evgeny yevgeny yevhen eugenio evgeni zhenya eugen yevgeniy evgeniy
        francis francisco francesco francois franz frank paco pancho franciszek ferenc
        frederick friedrich federico frederic fred fritz fredrik freddy
        fyodor fedor fiodor fedir theodore theodor teodoro theodoros
        george georg georgi jorge giorgio georges yuri iurii yury georgios jerzy yuriy giorgos \
        heorhii jiri
        gabriel gabi gabe gavriil
        gregory grigory grigori hryhorii gregorio grzegorz greg grisha grigorios hryhoriy
        henry heinrich henri enrique enrico hank harry henryk hendrik henrik
        hassan hasan hassen
        hussein hussain husayn husein hossein
        hyun hyeon
        igor ihor
        isaac yitzhak ishaq isak itzhak
        ivan john johann johannes jean juan joao giovanni ioannis jan hans johan johnny jack \
        ian sean janos vanya yannis ioan jon giannis
        jacob yakov jacques jakub jaakko jakob yaqub yaakov iakovos jake giacomo
        james jaime diego santiago jim jimmy jamie
        joseph josef jose giuseppe youssef yusuf yosef jozef joe pepe iosif yousef yusef beppe \
        joey osip
        joshua yehoshua josh
        julia yulia iuliia julie giulia juliya
        julian julien yulian giuliano
        kenneth ken kenny
        lawrence laurence lorenzo laurent lars larry lorenz laurentius
        leo lev leon leonid leonardo
        louis luis luigi ludwig lewis lou ludovic luiz
        lucas luke luca lukas lukasz luc loukas
        margaret margarita marguerite maggie peggy meg margarethe greta rita malgorzata gosia
        maria mary marie mariya miriam maryam masha molly mariam maryia marija
        mark marcus marco marc marek marko markus marcos
        martin martijn marcin marti martyn
        matthew matteo matthias mateo mateusz matvei matthieu matt matias matus
        michael mikhail michel miguel mykhailo misha mike michal mihai mikael michalis mick \
        mickey mikhael
        mohammed muhammad mohamed mohamad muhammed mehmet mohammad mohd mohamet mohammod \
        muhammet magomed
        moses moshe musa moises moussa
        natalia natalya nataliya natalie natasha nathalie nata
        nicholas nikolai nicolas mykola nicola nikolaos nick niklas klaus kolya nikola miklos \
        nico mikolaj nikos
        olga olha olya helga
        osman othman uthman usman
        omar umar omer
        osama usama ousama
        patricia pat patty tricia patrycja
        patrick padraig patryk patrice paddy pat
        paul pablo paolo pavel pawel pavlo pavlos paulo paulus pal
        peter pedro pietro pierre pyotr petr petro piotr petros pete piet pjotr petar
        philip felipe filippo philippe filip phil filipp pip
        raphael rafael raffaele rafal raf
        rebecca rivka rebekah becky
        richard ricardo riccardo rick dick ryszard rich ricky
        robert roberto bob rob bobby robbie rupert
        roman ramon
        samuel sam shmuel samuil sammy
        sarah sara sally zara
        sergei serge sergio serhii serhiy sergiy siarhei sergius
        simon simeon shimon semyon simao szymon
        sofia sophia sophie sofya zofia sonya zosia
        solomon suleiman sulayman shlomo soliman sulaiman
        stephen stefan esteban stefano etienne stepan steve steven istvan stephan stephane \
        szczepan stefanos
        susan susanna suzanne zuzanna sue suzie shoshana
        tatiana tatyana tanya tetiana tatsiana tania
        theresa teresa terese tess terry
        thomas tomas tommaso tom foma tommy tomasz tamas
        timothy timofei tim timo timofey
        vasily basil vasyl vasilis vassili vasili vasiliy vasya basile vasilios
        veronica veronika nika
        victor viktor vittorio vitya
        victoria viktoria viktoriya vika vicky vittoria
        vladimir volodymyr vladimiro wlodzimierz vova volodya uladzimir vlad
        vladislav vladyslav wladyslaw vlad uladzislau
        vincent vincenzo vicente vince wincenty
        vyacheslav viacheslav slava waclaw vaclav
        walter gualtiero wally valter
        william wilhelm guillermo guillaume bill will willy guglielmo billy willem vilem
        yusra iusra
        zachary zakhar zacharias zack zak
        kim gim ghim
        lee yi rhee ri li
        park pak bak bag
        choi choe
        jung jeong chung cheong
        kang gang
        cho jo
        yoon yun
        lim im rim
        shin sin
        kwon gwon
        roh noh no
        oh o
        seo suh
        yoo yu ryu
        bae pae
        hong heung
        chen chan tan
        wang wong
        zhang cheung chang
        huang wong hwang
        liu lau low
        wu ng
        lin lam lim
        zhou chow chou
        xu hsu
        guo kwok
        chow zhao chiu
        zheng cheng
        ye yip
        abdallah abdullah abdulla abdalla
        yevheniia evgenia eugenia yevgenia
        fatima fatma fatimah fatemeh
        aisha aysha ayesha aicha
        khadija hatice khadijah
        zeynep zainab zaynab zeinab
        nguyen nguyn
        """
}
