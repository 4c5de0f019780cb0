//! What the languages of code blocks look like, as far as colours need to know.

/// A language's signs.
pub struct Syntax {
    pub line_comments: &'static [&'static str],
    pub block_comment: Option<(&'static str, &'static str)>,
    /// Marks of strings that end at the latest with their line.
    pub quotes: &'static [char],
    /// Marks of strings that may go over many lines, looked for first.
    pub long_quotes: &'static [&'static str],
    /// Whether `'a'` is a letter and a lone `'` none.
    pub letters: bool,
    /// In the order of their letters, unless case is ignored.
    pub words: &'static [&'static str],
    pub constants: &'static [&'static str],
    pub ignores_case: bool,
    /// Whether a name that begins with a capital is a type's.
    pub types: bool,
    /// Whether a name before a colon is a property's.
    pub properties: bool,
}

const BARE: Syntax = Syntax {
    line_comments: &[],
    block_comment: None,
    quotes: &['"', '\''],
    long_quotes: &[],
    letters: false,
    words: &[],
    constants: &["true", "false", "null"],
    ignores_case: false,
    types: false,
    properties: false,
};

const C_LIKE: Syntax = Syntax {
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &['"'],
    letters: true,
    types: true,
    ..BARE
};

const SCRIPT: Syntax = Syntax {
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    long_quotes: &["`"],
    words: &[
        "abstract",
        "as",
        "async",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "declare",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "export",
        "extends",
        "finally",
        "for",
        "from",
        "function",
        "get",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "namespace",
        "new",
        "of",
        "private",
        "protected",
        "public",
        "readonly",
        "return",
        "set",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "try",
        "type",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ],
    constants: &["true", "false", "null", "undefined", "NaN", "Infinity"],
    types: true,
    ..BARE
};

const PYTHON: Syntax = Syntax {
    line_comments: &["#"],
    long_quotes: &["\"\"\"", "'''"],
    words: &[
        "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def",
        "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
        "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise", "return", "self", "try",
        "while", "with", "yield",
    ],
    constants: &["True", "False", "None"],
    types: true,
    ..BARE
};

const RUST: Syntax = Syntax {
    words: &[
        "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum",
        "extern", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut",
        "pub", "ref", "return", "self", "static", "struct", "super", "trait", "type", "unsafe",
        "use", "where", "while",
    ],
    constants: &["true", "false", "None", "Some", "Ok", "Err"],
    ..C_LIKE
};

const GO: Syntax = Syntax {
    long_quotes: &["`"],
    words: &[
        "break",
        "case",
        "chan",
        "const",
        "continue",
        "default",
        "defer",
        "else",
        "fallthrough",
        "for",
        "func",
        "go",
        "goto",
        "if",
        "import",
        "interface",
        "map",
        "package",
        "range",
        "return",
        "select",
        "struct",
        "switch",
        "type",
        "var",
    ],
    constants: &["true", "false", "nil", "iota"],
    ..C_LIKE
};

/// Java, Kotlin, Scala, C#, Swift, Dart.
const JAVA: Syntax = Syntax {
    long_quotes: &["\"\"\""],
    words: &[
        "abstract",
        "as",
        "async",
        "await",
        "boolean",
        "break",
        "byte",
        "case",
        "catch",
        "char",
        "class",
        "const",
        "continue",
        "data",
        "def",
        "default",
        "do",
        "double",
        "else",
        "enum",
        "extends",
        "final",
        "finally",
        "float",
        "for",
        "foreach",
        "fun",
        "func",
        "guard",
        "if",
        "implements",
        "import",
        "in",
        "int",
        "interface",
        "internal",
        "is",
        "let",
        "long",
        "namespace",
        "new",
        "object",
        "override",
        "package",
        "private",
        "protected",
        "public",
        "readonly",
        "record",
        "return",
        "sealed",
        "short",
        "static",
        "string",
        "struct",
        "super",
        "switch",
        "this",
        "throw",
        "throws",
        "trait",
        "try",
        "using",
        "val",
        "var",
        "void",
        "when",
        "where",
        "while",
        "yield",
    ],
    constants: &["true", "false", "null", "nil"],
    ..C_LIKE
};

const C: Syntax = Syntax {
    words: &[
        "auto",
        "bool",
        "break",
        "case",
        "catch",
        "char",
        "class",
        "const",
        "constexpr",
        "continue",
        "default",
        "delete",
        "do",
        "double",
        "else",
        "enum",
        "explicit",
        "extern",
        "float",
        "for",
        "goto",
        "if",
        "inline",
        "int",
        "long",
        "namespace",
        "new",
        "operator",
        "override",
        "private",
        "protected",
        "public",
        "register",
        "return",
        "short",
        "signed",
        "sizeof",
        "static",
        "struct",
        "switch",
        "template",
        "this",
        "throw",
        "try",
        "typedef",
        "typename",
        "union",
        "unsigned",
        "using",
        "virtual",
        "void",
        "volatile",
        "while",
    ],
    constants: &["true", "false", "NULL", "nullptr"],
    types: false,
    ..C_LIKE
};

const SQL: Syntax = Syntax {
    line_comments: &["--"],
    block_comment: Some(("/*", "*/")),
    words: &[
        "add",
        "all",
        "alter",
        "analyze",
        "and",
        "as",
        "asc",
        "begin",
        "between",
        "by",
        "case",
        "check",
        "column",
        "commit",
        "conflict",
        "constraint",
        "create",
        "cross",
        "database",
        "default",
        "delete",
        "desc",
        "distinct",
        "do",
        "drop",
        "else",
        "end",
        "exists",
        "explain",
        "foreign",
        "from",
        "full",
        "function",
        "grant",
        "group",
        "having",
        "if",
        "in",
        "index",
        "inner",
        "insert",
        "into",
        "is",
        "join",
        "key",
        "left",
        "like",
        "limit",
        "not",
        "nothing",
        "offset",
        "on",
        "or",
        "order",
        "outer",
        "over",
        "partition",
        "primary",
        "references",
        "returning",
        "revoke",
        "right",
        "rollback",
        "select",
        "set",
        "table",
        "then",
        "transaction",
        "trigger",
        "union",
        "unique",
        "update",
        "using",
        "values",
        "view",
        "when",
        "where",
        "with",
    ],
    ignores_case: true,
    ..BARE
};

const SHELL: Syntax = Syntax {
    line_comments: &["#"],
    words: &[
        "case", "cd", "do", "done", "echo", "elif", "else", "esac", "exit", "export", "fi", "for",
        "function", "if", "in", "local", "return", "set", "shift", "source", "sudo", "then",
        "until", "while",
    ],
    ..BARE
};

const RUBY: Syntax = Syntax {
    line_comments: &["#"],
    words: &[
        "alias", "and", "begin", "break", "case", "class", "def", "defined", "do", "else", "elsif",
        "end", "ensure", "for", "if", "in", "module", "next", "not", "or", "redo", "require",
        "rescue", "retry", "return", "self", "super", "then", "undef", "unless", "until", "when",
        "while", "yield",
    ],
    constants: &["true", "false", "nil"],
    types: true,
    ..BARE
};

const PHP: Syntax = Syntax {
    line_comments: &["//", "#"],
    block_comment: Some(("/*", "*/")),
    words: &[
        "abstract",
        "array",
        "as",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "default",
        "do",
        "echo",
        "else",
        "elseif",
        "extends",
        "final",
        "finally",
        "fn",
        "for",
        "foreach",
        "function",
        "if",
        "implements",
        "interface",
        "match",
        "namespace",
        "new",
        "private",
        "protected",
        "public",
        "require",
        "return",
        "static",
        "switch",
        "throw",
        "trait",
        "try",
        "use",
        "var",
        "while",
        "yield",
    ],
    types: true,
    ..BARE
};

const LUA: Syntax = Syntax {
    line_comments: &["--"],
    words: &[
        "and", "break", "class", "data", "do", "else", "elseif", "end", "for", "function", "goto",
        "if", "import", "in", "instance", "let", "local", "module", "not", "of", "or", "repeat",
        "return", "then", "type", "until", "where", "while",
    ],
    constants: &["true", "false", "nil"],
    ..BARE
};

const CSS: Syntax = Syntax {
    block_comment: Some(("/*", "*/")),
    properties: true,
    ..BARE
};

const SCSS: Syntax = Syntax {
    line_comments: &["//"],
    ..CSS
};

const JSON: Syntax = Syntax {
    line_comments: &["//"],
    quotes: &['"'],
    ..BARE
};

const SETTINGS: Syntax = Syntax {
    line_comments: &["#"],
    properties: true,
    ..BARE
};

const TEX: Syntax = Syntax {
    line_comments: &["%"],
    quotes: &[],
    ..BARE
};

const LISP: Syntax = Syntax {
    line_comments: &[";"],
    quotes: &['"'],
    words: &[
        "def", "define", "defn", "defun", "fn", "if", "lambda", "let", "loop", "ns", "quote", "set",
    ],
    ..BARE
};

const HASHES: Syntax = Syntax {
    line_comments: &["#"],
    ..BARE
};

const POWERSHELL: Syntax = Syntax {
    block_comment: Some(("<#", "#>")),
    ..HASHES
};

const TERRAFORM: Syntax = Syntax {
    line_comments: &["#", "//"],
    block_comment: Some(("/*", "*/")),
    quotes: &['"'],
    ..BARE
};

const SLASHES: Syntax = Syntax {
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    ..BARE
};

const ML: Syntax = Syntax {
    block_comment: Some(("(*", "*)")),
    quotes: &['"'],
    letters: true,
    ..BARE
};

const FSHARP: Syntax = Syntax {
    line_comments: &["//"],
    ..ML
};

const PASCAL: Syntax = Syntax {
    line_comments: &["//"],
    block_comment: Some(("{", "}")),
    quotes: &['\''],
    ..BARE
};

const DASHES: Syntax = Syntax {
    line_comments: &["--"],
    quotes: &['"'],
    letters: true,
    ..BARE
};

const BASIC: Syntax = Syntax {
    line_comments: &["'"],
    quotes: &['"'],
    ..BARE
};

const FORTRAN: Syntax = Syntax {
    line_comments: &["!"],
    ..BARE
};

const BATCH: Syntax = Syntax {
    line_comments: &["::", "rem ", "REM ", "Rem "],
    quotes: &['"'],
    ..BARE
};

const INI: Syntax = Syntax {
    line_comments: &[";", "#"],
    properties: true,
    ..BARE
};

const MYSQL: Syntax = Syntax {
    line_comments: &["--", "#"],
    ..SQL
};

/// A language by the name that an author gave, which may be a file's ending.
pub fn syntax(name: &str) -> Option<&'static Syntax> {
    Some(match name.to_ascii_lowercase().as_str() {
        "js" | "javascript" | "jsx" | "mjs" | "node" | "ts" | "tsx" | "typescript" => &SCRIPT,
        "py" | "python" | "python3" => &PYTHON,
        "rs" | "rust" => &RUST,
        "go" | "golang" => &GO,
        "java" | "kotlin" | "kt" | "scala" | "groovy" | "cs" | "csharp" | "c#" | "swift"
        | "dart" => &JAVA,
        "c" | "h" | "cpp" | "c++" | "cc" | "hpp" | "objc" | "zig" => &C,
        "sql" | "postgresql" | "pgsql" | "sqlite" => &SQL,
        "mysql" | "mariadb" => &MYSQL,
        "sh" | "bash" | "shell" | "zsh" | "fish" | "dockerfile" | "makefile" | "make" => &SHELL,
        "rb" | "ruby" | "elixir" | "ex" | "perl" | "pl" | "r" => &RUBY,
        "php" => &PHP,
        "lua" | "haskell" | "hs" | "elm" => &LUA,
        "css" => &CSS,
        "scss" | "sass" | "less" => &SCSS,
        "graphql" | "gql" | "cmake" | "julia" | "jl" | "nim" | "awk" | "tcl" | "nix" => &HASHES,
        "powershell" | "ps1" | "pwsh" => &POWERSHELL,
        "hcl" | "terraform" | "tf" => &TERRAFORM,
        "proto" | "protobuf" | "solidity" | "sol" | "verilog" | "systemverilog" | "cuda" | "cu"
        | "glsl" | "wgsl" => &SLASHES,
        "ocaml" | "ml" => &ML,
        "fsharp" | "f#" | "fs" => &FSHARP,
        "pascal" | "delphi" => &PASCAL,
        "ada" | "vhdl" | "applescript" => &DASHES,
        "vb" | "vbnet" | "vba" | "basic" => &BASIC,
        "fortran" | "f90" => &FORTRAN,
        "bat" | "batch" | "cmd" => &BATCH,
        "ini" => &INI,
        "json" | "jsonc" | "json5" => &JSON,
        "yaml" | "yml" | "toml" | "conf" | "nginx" | "properties" | "env" => &SETTINGS,
        "tex" | "latex" | "erlang" | "matlab" | "prolog" => &TEX,
        "lisp" | "clojure" | "clj" | "scheme" | "elisp" | "asm" | "racket" | "wasm" | "wat" => {
            &LISP
        }
        _ => return None,
    })
}

/// Whether a name is one of the languages of tags.
pub fn is_markup(name: &str) -> bool {
    let names = [
        "html", "xml", "svg", "xhtml", "vue", "svelte", "htm", "rss", "atom",
    ];
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_the_order_they_are_looked_up_in() {
        for name in [
            "js", "py", "rs", "go", "java", "c", "sh", "rb", "php", "lua", "css", "json", "yaml",
            "tex", "lisp",
        ] {
            let syntax = syntax(name).expect("a known language");

            assert!(syntax.ignores_case || syntax.words.is_sorted(), "{name}");
        }
    }
}
