//! Where a request comes from: the network address of whoever sent it.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;

/// The address of a request's sender. A proxy on this machine or in a private network is believed when
/// it says for whom it asks, since nobody else can reach Daf past it; a stranger is not.
pub fn address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    if !is_near(peer) {
        return Some(peer);
    }
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .last()
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .and_then(|last| last.trim().parse::<IpAddr>().ok());
    Some(forwarded.map_or(peer, |address| address.to_canonical()))
}

/// What one household or office shares: an IPv4 address, or a /64 network of IPv6 (RFC 6177).
pub fn neighbourhood(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
    }
}

fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || (address.segments()[0] & 0xfe00) == 0xfc00,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(peer: &str, forwarded: &str) -> String {
        let request = TestRequest::default()
            .peer_addr(format!("{peer}:1").parse().unwrap())
            .insert_header(("x-forwarded-for", forwarded))
            .to_http_request();
        address(&request).unwrap().to_string()
    }

    #[test]
    fn only_a_proxy_nearby_is_believed() {
        assert_eq!(seen("127.0.0.1", "9.9.9.9, 203.0.113.7"), "203.0.113.7");
        assert_eq!(seen("10.0.0.2", "203.0.113.7"), "203.0.113.7");
        assert_eq!(seen("198.51.100.1", "203.0.113.7"), "198.51.100.1");
        assert_eq!(seen("127.0.0.1", "nonsense"), "127.0.0.1");
    }

    #[test]
    fn one_network_of_ipv6_counts_as_one() {
        let one: IpAddr = "2001:db8:1:2:3::4".parse().unwrap();
        let other: IpAddr = "2001:db8:1:2:9::9".parse().unwrap();

        assert_eq!(neighbourhood(one), neighbourhood(other));
        assert_ne!(
            neighbourhood(one),
            neighbourhood("2001:db8:1:3::".parse().unwrap())
        );
    }
}
