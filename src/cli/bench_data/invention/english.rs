//! The English words, names and sentence patterns, and the Latin terms of every language.

use super::vocabulary::{Determiner, Patterns, Ranked, Roles, Vocabulary, words};

/// Nouns in the singular with a regular plural, the most common first.
pub const NOUNS: &str = "
    server request response database query user thread cache file process system page client service
    connection function error message network library language program problem version operation
    address password permission list row column record class method loop string layer test
    environment deployment setting feature comment header template paragraph image tag series
    transaction lock decision example question approach architecture application platform package
    dependency call write deletion load delay stream signature cookie login attack vulnerability
    defence identity invitation measurement result comparison recommendation conclusion note assumption
    point reason goal task unit group company community contribution review packet quantity limit
    configuration machine batch experience map conversion scan abstraction view click redirect copy
    recovery allocation key value field type change update solution diagram article team organization
    product writer reader advantage drawback queue channel zone cloud container cluster node
    backup log metric graph report failure bug fix risk attacker token approval manager control button
    menu style colour font direction character dictionary search filter sort ranking algorithm array
    tree pointer variable constant parameter argument instance object exception compiler interpreter
    parser link context principle rule stage condition experiment price budget board target moment
    day case place need part end rate boundary balancer proxy router port host domain replica shard
    merge branch survey script schedule scheduler boot registry mechanism pipe buffer document format
    index engine model module component tool path form protocol processor disk interface project event
    state structure browser runtime framework kernel socket handler endpoint payload session worker
    pool mutex semaphore deadlock migration schema join view trigger partition bucket hash digest
    certificate cipher secret vault policy quota threshold alert dashboard incident postmortem rollout
    rollback release pipeline artifact dependency lockfile snapshot checkpoint journal heap stack
    frame iterator closure trait generic lifetime future promise callback listener emitter subscriber
    publisher broker topic consumer producer offset cursor pagination viewport selector layout grid
    breakpoint animation gesture locale translation script glyph ligature";

/// Verbs in the base form with a regular third person.
pub const VERBS: &str = "
    handle send return store read write open close check manage provide search filter require create
    compute allow update cancel lose describe split validate reduce produce block lock release schedule
    route encode decode parse sort save replicate synchronize restore delay shorten delete print show
    measure record document isolate wrap merge rank translate render implement respect count compress
    back choose follow export import unify run define contain explain add move shrink grow accelerate
    start hide replace limit invite warn remove encrypt allocate prefer guarantee decide affect separate
    accept convert continue slow download recognize need use call load fetch queue drop retry refuse
    inspect trace sample profile deploy ship monitor observe break repair hold copy share keep avoid
    serve balance throttle evict flush commit abort verify sign authorize redirect cover expect trust";

/// Adjectives, the most common first.
pub const ADJECTIVES: &str = "
    new large fast simple good important long old safe full correct first last previous different small
    slow stable reliable local remote public private internal external single double complex common rare
    direct indirect parallel synchronous asynchronous dynamic static distributed central temporary fixed
    open closed secure encrypted detailed useful efficient cheap expensive heavy light ordinary delicate
    smart familiar surprising continuous automatic manual flexible rigid suitable precise missing busy
    empty clean structured typical general special optional necessary logical physical virtual modular
    consistent careful shared mutable immutable idle hot cold stale fresh nested flat strict lazy eager
    durable volatile portable legacy modern minimal verbose implicit explicit concurrent sequential
    atomic naive robust brittle quiet noisy strange obvious subtle hidden visible broken pending";

/// Words that say when, how much and how.
pub const ADVERBS: &str = "
    always often usually sometimes never quickly slowly already now again mostly together carefully
    directly first finally gradually separately meanwhile easily quietly locally remotely completely
    partly twice rarely silently eventually automatically manually safely correctly exactly simply
    merely hardly almost still only also probably certainly deliberately accidentally";

/// Technical terms that every language writes in Latin letters.
pub const LATIN_TERMS: &str = "
    Backend HTTP API Node.js Rust SQL Python JavaScript Linux Docker Redis PostgreSQL React Git Frontend
    JSON HTML CSS Kubernetes SQLite cache GitHub REST TypeScript nginx DNS TLS Cookie Middleware ORM
    event-loop async await thread pool worker CDN URL TCP Go Java Django Express Flask Actix Tokio npm
    Cargo Bash SSH CI CD DevOps AWS Azure Terraform Ansible Prometheus Grafana Kafka RabbitMQ gRPC
    GraphQL WebSocket OAuth JWT CORS CSRF XSS HTTPS UDP IPv6 QUIC MongoDB MySQL Elasticsearch Memcached
    WebAssembly Vue Svelte Angular Next.js Vite webpack Babel ESLint Jest Playwright Unicode UTF-8 RTL
    Markdown YAML TOML XML RSS Atom Diesel Serde Clippy LLVM GCC glibc epoll io_uring mutex deadlock
    CPU RAM SSD NVMe GPU RAID ext4 Btrfs systemd cron Vim Emacs Deno Bun Kotlin Swift Scala Haskell
    Elixir Erlang Lua Perl Ruby Rails PHP Laravel Symfony Spring Hibernate Apache Caddy HAProxy Varnish
    ETag B-tree LRU FIFO ACID CAP MVCC WAL DDL Raft Paxos SHA-256 HMAC Argon2 bcrypt";

const OPENERS: &[&str] = &[
    "so ",
    "but ",
    "in practice, ",
    "for example, ",
    "in the end, ",
    "however, ",
    "as we saw, ",
    "on the other hand, ",
    "moreover, ",
    "first of all, ",
    "even then, ",
];

const CONNECTORS: &[&str] = &[
    " because ",
    ", but ",
    ", and ",
    " when ",
    " if ",
    ", so that ",
    ", although ",
    " while ",
    ", and then ",
    " unless ",
    " before ",
    " until ",
];

const CLAUSES: &[&str] = &[
    "$s $v $o",
    "$s $v $o $p",
    "$p, $s $v $o",
    "you can $w $o $p",
    "we had to $w $o $p",
    "it pays to $w $o",
    "we want to $w $o $p",
    "this does not mean that $s $v $o",
    "$s $x $v $o",
    "the price of $d is not only a matter of $d",
    "nobody can $w $o without $o",
    "$s behind $d $x $v $o",
    "whoever wants to $w $o must $w $o too",
    "the question is how to $w $o",
    "it is not clear why $s $v $o",
    "after a $a start $s $v $o",
    "there is always a $a $n that $v $o",
];

const TITLES: &[&str] = &[
    "how to $w a $a $n",
    "a short guide to the $n and the $n",
    "why the $a $n matters",
    "$l and the $a $n",
    "what $l taught us about the $n",
    "the $n, the $n and the $n",
    "when not to $w the $n",
    "three ways to $w a $n",
    "$n versus $n in $l",
    "understanding the $a $n",
    "what every $n should know about $l",
    "the hidden cost of the $a $n",
    "rethinking the $n with $l",
];

const HEADINGS: &[&str] = &[
    "why the $n",
    "what happens in the $n",
    "how to $w a $n",
    "the trouble with the $n",
    "the $n step by step",
    "when not to $w",
    "measuring the $n",
    "$n and $n",
    "$l and the $n",
    "summary",
    "what comes next",
    "an example with a $n",
];

const REMARKS: &[&str] = &[
    "thank you, I learned a lot from this",
    "we saw something quite different with our $n",
    "a great explanation of the $n",
    "I do not agree with the part about the $n",
    "a small question about the $n you mentioned",
    "I tried this with $l and was surprised",
    "do you have a full example with a $n",
    "exactly what I was looking for about the $n",
    "I think the $n is missing here",
    "my team once built a $a $n like this",
];

const SUBJECTS: &[Determiner] = &[
    ("the ", true),
    ("the ", true),
    ("each ", true),
    ("this ", true),
    ("every ", true),
    ("our ", true),
];
const PLURAL_SUBJECTS: &[Determiner] = &[
    ("the ", true),
    ("", true),
    ("", true),
    ("these ", true),
    ("most ", true),
    ("our ", true),
];
const OBJECTS: &[Determiner] = &[
    ("the ", true),
    ("the ", true),
    ("one ", true),
    ("another ", true),
    ("its ", true),
];
const PLURAL_OBJECTS: &[Determiner] = &[
    ("the ", true),
    ("", true),
    ("", true),
    ("many ", true),
    ("its ", true),
    ("all ", true),
];
const PLACES: &[Determiner] = &[
    ("in the ", true),
    ("for the ", true),
    ("from the ", true),
    ("on the ", true),
    ("with the ", true),
    ("without the ", true),
    ("behind the ", true),
    ("at the ", true),
];
const LATIN_SUBJECTS: &[Determiner] = &[("", true), ("our ", true)];
const LATIN_OBJECTS: &[Determiner] = &[("", true)];
const LATIN_PLACES: &[Determiner] = &[
    ("in ", true),
    ("with ", true),
    ("from ", true),
    ("on ", true),
    ("without ", true),
];

const TAIL_PREFIXES: &[&str] = &[
    "", "", "micro", "meta", "multi", "sub", "over", "auto", "hyper", "inter", "super", "non",
    "co", "semi", "pre", "post", "re", "un", "anti", "pseudo", "proto", "mini", "mega", "cross",
];
const TAIL_SUFFIXES: &[&str] = &[
    "less", "like", "wise", "ness", "able", "ful", "ish", "ship", "hood", "ling", "let", "ware",
    "ism", "ist", "ation", "izer", "dom", "ette", "ology", "path",
];

const FIRST_NAMES: &str = "
    Alice James Grace Robert Emma William Olivia Thomas Sophie Daniel Lucy Henry Clara Samuel Nora George
    Ruth Edward Helen Arthur Julia Walter Irene Hugo Martha Oscar Ivy Felix Laura Simon Diana Peter Amy
    Patrick Rose Nathan Eleanor Victor Hannah Gavin Beatrice Leon Naomi Stephen Judith Colin Frances
    Adrian Maya Kevin Paula Trevor Sylvia Marcus Wendy Julian Tessa Derek Carol Ethan Joan Ralph";
const LAST_NAMES: &str = "
    Smith Johnson Brown Taylor Wilson Davies Evans Walker Wright Robinson Thompson White Hughes Edwards
    Green Hall Wood Harris Lewis Martin Jackson Clarke Turner Hill Cooper Ward Morris Moore King Baker
    Watson Allen Young Parker Bennett Cook Bailey Shaw Carter Richardson Marshall Collins Gray Foster
    Palmer Mills Barnes Knight Webb Fisher Butler Simmons Reynolds Spencer Hunt Palin Chapman Ellis
    Harper Fletcher Lawson Osborne";

/// Eighty tag names, separated by commas.
pub const TAGS: &str = "
    Backend, Frontend, HTTP, Rust, Python, JavaScript, TypeScript, SQL, PostgreSQL, SQLite, Redis, Linux,
    Docker, Kubernetes, Git, Caching, Threads, Concurrency, Async, Event loop, Databases, Indexes,
    Transactions, ORM, REST, GraphQL, gRPC, WebSockets, Web servers, nginx, Load balancing, DNS, TLS,
    OAuth, Cookies, Sessions, Authentication, Authorization, Web security, Cryptography, Testing,
    Property testing, Benchmarks, Profiling, Observability, Logging, Metrics and alerts, Tracing,
    Deployment, Continuous integration, Infrastructure, Cloud, Serverless, Microservices, Message queues,
    Kafka, Distributed systems, Consensus, Compilers, WebAssembly, Memory, Garbage collection, Allocators,
    Data structures, Algorithms, Unicode, Bidirectional text, Typography, Accessibility, CSS, HTML, React,
    Svelte, Open source, Code review, Technical writing, Careers, Debugging, Embedded, Go language";

/// Everything that English texts are made of.
pub fn vocabulary() -> Vocabulary {
    Vocabulary {
        nouns: vec![Ranked::new(words(NOUNS)), Ranked::new(with_s(NOUNS))],
        adjectives: vec![Ranked::new(words(ADJECTIVES))],
        verbs: vec![Ranked::new(with_s(VERBS)), Ranked::new(words(VERBS))],
        infinitives: Ranked::new(words(VERBS)),
        adverbs: Ranked::new(words(ADVERBS)),
        latin: latin_terms(),
        first_names: words(FIRST_NAMES),
        last_names: words(LAST_NAMES),
        agreements: &[0, 1],
        plurals: &[1],
        definite: "the ",
        is_english: true,
        roles: Roles {
            subjects: &[SUBJECTS, PLURAL_SUBJECTS],
            objects: &[OBJECTS, PLURAL_OBJECTS],
            places: &[PLACES, PLACES],
            latin: [LATIN_SUBJECTS, LATIN_OBJECTS, LATIN_PLACES],
        },
        openers: OPENERS,
        connectors: CONNECTORS,
        clauses: Patterns::new(CLAUSES),
        titles: Patterns::new(TITLES),
        headings: Patterns::new(HEADINGS),
        remarks: Patterns::new(REMARKS),
        tail_stems: words(NOUNS),
        tail_prefixes: TAIL_PREFIXES,
        tail_suffixes: TAIL_SUFFIXES,
        latin_share: 12,
    }
}

/// The Latin terms, the most common first.
pub fn latin_terms() -> Ranked {
    Ranked::new(words(LATIN_TERMS))
}

fn with_s(stems: &str) -> Vec<String> {
    stems.split_whitespace().map(add_s).collect()
}

/// The plural of a noun and the third person of a verb, which English spells the same way.
fn add_s(stem: &str) -> String {
    if ["s", "x", "ch", "sh"]
        .iter()
        .any(|hiss| stem.ends_with(hiss))
    {
        return format!("{stem}es");
    }
    match stem.strip_suffix('y') {
        Some(start) if !start.ends_with(['a', 'e', 'o', 'u']) => format!("{start}ies"),
        _ => format!("{stem}s"),
    }
}
