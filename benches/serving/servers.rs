//! The servers that are measured: Daf in its several ways, and nginx with the very same bytes as files.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ureq::Agent;

/// A process that ends with its owner.
pub struct Server {
    pub address: String,
    pub process: Child,
    children: bool,
}

impl Drop for Server {
    fn drop(&mut self) {
        // nginx ends its workers, and Daf its requests, when they are asked to.
        let _ = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Daf over a database, with some variables of its own.
    pub fn daf(database: &str, folder: &Path, variables: &[(&str, &str)]) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_daf"))
            .args(["serve", "--no-demo", "--listen", "127.0.0.1:0"])
            .args(["--database-url", database])
            .arg("--data-dir")
            .arg(folder)
            .env("RUST_LOG", "error")
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .expect("daf should start");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .find_map(|line| {
                let line = line.unwrap();
                Some(line.split_once("listens on ")?.1.to_owned())
            })
            .expect("daf should say where it listens");
        std::thread::spawn(move || lines.for_each(drop));
        Server {
            address,
            process,
            children: false,
        }
    }

    /// nginx with a folder of files, as Debian sets it up but without a log, as Daf is.
    pub fn nginx(folder: &Path, files: &Path, more: &str) -> Server {
        let port = free_port();
        fs::create_dir_all(folder).unwrap();
        let at = folder.display();
        let configuration = format!(
            "daemon off; worker_processes auto; pid {at}/pid; error_log {at}/errors;\n\
             events {{ worker_connections 4096; }}\n\
             http {{ sendfile on; tcp_nopush on; types_hash_max_size 2048; access_log off;\n\
             keepalive_requests 1000000; default_type text/html; charset utf-8; gzip_static on; {more}\n\
             client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/fastcgi;\n\
             uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;\n\
             server {{ listen 127.0.0.1:{port} backlog=4096; root {}; }} }}\n",
            files.display()
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, configuration).unwrap();
        let process = Command::new("nginx")
            .arg("-c")
            .arg(&file)
            .arg("-p")
            .arg(folder)
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx should be there: apt-get install nginx-light");
        let server = Server {
            address: format!("http://127.0.0.1:{port}"),
            process,
            children: true,
        };
        server.answers("/article");
        server
    }

    /// Waits until an address is answered, and says how long that took.
    pub fn answers(&self, path: &str) -> Duration {
        let began = Instant::now();
        let url = format!("{}{path}", self.address);
        while began.elapsed() < Duration::from_secs(30) {
            if agent()
                .get(&url)
                .call()
                .is_ok_and(|answer| answer.status() == 200)
            {
                return began.elapsed();
            }
            std::thread::yield_now();
        }
        panic!("{url} is not answered");
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Its share of the memory, and that of its children, in bytes.
    pub fn memory(&self) -> u64 {
        let mut processes = vec![self.process.id()];
        if self.children {
            processes.extend(children(self.process.id()));
        }
        processes.into_iter().map(pss).sum()
    }
}

pub fn agent() -> Agent {
    let configuration = Agent::config_builder().http_status_as_error(false).build();
    configuration.into()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn children(process: u32) -> Vec<u32> {
    let path = PathBuf::from(format!("/proc/{process}/task/{process}/children"));
    let text = fs::read_to_string(path).unwrap_or_default();
    text.split_whitespace()
        .filter_map(|id| id.parse().ok())
        .collect()
}

/// A process's share of the memory, in bytes.
pub fn pss(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("Pss:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
