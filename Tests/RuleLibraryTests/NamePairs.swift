/// Pairs of names and whether one person may bear both, made by us.
///
/// Conventions: ICAO Doc 9303 part 3 (machine readable passports), BGN/PCGN and ISO 9 (Cyrillic),
/// ELOT 743 (Greek), Revised Romanization and McCune–Reischauer (Korean), Hanyu Pinyin and
/// Wade–Giles (Chinese), Hepburn (Japanese); naming customs after "A Guide to Names and Naming
/// Practices" (2006). Thresholds and tables were set by looking at ``tuning`` alone; ``held`` was
/// written before it was first run and nothing was changed after it.
enum NamePairs {
    struct Pair {
        let same: Bool
        let left: String
        let right: String
    }

    static let tuning = pairs(tuningText)
    static let held = pairs(heldText)

    private static func pairs(_ text: String) -> [Pair] {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: "|", omittingEmptySubsequences: false)
            return Pair(same: parts[0] == "=", left: String(parts[1]), right: String(parts[2]))
        }
    }

    /// `=` is one person, `!` is two.
    private static let tuningText = """
        =|Sergey Ivanov|Сергей Иванов
        =|Sergei Ivanov|Сергей Иванов
        =|Юрий Щербаков|Yuri Shcherbakov
        =|Юрий Щербаков|Iurii Shcherbakov
        =|Ekaterina Smirnova|Екатерина Смирнова
        =|Yekaterina Smirnova|Екатерина Смирнова
        =|Dmitry Medvedev|Дмитрий Медведев
        =|Chaykovskiy Petr|Пётр Чайковский
        =|Tchaikovsky Pyotr|Пётр Чайковский
        =|Volodymyr Zelenskyy|Володимир Зеленський
        =|Vladimir Zelensky|Volodymyr Zelenskyi
        =|Ivanov Ivan Ivanovich|Иван Иванов
        =|Mariia Kovalenko|Марія Коваленко
        =|Oleksandr Shevchenko|Alexander Shevchenko
        =|Христо Стоичков|Hristo Stoichkov
        =|Новак Ђоковић|Novak Djokovic
        =|Novak Đoković|Novak Djokovic
        =|Christos Papadopoulos|Χρήστος Παπαδόπουλος
        =|Giorgos Papandreou|Γιώργος Παπανδρέου
        =|Alexis Tsipras|Αλέξης Τσίπρας
        =|Jürgen Müller|Juergen Mueller
        =|Jürgen Müller|Jurgen Muller
        =|MUELLER, JUERGEN|Jürgen Müller
        =|Björn Ångström|Bjorn Angstrom
        =|Björn Ångström|Bjoern Aangstroem
        =|Søren Kierkegaard|Soren Kierkegaard
        =|Łukasz Wójcik|Lukasz Wojcik
        =|José María Aznar|Jose Maria Aznar
        =|Maria Garcia Lopez|María García
        =|Juan Carlos Pérez Gómez|Juan Perez
        =|João da Silva|Joao Silva
        =|Jean-Pierre Dupont|Jean Pierre Dupont
        =|Jeanpierre Dupont|Jean-Pierre Dupont
        =|Charles de Gaulle|Charles Gaulle
        =|Ludwig van Beethoven|Ludwig Beethoven
        =|Penélope Cruz Sánchez|Penelope Cruz
        =|Oscar De La Hoya|Oscar Delahoya
        =|Vincent van den Berg|Vincent Vandenberg
        =|Conor O'Brien|Conor OBrien
        =|Ronald MacDonald|Ronald Mac Donald
        =|Bill Gates|William Gates
        =|J. Smith|John Smith
        =|John R. Smith|John Robert Smith
        =|Smith, John|John Smith
        =|Dr. John Smith|John Smith
        =|John Smith Jr.|John Smith
        =|Jonh Smith|John Smith
        =|Katherine Johnson|Kathy Johnson
        =|Mohammed Al-Sayed|محمد السيد
        =|Ahmed Hassan|أحمد حسن
        =|Fatima Mansour|فاطمة منصور
        =|Mohamed Salah|Muhammad Salah
        =|Abdul Rahman Khan|Abdulrahman Khan
        =|Osama bin Laden|Usama Laden
        =|David Cohen|דוד כהן
        =|Kim Min-jun|김민준
        =|Minjun Kim|김민준
        =|Park Ji-sung|박지성
        =|Lee Young-ho|Yi Youngho
        =|Wang Xiaoming|王小明
        =|Xiaoming Wang|王小明
        =|张伟|Zhang Wei
        =|陳大文|Chen Dawen
        =|欧阳明文|Ouyang Mingwen
        =|Chan Tai Man|Chen Tai Man
        =|Nguyễn Văn Hùng|Nguyen Van Hung
        =|さくら たなか|Sakura Tanaka
        =|Kyoko Tanaka|きょうこ タナカ
        =|Giorgi Kvirikashvili|გიორგი კვირიკაშვილი
        =|Ռոբերտ Քոչարյան|Robert Kocharyan
        =|Ayşe Öztürk|Ayse Ozturk
        =|Recep Tayyip Erdoğan|Recep Erdogan
        =|Jiří Novák|Jiri Novak
        =|Zoë Saldaña|Zoe Saldana
        =|Siobhán Ní Bhriain|Siobhan Ni Bhriain
        =|Stephen Hawking|Steven Hawking
        =|Nikolay Rimsky-Korsakov|Nikolai Rimskiy Korsakov
        =|Aleksandr Pushkin|Alexandre Pouchkine
        =|Robert Lewandowski|Bob Lewandowski
        =|Grigory Rasputin|Григорий Распутин
        =|Müslüm Gürses|Muslum Gurses
        =|Jaroslav Seifert|Jaroslaw Seifert
        !|John Smith|John Brown
        !|John Smith|Jane Smith
        !|John Smith|Peter Smith
        !|Mario Rossi|Maria Rossi
        !|Jan Kowalski|Anna Kowalska
        !|Ivan Ivanov|Petr Ivanov
        !|Сергей Иванов|Андрей Иванов
        !|Сергей Иванов|Sergey Petrov
        !|Иван Петрович Сидоров|Иван Иванович Сидоров
        !|Daniel Weber|Daniela Weber
        !|Juan Carlos Pérez Gómez|Luis Carlos Pérez Gómez
        !|Maria Garcia Lopez|Maria Fernandez Ruiz
        !|Kim Min-jun|Kim Seo-yeon
        !|김민준|박지성
        !|王小明|李小明
        !|Wang Xiaoming|王大伟
        !|Mohammed Ali|Mohammed Hassan
        !|Ahmed Hassan|محمد السيد
        !|Ahmed Hassan|Ahmed Hussein
        !|David Cohen|דוד לוי
        !|Jürgen Müller|Jürgen Möller
        !|Hans Meier|Franz Meier
        !|J. Smith|Peter Smith
        !|John Smith|Jon Smythers
        !|Alice Johnson|Alicia Jackson
        !|Olga Petrova|Olga Pavlova
        !|Χρήστος Παπαδόπουλος|Nikos Papadopoulos
        !|Anna Maria Bianchi|Anna Rosa Bianchi
        !|Li Wei|Liu Wei
        !|Nguyễn Văn Hùng|Nguyen Thi Lan
        !|Tanaka Sakura|Suzuki Sakura
        !|Michael Brown|Michelle Brown
        !|Marc Dupont|Jean Dupont
        !|Robert Lewandowski|Rafal Lewandowski
        !|Sara Lee|Tara Lee
        !|Igor Sikorsky|Ivan Sikorsky
        !|Maria Silva|Mariana Silva
        !|Carlos Santos|Carla Santos
        !|Peter Jackson|Peter Johnson
        !|Emma Stone|Emma Watson
        !|Ole Hansen|Ole Jensen
        !|Lars Larsen|Lars Olsen
        """

    private static let heldText = """
        =|Наталья Соколова|Natalia Sokolova
        =|Наталья Соколова|Natalya Sokolova
        =|Алексей Жуков|Aleksey Zhukov
        =|Алексей Жуков|Alexei Joukov
        =|Фёдор Достоевский|Fyodor Dostoevsky
        =|Фёдор Достоевский|Fedor Dostoyevskiy
        =|Михаил Горбачёв|Mikhail Gorbachev
        =|Хрущёв Никита|Nikita Khrushchev
        =|Андрій Мельник|Andriy Melnyk
        =|Андрій Мельник|Andrii Melnyk
        =|Svetlana Tikhanovskaya|Светлана Тихановская
        =|Ольга Ивановна Попова|Olga Popova
        =|Георги Димитров|Georgi Dimitrov
        =|Слободан Милошевић|Slobodan Milosevic
        =|Eleni Karagianni|Ελένη Καραγιάννη
        =|Kyriakos Mitsotakis|Κυριάκος Μητσοτάκης
        =|Γεώργιος Σεφέρης|George Seferis
        =|Günther Grass|Guenther Grass
        =|Häkkinen Mika|Mika Hakkinen
        =|Åsa Öberg|Asa Oberg
        =|Krzysztof Żółkiewski|Krzysztof Zolkiewski
        =|François Hollande|Francois Hollande
        =|Begoña Núñez Ortiz|Begona Nunez
        =|António Guterres|Antonio Guterres
        =|Luiz Inácio Lula da Silva|Luiz Inacio Silva
        =|Ursula von der Leyen|Ursula Leyen
        =|Marie-Claire Dubois|Marie Claire Dubois
        =|Leonardo DiCaprio|Leonardo Di Caprio
        =|Sinead OConnor|Sinéad O’Connor
        =|Elizabeth Taylor|Liz Taylor
        =|Tom Hanks|Thomas J. Hanks
        =|T. Hanks|Thomas Hanks
        =|Hanks Thomas|Thomas Hanks
        =|Prof. Albert Einstein|Albert Einstein
        =|Micheal Jordan|Michael Jordan
        =|Christopher Nolan|Cristopher Nolan
        =|Youssef Mansour|يوسف منصور
        =|Khaled Ibrahim|خالد إبراهيم
        =|Mahmoud Darwish|محمود درويش
        =|Omar al-Khattab|Umar Khattab
        =|Yitzhak Rabin|יצחק רבין
        =|Benjamin Levi|Binyamin Levi
        =|Choi Min-sik|최민식
        =|Jung Ho-yeon|정호연
        =|Kim Yuna|김유나
        =|Liu Yang|刘洋
        =|劉德華|Liu Dehua
        =|Zhou Jielun|周杰伦
        =|Trần Thị Mai|Tran Thi Mai
        =|Haruka Yamada|はるか やまだ
        =|Nino Beridze|ნინო ბერიძე
        =|Aram Khachaturian|Արամ Խաչատրյան
        =|Gülşen Çelik|Gulsen Celik
        =|Dvořák Antonín|Antonin Dvorak
        =|Štefan Kováč|Stefan Kovac
        =|Ştefan Popescu|Stefan Popescu
        =|Ana Ćirić|Ana Ciric
        =|Sigrún Þórsdóttir|Sigrun Thorsdottir
        =|Kwame Nkrumah|Kwame N'krumah
        =|Wojciech Szczęsny|Wojciech Szczesny
        !|Наталья Соколова|Наталья Волкова
        !|Алексей Жуков|Андрей Жуков
        !|Natalia Sokolova|Nadezhda Sokolova
        !|Olga Ivanovna Popova|Olga Petrovna Popova
        !|Eleni Karagianni|Maria Karagianni
        !|Günther Grass|Werner Grass
        !|Marta Nowak|Marek Nowak
        !|Roberto Bianchi|Roberta Bianchi
        !|Paul Martin|Paula Martin
        !|Antonio Guterres|Antonio Gonzales
        !|Youssef Mansour|خالد إبراهيم
        !|Omar Khattab|Amir Khattab
        !|Yitzhak Rabin|Yitzhak Shamir
        !|Choi Min-sik|Choi Woo-shik
        !|최민식|정호연
        !|Liu Yang|Li Yang
        !|刘洋|刘德华
        !|Tran Thi Mai|Tran Thi Hoa
        !|Haruka Yamada|Haruto Yamada
        !|Thomas Hanks|Timothy Hanks
        !|T. Hanks|William Hanks
        !|Emily Davis|Emma Davis
        !|Erik Johansson|Erik Johnsen
        !|Stefan Kovac|Stefan Kovar
        !|Anders Berg|Andreas Berg
        !|Kristian Olsen|Kristin Olsen
        !|Jose Garcia|Jorge Garcia
        !|Ana Lopez Diaz|Ana Lopez Ruiz
        !|Victor Hugo|Victor Higgins
        !|Mary Williams|Marie Wilson
        !|Ivan Horvat|Ivana Horvat
        !|Fatima Mansour|Fatima Zahra
        !|Mehmet Yilmaz|Ahmet Yilmaz
        !|Nikola Petrović|Nikola Jovanović
        !|Aleksandr Ivanov|Aleksandra Ivanova
        !|Peter Andersson|Per Andersson
        !|Gabriel Costa|Gabriela Costa
        !|Samuel Green|Samantha Green
        !|Hannah Schmidt|Lena Schmidt
        !|Louise Martin|Louis Martin
        """
}
