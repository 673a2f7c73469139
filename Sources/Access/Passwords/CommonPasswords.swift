/// Passwords that are tried first. A password of twelve characters and more is usually one of these
/// with something at its end, or doubled; ``PasswordRules`` takes that off before it looks.
enum CommonPasswords {
    static let all = Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))

    /// Keys in the order of a keyboard or an alphabet; a part of one is no password.
    static let runs: [String] = {
        let ways = [
            "qwertyuiopasdfghjklzxcvbnm", "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
            "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
            "abcdefghijklmnopqrstuvwxyz",
            "1234567890123456789012345678901234567890", "1234567890qwertyuiopasdfghjkl",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "qazwsxedcrfvtgbyhnujmikolp",
        ]
        return ways + ways.map { String($0.reversed()) }
    }()

    private static let text = """
        000000000000 0123456789 01234567890 012345678901 0987654321 098765432109 101010
        102030405060 111111111111 112233445566 121212121212 123123123123 123321123321 123456
        1234567 12345678 123456789 1234567890 123456789012 1234567890123 12345678910 123456789101
        1234567891011 123456789123 1234qwer 1234qwerasdf 123654789 123password 123qwe 123qwe123qwe
        123qweasd 123qweasdzxc 12qwaszx 12qwaszx12qw 131313 147258369 159357159357 1q2w3e4r
        1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx 1qaz2wsx3edc 1qaz2wsx3edc4rfv 232323
        555555 666666 696969 7777777 88888888 987654321 9876543210 987654321098 99999999 a1b2c3d4
        a1b2c3d4e5 a1b2c3d4e5f6 aaaaaaaaaaaa abc123 abc123abc123 abcabcabc abcd1234 abcdef123456
        abcdefgh abcdefgh123 abcdefghijkl abcpassword access access14 accessaccess admin admin123
        adminadmin administrator administrator1 adminpassword alexander alexandra alpine alpine123
        america american amsterdam andrew android angel angelica angels anthony antifraud
        antifraud123 anything apple apples argentina arsenal asd123asd123 asdasdasd asdf1234asdf
        asdfasdf asdfasdfasdf asdfghjkl asdfghjkl123 asdfghjklzxc asdfjkl assay assayadmin
        assayassay assayassayassay assaypassword asshole australia autumn autumn2025 autumn2026
        averylongpassword azertyuiop babygirl babygirl1 badpassword banana barcelona bartsimpson
        baseball baseball1 basketball batman beautiful beautiful1 benjamin berlin beyonce birthday
        blackberry blahblah blahblahblah blessed blessed1 blink182 bond007 boxing brasil brother
        bullshit butterfly butterfly1 california callofduty canada changeit changeme changemenow
        changemeplease charlie cheese cheeseburger chelseafc chicago children chocolate chocolate1
        christmas christopher cinderella cisco cisco123 coffee coffeecoffee colombia company
        company123 computer computer1 cookie cookiemonster cookies correcthorse
        correcthorsebattery correcthorsebatterystaple corvette counterstrike cowboys cricket
        cupcake daddy daniel danielle database database123 debian december default defaultpassword
        demon devil diamond diamonds dockerdocker donald donaldduck dontforget donttellanyone
        dragon dragonball dragonballz eagles elastic elasticsearch elizabeth eminem england espana
        everything facebook facebook1 faith family family1 father february ferrari florida flower
        flowers football football1 forever foreverandever forgot forgotpassword fortnite france
        frauddetection fraudfraud fraudster fraudteam freedom freedom1 friday friends friendship
        fuckoff fuckyou fuckyou1 fuckyou123 gandalf garden garfield germany ghost gmail godbless
        godisgood godislove gogogogo golden golfer goodpassword google googlegoogle grafana
        grandma gryffindor guest guestguest hacker hacker123 hackers hahahaha halloween hamburger
        happy happy123 happybirthday happyday happydays harleydavidson harrypotter heaven hehehehe
        hello123 hellohello helloworld helloworld123 hobbiton hockey hogwarts holiday holidays
        homersimpson hotmail hunter hunter12 hunter2 iamawesome iamthebest iforgot
        iforgotmypassword ihatepasswords ihatethis ihateyou ilovemyself iloveyou iloveyou2
        iloveyouforever iloveyousomuch instagram internet internet1 iphone ireland italia
        jamesbond jamesbond007 january jenkins jenkins123 jennifer jessica jesus jesuschrist
        jesusis1 jesusislord jesuslovesme jonathan jordan jordan23 justinbieber killer killer123
        kubernetes lakers lalalala lamborghini leagueoflegends letmein letmein123 letmein12345
        letmeinnow letmeinplease letmeout letsgo letsgoletsgo linkedin linkinpark liverpool
        liverpoolfc lkjhgfdsa login123 loginlogin loginpassword london london123 longpassword
        lordoftherings losangeles lovelove lovelylovely loveme loveyou lucky lucky7 lucky777
        macintosh manchester manchesterunited marketplace master masterpassword matrix mercedes
        metallica mexico michael michelle mickey mickeymouse microsoft million millionaire
        minecraft minioadmin minioadmin123 minniemouse mnbvcxz mommy monday money money123
        moneymoney monkey moscow mother musicmusic mustang mypass mypass123 mypassphrase
        mypassword mypassword1 mypassword123 mysecret myspace1 mysqlpassword newpassword
        newpassword1 newyork newyork1 nicole ninja ninja123 nintendo nirvana nobodyknows nokia123
        nopassword nothing november october office office123 oldpassword onedirection opensesame
        openup oracle oracle123 orange outlook p4ssw0rd p4ssword p@ssw0rd p@ssword pa$$w0rd
        pa$$word pa55w0rd pa55word paris pass1234 pass12345678 pass123456789 passpass passpasspass
        passphrase passw0rd passw0rd123 passw0rd1234 passwd passwd123 password password!
        password01 password1 password1! password12 password123 password123! password1234
        password12345 password123456 password2024 password2025 password2026 password69 password99
        passwordabc passwordpassword passwort patriots peterpan pineapple pirate pizza playstation
        playstation4 please pleaseletmein poiuytrewq poiuytrewqlkj pokemon pokemon123 porsche911
        portugal postgres princess princess1 purple q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedc qazwsxedcrfv
        qwe123qwe123 qweqweqwe qwer1234 qwer1234qwer qwerasdf qwerasdfzxcv qwerqwer qwerty
        qwerty123 qwertyuiop qwertyuiop123 qwertyuiopasdf qwertz qwertzuiop rabbitmq racing
        rainbow ranger rangers raspberry raspberrypi realmadrid remember rememberme richrich
        rootroot runescape samantha samsung samsung1 samurai satan scooby scoobydoo scotland
        secret secret123 secretpassword securepassword securepassword1 security security1
        security123 september server server123 service service123 shadow signin signmein silver
        simpsons sister slipknot smile smiley snoopy soccer soccer1 something spiderman spotify
        spotify123 spotifypassword spring spring2025 spring2026 starcraft startrek starwars
        steelers stephanie strawberry streaming streaming123 strongpassword summer summer2024
        summer2025 summer2026 summertime sunflower sunshine sunshine1 sunshine123 superadmin
        superadmin123 superman supersecret supersecure supersecurepassword superstar superuser
        support support123 sweetheart sweetie tennis tequila terminator test1234 testaccount
        testing123 testpassword testtest testtesttest texas thepassword thisisapassword
        thisismypassword thisisnotapassword tigger tinkerbell together tokyo toortoor topsecret
        topsecret123 trustno1 trustnoone twitter ubuntu unicorn unicorns user1234 vagrantvagrant
        vampire verysecret verysecure verysecurepassword victoria vodka warcraft warrior welcome
        welcome1 welcome123 welcomehome whatever whatever1 whiskey whoknows windows windows10
        winniethepooh winter winter2024 winter2025 winter2026 worldofwarcraft wrestling xbox360
        xyzxyzxyz yahoo yankees yellow youareawesome yourpassword youtube zaq12wsx zaq1zaq1
        zaqxswcde zombie zxcvbnm zxcvbnm123 zxcvbnmasdf zxczxczxc
        """
}
