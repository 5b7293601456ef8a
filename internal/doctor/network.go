package doctor

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
)

const (
	askLimit    = 8 * time.Second
	answerLimit = 64 << 10
	clockWarn   = 30 * time.Second
	clockWrong  = 5 * time.Minute
)

// Network makes the checks that ask other machines. It follows no redirects, as Meta does not either.
type Network struct {
	Client       *http.Client // nil for one of its own
	Now          func() time.Time
	TrustOwnTime bool // take the Date of a server on this machine for another clock, as tests must
}

func (n *Network) client() *http.Client {
	if n.Client != nil {
		return n.Client
	}
	return &http.Client{Timeout: askLimit, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

type answer struct {
	status   int
	body     []byte
	date     time.Time
	location string
	asked    time.Time // the middle between question and answer
}

func (n *Network) get(ctx context.Context, address, bearer string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return answer{}, err
	}
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	start := n.Now()
	resp, err := n.client().Do(req)
	if err != nil {
		return answer{}, withoutAddress(err)
	}
	defer func() { _ = resp.Body.Close() }()
	a := answer{status: resp.StatusCode, location: resp.Header.Get("Location")}
	a.asked = start.Add(n.Now().Sub(start) / 2)
	a.date, _ = http.ParseTime(resp.Header.Get("Date"))
	a.body, err = io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	return a, err
}

// withoutAddress drops the address of a failed request: its query holds the verify token.
func withoutAddress(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// Graph checks that the network can be reached, and compares this machine's clock with the network's.
func (n *Network) Graph(ctx context.Context, cfg config.Config) []Finding {
	a, err := n.get(ctx, cfg.MetaGraphURL, "")
	if err != nil {
		return []Finding{
			Err("graph", "check the network, its firewall and DNS, HTTPS_PROXY, and KELOLA_META_GRAPH_URL; without it nothing leaves", "%s cannot be reached: %v", cfg.MetaGraphURL, err),
			NotChecked("clock", "no other clock can be reached"),
		}
	}
	return []Finding{OK("graph", "%s answers", cfg.MetaGraphURL), n.clock(cfg, a)}
}

func (n *Network) clock(cfg config.Config, a answer) Finding {
	const check = "clock"
	const fix = "turn on time synchronisation (timedatectl set-ntp true, or chrony); schedules, quiet hours and reply windows go by this clock"
	if cfg.ClockSpeed != 1 {
		return Warn(check, "unset KELOLA_CLOCK_SPEED; it is for tests only", "KELOLA_CLOCK_SPEED makes the time run faster")
	}
	if config.Loopback(cfg.MetaGraphURL) && !n.TrustOwnTime {
		return NotChecked(check, "the Graph API is on this machine, so there is no other clock to compare with")
	}
	if a.date.IsZero() {
		return NotChecked(check, "%s does not tell the time", cfg.MetaGraphURL)
	}
	off := a.asked.Sub(a.date.Add(500 * time.Millisecond)) // the header counts whole seconds
	switch by := off.Abs().Round(time.Second); {
	case by >= clockWrong:
		return Err(check, fix, "this machine's clock is %s %s", by, side(off))
	case by >= clockWarn:
		return Warn(check, fix, "this machine's clock is %s %s", by, side(off))
	default:
		return OK(check, "the clock agrees with the network's to %s", max(by, time.Second))
	}
}

func side(off time.Duration) string {
	if off > 0 {
		return "ahead of the network's"
	}
	return "behind the network's"
}

// MetaApp checks that the settings of the Meta app can be right, and asks the network whether they are.
func (n *Network) MetaApp(ctx context.Context, cfg config.Config) []Finding {
	const check = "meta_app"
	found := appSettings(cfg)
	if cfg.MetaAppID == "" || len(cfg.MetaAppSecrets) == 0 || digits(cfg.MetaAppID) == "" {
		return found
	}
	for i, secret := range cfg.MetaAppSecrets {
		a, err := n.get(ctx, cfg.MetaGraphURL+"/"+cfg.MetaGraphVersion+"/"+cfg.MetaAppID+"?fields=id", cfg.MetaAppID+"|"+secret.Reveal())
		switch v, why := credentials(a); {
		case err != nil:
			return append(found, NotChecked(check, "the network cannot be asked about the app: %v", err))
		case v == unclear:
			return append(found, NotChecked(check, "the network does not say whether it knows the app (%s)", why))
		case v == refused && i == 0:
			found = append(found, Err(check, "copy id and secret again from the app's dashboard (App settings, Basic) to KELOLA_META_APP_ID and KELOLA_META_APP_SECRET", "the network refuses the app id with its secret (%s)", why))
		case v == refused:
			found = append(found, Warn(check, "remove it from KELOLA_META_APP_SECRET if it is no longer in use", "the network refuses app secret number %d (%s)", i+1, why))
		case i == 0:
			found = append(found, OK(check, "the network knows the app and its secret"))
		}
	}
	return found
}

type verdict int

const (
	unclear verdict = iota
	taken
	refused
)

// credentials says what an answer to an app's own token tells of it. Errors about rights come after the token was taken; 190 and its
// kin say that it was not.
func credentials(a answer) (verdict, string) {
	if a.status == http.StatusOK {
		return taken, ""
	}
	var body struct {
		Error struct {
			Code int `json:"code"`
		} `json:"error"`
	}
	if json.Unmarshal(a.body, &body) != nil || body.Error.Code == 0 {
		return unclear, "status " + strconv.Itoa(a.status)
	}
	switch c := body.Error.Code; c {
	case 10, 100, 200:
		return taken, ""
	case 101, 102, 104, 190:
		return refused, "error " + strconv.Itoa(c)
	default:
		return unclear, "error " + strconv.Itoa(c)
	}
}

const secretDigits = 32 // an app secret is that many hexadecimal digits

func appSettings(cfg config.Config) []Finding {
	const check = "meta_settings"
	var found []Finding
	real := strings.HasSuffix(host(cfg.MetaGraphURL), "facebook.com")
	bad := func(key, what, fix string) { found = append(found, Err(check, fix, "%s %s", key, what)) }
	if cfg.MetaAppID == "" {
		found = append(found, Warn(check, "copy the app id from the app's dashboard; without it tokens of another app are not noticed", "KELOLA_META_APP_ID is not set"))
	} else if digits(cfg.MetaAppID) == "" {
		bad("KELOLA_META_APP_ID", "is not an app id", "copy it from the app's dashboard; it consists of digits")
	}
	if len(cfg.MetaAppSecrets) == 0 {
		bad("KELOLA_META_APP_SECRET", "is not set", "copy the secret from the app's dashboard (App settings, Basic); without it no webhook is accepted")
	}
	for _, s := range cfg.MetaAppSecrets {
		if v := s.Reveal(); real && (len(v) != secretDigits || strings.Trim(v, "0123456789abcdef") != "") {
			bad("KELOLA_META_APP_SECRET", "does not look like an app secret", "copy it again: 32 hexadecimal digits, several separated by commas")
		}
		if !cfg.MetaVerifyToken.IsZero() && s.Equal(cfg.MetaVerifyToken) {
			bad("KELOLA_META_VERIFY_TOKEN", "is the same as the app secret", "choose another word: the verify token travels in addresses and is not secret for long")
		}
	}
	if token := cfg.MetaVerifyToken.Reveal(); token == "" {
		bad("KELOLA_META_VERIFY_TOKEN", "is not set", "choose a word of your own, set it here, and enter it in the app's dashboard; without it Meta does not take the webhook address")
	} else if real && len(token) < 8 {
		found = append(found, Warn(check, "choose a longer word and enter it in the app's dashboard too", "KELOLA_META_VERIFY_TOKEN is easy to guess"))
	}
	if len(found) == 0 {
		found = append(found, OK(check, "app id, app secret and verify token are set"))
	}
	return found
}

// Webhook asks the webhook address as Meta does when it is entered in the dashboard.
func (n *Network) Webhook(ctx context.Context, cfg config.Config, running bool) Finding {
	const check = "webhook"
	switch {
	case !running:
		return NotChecked(check, "no server runs, so nobody can answer; start it and run this again")
	case cfg.MetaVerifyToken.IsZero():
		return NotChecked(check, "KELOLA_META_VERIFY_TOKEN is not set")
	}
	address := cfg.PublicURL + "/webhooks/meta"
	challenge := rand.Text()
	q := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {challenge}, "hub.verify_token": {cfg.MetaVerifyToken.Reveal()}}
	a, err := n.get(ctx, address+"?"+q.Encode(), "")
	if err != nil {
		return Err(check, unreachable(err), "%s cannot be reached from here: %v", address, err)
	}
	switch {
	case a.status == http.StatusOK && string(a.body) == challenge:
		return OK(check, "%s answers the handshake, asked from this machine", address)
	case a.location != "":
		return Err(check, "set KELOLA_PUBLIC_URL to where it leads, or let the proxy answer itself: Meta follows no redirect", "%s redirects to another address", address)
	case a.status == http.StatusForbidden:
		return Err(check, "restart the server with the same KELOLA_META_VERIFY_TOKEN as here, and look whether KELOLA_PUBLIC_URL leads to this installation", "%s refuses the verify token", address)
	}
	return Err(check, "look at the proxy: it must pass /webhooks/meta on to KELOLA_LISTEN unchanged, with the query and without a login", "%s answers %d and not the challenge", address, a.status)
}

// unreachable is what to do about an address that does not answer.
func unreachable(err error) string {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "let the proxy send a certificate that browsers accept, with its intermediate certificates, for this host name"
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "make a DNS record for the host name of KELOLA_PUBLIC_URL, or correct the setting"
	}
	return "start the proxy, open the port in the firewall, and see that KELOLA_PUBLIC_URL leads there"
}

// Server checks the running server's own door: it answers, and is of this version.
func (n *Network) Server(ctx context.Context, cfg config.Config, theirs, ours string) []Finding {
	const check = "server"
	address := listenURL(cfg)
	own := *n
	// Its own certificate is for another name than loopback; whether it is good for its name is another check.
	own.Client = &http.Client{Timeout: askLimit, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	a, err := own.get(ctx, address+"/readyz", "")
	switch {
	case err != nil:
		return []Finding{Err(check, "look at its log, and whether KELOLA_LISTEN here is what it was started with", "a server runs on this data folder and %s does not answer: %v", address, err)}
	case a.status != http.StatusOK:
		return []Finding{Err(check, "look at its log: it says why; often the disk is full or the database is not reached", "the server answers %d: not ready", a.status)}
	case theirs != ours && theirs != "" && ours != "":
		return []Finding{Warn(check, "restart the server so that it runs the installed version", "version %s runs and %s is installed", theirs, ours)}
	}
	return []Finding{OK(check, "it runs and is ready")}
}

// listenURL is where this machine reaches the listener.
func listenURL(cfg config.Config) string {
	h, port, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return "http://" + cfg.Listen
	}
	if ip, err := netip.ParseAddr(h); h == "" || err == nil && ip.IsUnspecified() {
		h = "127.0.0.1"
	}
	scheme := "http"
	if cfg.ServesTLS() {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(h, port)
}
