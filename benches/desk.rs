//! How long the desk's pages take on a large site, beside the site's sign of life as yardstick:
//!
//! ```text
//! cargo bench --bench desk -- [--posts 100000] [--comments 1000000] [--database-url URL] [--filled]
//! ```
//!
//! Without a URL it fills an SQLite file in a folder of its own, which takes some minutes and a few
//! gigabytes. A database that is named keeps the account that it adds, `measuring-….invalid`, whose password
//! nobody knows, and a draft of it: name none that readers use. `--filled` says that the database holds the
//! content already. Times are those of one client on the same machine, from the request to the last byte,
//! so they hold what the client itself takes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;
use ureq::Agent;

const ROUNDS: usize = 15;
const YARDSTICK: &str = "/healthz";

/// Every page of the desk, and what an editor asks of its lists in a day. Ids and handles are filled in
/// from the site's own pages.
const PAGES: &[&str] = &[
    YARDSTICK,
    "/desk",
    "/desk/posts",
    "/desk/posts?before={middle}",
    "/desk/posts?status=draft",
    "/desk/posts?language=ar",
    "/desk/posts?status=archived&language=ar",
    "/desk/posts?author={author}",
    "/desk/posts?tag=backend",
    "/desk/posts?tag=backend&author={author}",
    "/desk/posts?tag=backend&language=ar&status=published",
    "/desk/posts?words=server",
    "/desk/posts?words=server+database",
    "/desk/posts?words=server+database+cache",
    "/desk/posts?words=server+database&before={middle}",
    "/desk/posts?words=server&status=published",
    "/desk/posts?words=server&status=draft",
    "/desk/posts?words=server&language=en",
    "/desk/posts?words=server&language=he",
    "/desk/posts?words=server&language=he&status=published",
    "/desk/posts?words=server&author={author}",
    "/desk/posts?words=server&author={author}&language=he",
    "/desk/posts?words=server&tag=backend",
    "/desk/posts?words=server&tag=backend&language=he",
    "/desk/posts?words=serv",
    "/desk/posts?words=zzzz",
    "/desk/posts?words=zzzz&author={author}",
    "/desk/posts/new",
    "/desk/posts/{newest}/edit",
    "/desk/posts/{newest}/revisions",
    "/desk/posts/{newest}/preview",
    "/desk/posts/{draft}/preview",
    "/desk/posts/{draft}/revisions",
    "/desk/posts/{draft}/revisions/{second}",
    "/desk/posts/{draft}/revisions/{second}?from={first}",
    "/desk/comments",
    "/desk/comments?queue=approved",
    "/desk/comments?queue=spam",
    "/desk/comments?queue=removed",
    "/desk/comments?queue=reported",
    "/desk/comments/guests",
    "/desk/tags",
    "/desk/tags/{tag}/edit",
    "/desk/series",
    "/desk/series/{series}/edit",
    "/desk/people",
    "/desk/people?role=author",
    "/desk/people/{person}",
    "/desk/settings",
    "/desk/activity",
    "/account",
];

#[derive(Parser)]
struct Options {
    #[arg(long, default_value_t = 100_000)]
    posts: u32,
    #[arg(long, default_value_t = 1_000_000)]
    comments: u32,
    #[arg(long)]
    database_url: Option<String>,
    #[arg(long)]
    filled: bool,
    /// Cargo says so.
    #[arg(long, hide = true)]
    bench: bool,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<ExitCode, Failure> {
    let options = Options::parse();
    let folder = tempfile::tempdir()?;
    let database = match &options.database_url {
        Some(url) => url.clone(),
        None => format!("sqlite://{}/daf.db", folder.path().display()),
    };
    let daf = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daf"));
        command
            .args(arguments)
            .env("DAF_DATABASE_URL", &database)
            .env("DAF_DATA_DIR", folder.path())
            .stdin(Stdio::null());
        command
    };
    if !options.filled {
        let (posts, comments) = (options.posts.to_string(), options.comments.to_string());
        let filling = [
            "bench-data",
            "--posts",
            &posts,
            "--comments",
            &comments,
            "--seed",
            "7",
        ];
        succeed(daf(&filling).status()?.success(), "daf bench-data")?;
    }
    // Nobody can sign in with it again.
    let password = daf::domain::token::Token::random().map_err(|_| "no randomness")?;
    let password = password.as_str();
    let email = format!("measuring-{}@bench.invalid", std::process::id());
    let account = [
        "user",
        "add",
        "--role",
        "owner",
        "--name",
        "Measuring",
        "--email",
        &email,
    ];
    let mut added = daf(&account).stdin(Stdio::piped()).spawn()?;
    added
        .stdin
        .take()
        .ok_or("no standard input")?
        .write_all(password.as_bytes())?;
    succeed(added.wait()?.success(), "daf user add")?;

    let serving = ["serve", "--listen", "127.0.0.1:0", "--no-demo"];
    let site = Site::start(daf(&serving).stdout(Stdio::piped()).stderr(Stdio::null()))?;
    let editor = site.sign_in(&email, password)?;
    println!("\n{database}: milliseconds, {ROUNDS} times each in turn\n");
    println!("{:>8} {:>8} {:>8}  page", "median", "least", "most");
    for (page, mut times) in editor.measure()? {
        times.sort_unstable();
        let shown = [times[times.len() / 2], times[0], times[times.len() - 1]];
        let shown = shown.map(|time| format!("{:8.1}", time.as_secs_f64() * 1000.0));
        println!("{}  {page}", shown.join(" "));
    }
    Ok(ExitCode::SUCCESS)
}

fn succeed(is_done: bool, what: &str) -> Result<(), Failure> {
    if is_done {
        Ok(())
    } else {
        Err(format!("{what} failed").into())
    }
}

/// A running site, ended with the measuring.
struct Site {
    child: Child,
    address: String,
}

impl Site {
    fn start(command: &mut Command) -> Result<Site, Failure> {
        let mut child = command.spawn()?;
        let said = child.stdout.take().ok_or("no standard output")?;
        for line in BufReader::new(said).lines() {
            if let Some(place) = line?.split_once("http://") {
                let address = format!("http://{}", place.1.trim_end_matches(['.', '/']));
                return Ok(Site { child, address });
            }
        }
        Err("daf serve failed".into())
    }

    fn sign_in(&self, email: &str, password: &str) -> Result<Editor<'_>, Failure> {
        let config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false);
        let agent: Agent = config.build().into();
        let form = [("email", email), ("password", password), ("back", "/desk")];
        let answer = agent
            .post(format!("{}/login", self.address))
            .send_form(form)?;
        let cookies = answer.headers().get_all("set-cookie").iter();
        let cookies: Vec<String> = cookies
            .filter_map(|line| line.to_str().ok()?.split(';').next().map(str::to_owned))
            .collect();
        Ok(Editor {
            site: self,
            agent,
            cookies: cookies.join("; "),
        })
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody signed in.
struct Editor<'a> {
    site: &'a Site,
    agent: Agent,
    cookies: String,
}

impl Editor<'_> {
    fn get(&self, path: &str) -> Result<String, Failure> {
        let request = self.agent.get(format!("{}{path}", self.site.address));
        let mut answer = request.header("cookie", &self.cookies).call()?;
        succeed(answer.status() == 200, path)?;
        Ok(answer.body_mut().read_to_string()?)
    }

    /// Sends a form and says where it leads.
    fn send(&self, path: &str, form: &[(&str, &str)]) -> Result<String, Failure> {
        let request = self.agent.post(format!("{}{path}", self.site.address));
        let request = request.header("cookie", &self.cookies);
        let answer = request.send_form(form.iter().copied())?;
        let place = answer
            .headers()
            .get("location")
            .filter(|_| answer.status() == 303);
        Ok(place.ok_or(format!("{path} failed"))?.to_str()?.to_owned())
    }

    /// Writes a draft with the text of a post of the site, and changes every tenth line of it.
    fn write_draft(&self, post: &str) -> Result<String, Failure> {
        let page = Page::parse(&self.get(&format!("/desk/posts/{post}/edit"))?);
        let text = page.text("#source")?;
        let changed: Vec<String> = text
            .lines()
            .enumerate()
            .map(|(number, line)| match number % 10 {
                0 => format!("{line} And measured again."),
                _ => line.to_owned(),
            })
            .collect();
        let changed = changed.join("\n");
        let form = |source| {
            [
                ("title", "For measuring"),
                ("language", "en"),
                ("source", source),
                ("do", "save"),
            ]
        };
        let edit = self.send("/desk/posts", &form(&text))?;
        let draft = part(&edit)?;
        let revision = Page::parse(&self.get(&edit)?).first("[name=revision]", "value")?;
        let with_revision = [&form(&changed)[..], &[("revision", revision.as_str())]].concat();
        self.send(&format!("/desk/posts/{draft}"), &with_revision)?;
        Ok(draft)
    }

    /// What stands in the addresses for the names in braces.
    fn names(&self) -> Result<Vec<(&'static str, String)>, Failure> {
        let page = |path: &str| -> Result<Page, Failure> { Ok(Page::parse(&self.get(path)?)) };
        let row = |path: &str| -> Result<String, Failure> {
            part(&page(path)?.first(".list tbody th a", "href")?)
        };
        let list = page("/desk/posts?status=published")?;
        let newest = part(&list.first(".list tbody a[href$=\"/edit\"]", "href")?)?;
        let middle = (newest.parse::<i64>()? / 2).to_string();
        let draft = self.write_draft(&newest)?;
        let revisions = page(&format!("/desk/posts/{draft}/revisions"))?;
        Ok(vec![
            ("{first}", revisions.first("[name=from][checked]", "value")?),
            ("{second}", revisions.first("[name=to][checked]", "value")?),
            (
                "{author}",
                list.first("#author option:not([value=\"\"])", "value")?,
            ),
            ("{tag}", row("/desk/tags?words=backend")?),
            ("{series}", row("/desk/series")?),
            ("{person}", row("/desk/people?role=author")?),
            ("{newest}", newest),
            ("{middle}", middle),
            ("{draft}", draft),
        ])
    }

    /// Each page with its times, the first round of all left out.
    fn measure(&self) -> Result<Vec<(String, Vec<Duration>)>, Failure> {
        let names = self.names()?;
        let filled = |page: &&str| {
            let name = |page: String, (name, value): &(&str, String)| page.replace(name, value);
            names.iter().fold((*page).to_owned(), name)
        };
        let mut pages: Vec<_> = PAGES
            .iter()
            .map(|page| (filled(page), Vec::new()))
            .collect();
        for round in 0..=ROUNDS {
            for (page, times) in &mut pages {
                let start = Instant::now();
                self.get(page)?;
                if round > 0 {
                    times.push(start.elapsed());
                }
            }
        }
        Ok(pages)
    }
}

struct Page(scraper::Html);

impl Page {
    fn parse(html: &str) -> Page {
        Page(scraper::Html::parse_document(html))
    }

    fn found(&self, selector: &str) -> Result<scraper::ElementRef<'_>, Failure> {
        let parsed = scraper::Selector::parse(selector).map_err(|error| error.to_string())?;
        let found = self.0.select(&parsed).next();
        Ok(found.ok_or(format!("no {selector}"))?)
    }

    fn first(&self, selector: &str, attribute: &str) -> Result<String, Failure> {
        let value = self.found(selector)?.attr(attribute);
        Ok(value.ok_or(format!("no {attribute}"))?.to_owned())
    }

    fn text(&self, selector: &str) -> Result<String, Failure> {
        Ok(self.found(selector)?.text().collect())
    }
}

/// The number of what an address of the desk is about: 7 of `/desk/posts/7/edit`.
fn part(address: &str) -> Result<String, Failure> {
    let rest = address
        .split_once("/desk/")
        .ok_or("no address of the desk")?
        .1;
    Ok(rest.split('/').nth(1).ok_or("no number")?.to_owned())
}
