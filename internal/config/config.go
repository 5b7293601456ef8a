// Package config owns the settings of the process: where they come from, what is checked, and errors that name the key.
package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/secret"
)

// Config is everything that can be set. Each field names its environment variable in Keys.
type Config struct {
	Listen         string
	MetricsListen  string
	DataDir        string
	PublicURL      string
	LogLevel       string
	DatabaseURL    secret.String
	KeysURL        secret.String
	MasterKey      secret.String
	BlobURL        string
	InsecureCookie bool
	TrustedProxies []string

	MetaGraphURL     string
	MetaGraphVersion string
	MetaAppID        string
	MetaAppSecrets   []secret.String // several verify, the first signs
	MetaVerifyToken  secret.String

	InstagramGraphURL     string
	InstagramAPIURL       string
	InstagramAuthorizeURL string
	InstagramGraphVersion string
	InstagramAppID        string
	InstagramAppSecrets   []secret.String // several verify, the first signs

	OperatorName string // who runs the installation, as the public pages say
	ContactEmail string
	PolicyDate   time.Time // since when the public pages hold

	TLS
	Backups
	DrillEvery time.Duration // how often a deletion is rehearsed; 0 is never
	Mail

	ClockSpeed float64 // only with loopback networks
}

// DefaultOperatorName is translated where it is shown; a name that was set is shown as it is.
const DefaultOperatorName = "Kelola Pesan team"

// Error lists every setting that is wrong, by key, with what to do.
type Error struct{ Problems []string }

func (e *Error) Error() string { return "configuration: " + strings.Join(e.Problems, "; ") }

// Lookup finds a variable; os.LookupEnv is one.
type Lookup func(key string) (string, bool)

// Load reads and checks the settings. The error is an *Error that names every wrong key.
func Load(lookup Lookup) (Config, error) {
	r := &reader{lookup: lookup}
	c := Config{
		Listen:                r.text("KELOLA_LISTEN", "127.0.0.1:8080"),
		MetricsListen:         r.text("KELOLA_METRICS_LISTEN", ""),
		DataDir:               r.text("KELOLA_DATA_DIR", "./data"),
		PublicURL:             strings.TrimSuffix(r.text("KELOLA_PUBLIC_URL", ""), "/"),
		LogLevel:              r.text("KELOLA_LOG_LEVEL", "info"),
		DatabaseURL:           r.secret("KELOLA_DATABASE_URL"),
		KeysURL:               r.secret("KELOLA_KEYS_URL"),
		MasterKey:             r.secret("KELOLA_MASTER_KEY"),
		BlobURL:               r.text("KELOLA_BLOB_URL", ""),
		InsecureCookie:        r.flag("KELOLA_INSECURE_COOKIES"),
		TrustedProxies:        r.list("KELOLA_TRUSTED_PROXIES"),
		MetaGraphURL:          strings.TrimSuffix(r.text("KELOLA_META_GRAPH_URL", "https://graph.facebook.com"), "/"),
		MetaGraphVersion:      r.text("KELOLA_META_GRAPH_VERSION", "v26.0"),
		MetaAppID:             r.text("KELOLA_META_APP_ID", ""),
		MetaAppSecrets:        r.secrets("KELOLA_META_APP_SECRET"),
		MetaVerifyToken:       r.secret("KELOLA_META_VERIFY_TOKEN"),
		InstagramGraphURL:     strings.TrimSuffix(r.text("KELOLA_INSTAGRAM_GRAPH_URL", "https://graph.instagram.com"), "/"),
		InstagramAPIURL:       strings.TrimSuffix(r.text("KELOLA_INSTAGRAM_API_URL", "https://api.instagram.com"), "/"),
		InstagramAuthorizeURL: r.text("KELOLA_INSTAGRAM_AUTHORIZE_URL", "https://www.instagram.com/oauth/authorize"),
		InstagramGraphVersion: r.text("KELOLA_INSTAGRAM_GRAPH_VERSION", "v26.0"),
		InstagramAppID:        r.text("KELOLA_INSTAGRAM_APP_ID", ""),
		InstagramAppSecrets:   r.secrets("KELOLA_INSTAGRAM_APP_SECRET"),
		OperatorName:          strings.TrimSpace(r.text("KELOLA_OPERATOR_NAME", DefaultOperatorName)),
		ContactEmail:          r.text("KELOLA_CONTACT_EMAIL", "kelolapesanofficial@gmail.com"),
		PolicyDate:            r.date("KELOLA_POLICY_DATE", "2026-06-05"),
		TLS:                   r.tls(),
		Backups:               r.backups(),
		DrillEvery:            r.drillEvery(),
		Mail:                  r.mail(),
		ClockSpeed:            r.number("KELOLA_CLOCK_SPEED", 1),
	}
	if c.PublicURL == "" {
		c.PublicURL = c.publicURL(c.Listen)
	}
	c.check(r)
	if len(r.problems) > 0 {
		return Config{}, &Error{r.problems}
	}
	return c, nil
}

var version = regexp.MustCompile(`^v\d+\.\d+$`)

func (c *Config) check(r *reader) {
	r.address("KELOLA_LISTEN", c.Listen)
	if c.MetricsListen != "" {
		r.address("KELOLA_METRICS_LISTEN", c.MetricsListen)
	}
	r.url("KELOLA_PUBLIC_URL", c.PublicURL)
	r.url("KELOLA_META_GRAPH_URL", c.MetaGraphURL)
	r.url("KELOLA_INSTAGRAM_GRAPH_URL", c.InstagramGraphURL)
	r.url("KELOLA_INSTAGRAM_API_URL", c.InstagramAPIURL)
	r.url("KELOLA_INSTAGRAM_AUTHORIZE_URL", c.InstagramAuthorizeURL)
	c.checkTLS(r)
	for key, v := range map[string]string{
		"KELOLA_META_GRAPH_VERSION": c.MetaGraphVersion, "KELOLA_INSTAGRAM_GRAPH_VERSION": c.InstagramGraphVersion,
	} {
		if !version.MatchString(v) {
			r.wrong(key, "must look like v26.0")
		}
	}
	if (c.InstagramAppID == "") != (len(c.InstagramAppSecrets) == 0) {
		r.wrong("KELOLA_INSTAGRAM_APP_ID", "and KELOLA_INSTAGRAM_APP_SECRET belong together")
	}
	switch c.LogLevel {
	case "debug", "info", "warn", "error":
	default:
		r.wrong("KELOLA_LOG_LEVEL", "must be debug, info, warn or error")
	}
	r.name("KELOLA_OPERATOR_NAME", c.OperatorName)
	r.email("KELOLA_CONTACT_EMAIL", c.ContactEmail)
	if c.IMAP.Host != "" && c.SMTP.Host == "" {
		r.wrong("KELOLA_IMAP_URL", "needs KELOLA_SMTP_URL: who writes is answered")
	}
	if db := c.DatabaseURL.Reveal(); db != "" {
		if !strings.HasPrefix(db, "postgres://") && !strings.HasPrefix(db, "postgresql://") {
			r.wrong("KELOLA_DATABASE_URL", "must start with postgres://; leave it empty for the embedded database")
		}
		if c.KeysURL.Reveal() == "" {
			r.wrong("KELOLA_KEYS_URL", "is required with PostgreSQL: keys live in a database of their own")
		}
		if c.MasterKey.Reveal() == "" {
			r.wrong("KELOLA_MASTER_KEY", "is required with PostgreSQL: 32 random bytes in base64, for example from: openssl rand -base64 32")
		}
	}
	if c.ClockSpeed <= 0 || (c.ClockSpeed != 1 && !loopback(c.MetaGraphURL) && !loopback(c.InstagramGraphURL)) {
		r.wrong("KELOLA_CLOCK_SPEED", "works only with networks on loopback")
	}
	if u, err := url.Parse(c.PublicURL); err == nil && u.Scheme == "http" && !loopback(c.PublicURL) && !c.InsecureCookie {
		r.wrong("KELOLA_PUBLIC_URL", "is plain HTTP: session cookies need HTTPS. Put a TLS proxy in front, or set KELOLA_INSECURE_COOKIES=1 for a trial")
	}
}

// Loopback says whether an address is on this machine.
func loopback(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// reader collects problems instead of stopping at the first.
type reader struct {
	lookup   Lookup
	problems []string
}

func (r *reader) wrong(key, why string) { r.problems = append(r.problems, key+" "+why) }

func (r *reader) text(key, otherwise string) string {
	if v, ok := r.lookup(key); ok && v != "" {
		return v
	}
	return otherwise
}

// secret reads a value from the variable, or from the file that KEY_FILE names.
func (r *reader) secret(key string) secret.String {
	if v, ok := r.lookup(key); ok && v != "" {
		return secret.New(v)
	}
	file, ok := r.lookup(key + "_FILE")
	if !ok || file == "" {
		return secret.String{}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		r.wrong(key+"_FILE", "cannot be read: check the path and its permissions")
		return secret.String{}
	}
	return secret.New(strings.TrimSpace(string(b)))
}

// secrets reads a list of secrets, separated by commas.
func (r *reader) secrets(key string) []secret.String {
	var out []secret.String
	for _, s := range strings.Split(r.secret(key).Reveal(), ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, secret.New(s))
		}
	}
	return out
}

func (r *reader) flag(key string) bool {
	v := r.text(key, "0")
	on, err := strconv.ParseBool(v)
	if err != nil {
		r.wrong(key, "must be 1 or 0")
	}
	return on
}

func (r *reader) list(key string) []string {
	var out []string
	for _, v := range strings.Split(r.text(key, ""), ",") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

func (r *reader) number(key string, otherwise float64) float64 {
	v := r.text(key, "")
	if v == "" {
		return otherwise
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil {
		r.wrong(key, "must be a number")
	}
	return n
}

func (r *reader) date(key, otherwise string) time.Time {
	t, err := time.Parse(time.DateOnly, r.text(key, otherwise))
	if err != nil {
		r.wrong(key, "must be a date such as 2026-06-05")
	}
	return t
}

func (r *reader) name(key, v string) {
	n := utf8.RuneCountInString(v)
	if n == 0 || n > 120 || !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl) {
		r.wrong(key, "must be a name of 1 to 120 characters on one line")
	}
}

func (r *reader) email(key, v string) {
	a, err := mail.ParseAddress(v)
	if err != nil || a.Address != v {
		r.wrong(key, "must be one e-mail address such as halo@example.com, without a name")
	}
}

func (r *reader) address(key, v string) {
	if _, port, err := net.SplitHostPort(v); err != nil || port == "" {
		r.wrong(key, fmt.Sprintf("must look like 127.0.0.1:8080, not %q", v))
	}
}

func (r *reader) url(key, v string) {
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		r.wrong(key, "must be an address such as https://pesan.example.com")
	}
}
