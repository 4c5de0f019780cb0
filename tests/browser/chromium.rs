//! A Chromium of its own for each test, driven over WebDriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities};

use crate::support::TestSite;

/// One browser at a time: two would fight for the cores and for the keyboard's focus.
static TURN: Mutex<()> = Mutex::new(());

/// Runs a test in a new browser and closes it, whatever becomes of the test.
pub fn in_chromium(test: impl AsyncFn(&Tab)) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let driver = Driver::start();
    let profile = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let tab = runtime.block_on(Tab::opened_by(&driver, profile.path()));
    let tested = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        runtime.block_on(test(&tab))
    }));
    let closed = runtime.block_on(tab.driver.quit());
    if let Err(panic) = tested {
        std::panic::resume_unwind(panic);
    }
    closed.unwrap();
}

struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    /// On a port that the driver chooses and tells.
    fn start() -> Driver {
        let path = std::env::var("DAF_TEST_CHROMEDRIVER")
            .unwrap_or_else(|_| "/usr/bin/chromedriver".to_owned());
        let mut process = Command::new(&path)
            .args(["--port=0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{path} does not start ({error}); tests/run installs it")
            });
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines
                .next()
                .expect("chromedriver should tell its port")
                .unwrap();
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // It writes on, and would stop on a closed pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Driver {
            process,
            address: format!("http://127.0.0.1:{port}"),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What reaches farthest out of the page, if anything does. A phone's window grows with what does, so it
/// is measured against the page's own width.
const WIDEST: &str = "
    const { scrollWidth: width, clientWidth: room } = document.scrollingElement;
    if (width <= room) return '';
    const over = [...document.querySelectorAll('body *')].map(element => {
        const place = element.getBoundingClientRect();
        return [Math.max(place.right + scrollX - room, -place.left - scrollX), element];
    }).sort((one, other) => other[0] - one[0])[0];
    return width + ' > ' + room + ': ' + over[1].outerHTML.slice(0, 200);";

pub struct Tab {
    driver: WebDriver,
}

impl Tab {
    async fn opened_by(driver: &Driver, profile: &std::path::Path) -> Tab {
        let mut wanted = ChromeCapabilities::new();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // What scrolls smoothly is not yet where it is clicked.
            "--force-prefers-reduced-motion",
            &format!("--user-data-dir={}", profile.display()),
        ] {
            wanted.add_arg(argument).unwrap();
        }
        let driver = WebDriver::new(&driver.address, wanted).await;
        Tab {
            driver: driver.unwrap_or_else(|error| panic!("Chromium does not start: {error}")),
        }
    }

    pub async fn open(&self, site: &TestSite, path: &str) {
        self.driver
            .goto(format!("{}{path}", site.address))
            .await
            .unwrap();
    }

    /// Opens a page of a host that is no site of ours.
    pub async fn open_whole(&self, address: &str) {
        self.driver.goto(address).await.unwrap();
    }

    /// Chooses the interface's language as the switch does.
    pub async fn speaks(&self, site: &TestSite, language: &str) {
        self.open(site, "/preferences").await;
        self.click(&format!(
            ".switches button[name=language][value={language}]"
        ))
        .await;
    }

    /// What a script returns.
    pub async fn text_of(&self, script: &str) -> String {
        match self.returned(script).await {
            Value::String(text) => text,
            other => panic!("{script} returned {other}"),
        }
    }

    pub async fn is(&self, script: &str) -> bool {
        self.returned(script).await == Value::Bool(true)
    }

    /// Waits until a script returns true: a click has done its work when the page it leads to says so.
    pub async fn comes_to(&self, script: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.is(script).await {
            assert!(Instant::now() < deadline, "this never came true: {script}");
        }
    }

    async fn returned(&self, script: &str) -> Value {
        let returned = self.driver.execute(script, Vec::new()).await.unwrap();
        returned.json().clone()
    }

    pub async fn fonts_are_loaded(&self) {
        let script = "const done = arguments[0]; document.fonts.ready.then(() => done(true))";
        self.driver.execute_async(script, Vec::new()).await.unwrap();
    }

    pub async fn path(&self) -> String {
        self.driver.current_url().await.unwrap().path().to_owned()
    }

    pub async fn click(&self, selector: &str) {
        let button = self.driver.find(By::Css(selector)).await.unwrap();
        button.click().await.unwrap();
    }

    /// Writes into a field in the place of what stands there.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.driver.find(By::Css(selector)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Writes on at the end of a field.
    pub async fn type_in(&self, selector: &str, text: &str) {
        let field = self.driver.find(By::Css(selector)).await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    pub async fn choose(&self, select: &str, value: &str) {
        self.click(&format!("{select} option[value={value}]")).await;
    }

    /// Waits until the page says something.
    pub async fn shows(&self, text: &str) {
        let said = serde_json::to_string(text).unwrap();
        self.comes_to(&format!("return document.body.innerText.includes({said})"))
            .await;
    }

    pub async fn hides(&self, text: &str) -> bool {
        let said = serde_json::to_string(text).unwrap();
        self.is(&format!("return !document.body.innerText.includes({said})"))
            .await
    }

    pub async fn value(&self, selector: &str) -> String {
        self.text_of(&format!(
            "return document.querySelector('{selector}').value"
        ))
        .await
    }

    /// Where a link leads.
    pub async fn leads(&self, selector: &str) -> String {
        self.text_of(&format!(
            "return document.querySelector('{selector}').getAttribute('href')"
        ))
        .await
    }

    /// Drags one element to the middle of another by the pointer.
    pub async fn drag(&self, selector: &str, to: &str) {
        let held = self.driver.find(By::Css(selector)).await.unwrap();
        let goal = self.driver.find(By::Css(to)).await.unwrap();
        let chain = self.driver.action_chain();
        let moves = chain.click_and_hold_element(&held);
        moves
            .move_to_element_center(&goal)
            .move_by_offset(0, 12)
            .release()
            .perform()
            .await
            .unwrap();
    }

    /// As a picker of date and time leaves it, whose keys differ from country to country.
    pub async fn set_moment(&self, selector: &str, moment: &str) {
        self.is(&format!(
            "document.querySelector('{selector}').value = '{moment}'; return true"
        ))
        .await;
    }

    /// Shows the page as it is printed, or as on a screen.
    pub async fn on_paper(&self, is_on_paper: bool) {
        let media = if is_on_paper { "print" } else { "" };
        self.ask("Emulation.setEmulatedMedia", json!({ "media": media }))
            .await;
    }

    pub async fn forgets_everything(&self) {
        self.driver.delete_all_cookies().await.unwrap();
    }

    /// Whether the browser would ask before it leaves the page.
    pub async fn would_ask(&self) -> bool {
        self.is("const leaving = new Event('beforeunload', { cancelable: true }); dispatchEvent(leaving); return leaving.defaultPrevented")
            .await
    }

    pub async fn press_with_control(&self, key: &str) {
        let chain = self.driver.action_chain().key_down(Key::Control);
        let keys = chain.send_keys(key).key_up(Key::Control);
        keys.perform().await.unwrap();
    }

    /// Signs in by the form, whoever was signed in before.
    pub async fn signs_in(&self, site: &TestSite, handle: &str) {
        self.forgets_everything().await;
        self.open(site, "/login").await;
        self.fill("#email", &format!("{handle}@example.com")).await;
        self.fill("#password", crate::support::PASSWORD).await;
        self.click("form[action='/login'] button").await;
        self.comes_to("return location.pathname !== '/login'").await;
    }

    /// Fails where a page scrolls sideways in one of the interface's languages, and says by what.
    pub async fn fits_in_every_language(&self, site: &TestSite, pages: &[String]) {
        let mut wide = Vec::new();
        for language in ["he", "en", "ar"] {
            self.speaks(site, language).await;
            for page in pages {
                self.open(site, page).await;
                let widest = self.text_of(WIDEST).await;
                if !widest.is_empty() {
                    wide.push(format!("{language} {page}: {widest}"));
                }
            }
        }
        assert!(wide.is_empty(), "{}", wide.join("\n"));
    }

    pub async fn press_tab(&self) {
        self.press(Key::Tab).await;
    }

    pub async fn press_enter(&self) {
        self.press(Key::Enter).await;
    }

    async fn press(&self, key: Key) {
        let keys = self.driver.action_chain().send_keys(key);
        keys.perform().await.unwrap();
    }

    pub async fn is_small_phone(&self) {
        let phone = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": true });
        self.ask("Emulation.setDeviceMetricsOverride", phone).await;
    }

    pub async fn has_no_scripts(&self) {
        self.ask(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await;
    }

    async fn ask(&self, command: &str, with: Value) {
        self.driver.cdp().send_raw(command, with).await.unwrap();
    }

    /// The files that the page asked for and did not get.
    pub async fn missing_files(&self) -> Vec<String> {
        let script = "return performance.getEntriesByType('resource').filter(file => file.responseStatus >= 400).map(file => file.name)";
        match self.returned(script).await {
            Value::Array(missing) => missing.iter().map(Value::to_string).collect(),
            other => panic!("{script} returned {other}"),
        }
    }
}
