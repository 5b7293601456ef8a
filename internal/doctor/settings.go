package doctor

import (
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/kelolapesan/kelola/internal/config"
)

// Settings checks what can be said of the settings without asking anybody. They are valid; these are about what they lead to.
func Settings(cfg config.Config, lookup config.Lookup) []Finding {
	set, ok := lookup("KELOLA_PUBLIC_URL")
	found := []Finding{publicURL(cfg, ok && set != "")}
	found = append(found, listener(cfg)...)
	found = append(found, metrics(cfg))
	return append(found, instagramApp(cfg)...)
}

func publicURL(cfg config.Config, set bool) Finding {
	const check = "public_url"
	const fix = "set KELOLA_PUBLIC_URL to the https address under which people and Meta reach this server"
	onlyHere := config.Loopback(cfg.PublicURL)
	u, err := url.Parse(cfg.PublicURL)
	switch {
	case err != nil:
		return Err(check, fix, "KELOLA_PUBLIC_URL is not an address")
	case onlyHere && config.Loopback(cfg.MetaGraphURL):
		return OK(check, "%s: reached from this machine only, and so is the network it works with", cfg.PublicURL)
	case !set && !cfg.ServesTLS():
		return Err(check, fix, "KELOLA_PUBLIC_URL is not set, so Meta does not know where to deliver")
	case onlyHere:
		return Err(check, fix, "%s is this machine only: Meta cannot deliver there", cfg.PublicURL)
	case u.Scheme != "https":
		return Err(check, fix+"; see docs/operations/tls.md", "%s is plain HTTP: Meta does not deliver there, and sessions can be stolen on the way", cfg.PublicURL)
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !public(ip) {
		return Warn(check, "use a host name that Meta can reach from the internet", "%s is an address of a private network", cfg.PublicURL)
	}
	return OK(check, "%s", cfg.PublicURL)
}

// listener judges what reaches the listener past the proxy, and whose word about addresses is taken.
func listener(cfg config.Config) []Finding {
	const check = "proxy"
	for _, p := range cfg.TrustedProxies {
		if strings.HasSuffix(p, "/0") {
			return []Finding{Err(check, "name the addresses of your proxies only", "KELOLA_TRUSTED_PROXIES believes everybody: anyone can pretend any address and get around the limits for logging in")}
		}
	}
	if cfg.ServesTLS() || !strings.HasPrefix(cfg.PublicURL, "https://") {
		return nil
	}
	if len(cfg.TrustedProxies) == 0 {
		return []Finding{Warn(check, "set KELOLA_TRUSTED_PROXIES to the address of the proxy, such as 127.0.0.1",
			"KELOLA_TRUSTED_PROXIES is not set, so everybody seems to come from the proxy and shares its limits for logging in")}
	}
	if where(cfg.Listen) != "this machine" {
		return []Finding{Warn(check, "let it listen on the address that only the proxy reaches, such as 127.0.0.1:8080, or close the port to others",
			"KELOLA_LISTEN=%s takes plain HTTP from %s, past the proxy", cfg.Listen, where(cfg.Listen))}
	}
	return []Finding{OK(check, "plain HTTP comes from the proxy only, and its word about addresses is taken")}
}

func metrics(cfg config.Config) Finding {
	const check = "metrics"
	const fix = "let KELOLA_METRICS_LISTEN be on 127.0.0.1 or a private network: it has no login"
	if cfg.MetricsListen == "" {
		return NotChecked(check, "KELOLA_METRICS_LISTEN is not set")
	}
	switch w := where(cfg.MetricsListen); w {
	case "this machine", "a private network":
		return OK(check, "served to %s", w)
	case "every address of this machine":
		return Warn(check, fix+", or see that a firewall closes the port", "KELOLA_METRICS_LISTEN=%s is open on %s", cfg.MetricsListen, w)
	default:
		return Err(check, fix, "KELOLA_METRICS_LISTEN=%s is open to %s", cfg.MetricsListen, w)
	}
}

// where says from where a listener can be reached.
func where(listen string) string {
	h, _, _ := net.SplitHostPort(listen)
	ip, err := netip.ParseAddr(h)
	switch {
	case h == "localhost" || err == nil && ip.IsLoopback():
		return "this machine"
	case h == "" || err == nil && ip.IsUnspecified():
		return "every address of this machine"
	case err == nil && !public(ip):
		return "a private network"
	}
	return "the internet"
}

func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !netip.MustParsePrefix("100.64.0.0/10").Contains(ip)
}

func host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// digits is s if it consists of digits, else "".
func digits(s string) string {
	if strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}
