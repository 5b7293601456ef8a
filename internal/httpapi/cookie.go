package httpapi

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/secret"
)

// Names of the session cookie. A browser takes the first only over HTTPS or from the same machine, and only for this host and
// the whole site; the second is for plain HTTP, when that was allowed expressly.
const (
	hostCookie  = "__Host-kelola"
	plainCookie = "kelola"
)

// CookiePolicy says whether the session cookie may travel unprotected. Make it with NewCookiePolicy.
type CookiePolicy struct{ allowPlain bool }

// ErrInsecure is returned by NewCookiePolicy; it is for the person who starts the program.
var ErrInsecure = errors.New("people would log in over plain HTTP from other machines: put HTTPS in front and set KELOLA_PUBLIC_URL to it, " +
	"or set KELOLA_INSECURE_COOKIES=1 to accept that sessions can be stolen on the way")

// NewCookiePolicy decides it from where people reach the program: the public URL, or the listen address when there is none.
// Plain HTTP from other machines needs allowInsecure, else it fails with ErrInsecure.
func NewCookiePolicy(publicURL, listen string, allowInsecure bool) (CookiePolicy, error) {
	if protected(publicURL, listen) {
		return CookiePolicy{}, nil
	}
	if !allowInsecure {
		return CookiePolicy{}, ErrInsecure
	}
	return CookiePolicy{allowPlain: true}, nil
}

// Insecure says whether sessions may travel unprotected, of which every page warns.
func (c CookiePolicy) Insecure() bool { return c.allowPlain }

func protected(publicURL, listen string) bool {
	if publicURL != "" {
		u, err := url.Parse(publicURL)
		return err == nil && (u.Scheme == "https" || local(u.Hostname()))
	}
	host := listen
	if i := strings.LastIndexByte(listen, ':'); i >= 0 {
		host = listen[:i]
	}
	return local(strings.Trim(host, "[]"))
}

func local(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// token finds the session token of a request.
func (a *API) token(r *http.Request) secret.String {
	if c, err := r.Cookie(hostCookie); err == nil {
		return secret.New(c.Value)
	}
	if a.opt.Cookies.allowPlain && !a.secure(r) {
		if c, err := r.Cookie(plainCookie); err == nil {
			return secret.New(c.Value)
		}
	}
	return secret.String{}
}

// sessionCookie makes the cookie of a session; an empty token removes it.
func (a *API) sessionCookie(r *http.Request, token secret.String) http.Cookie {
	c := http.Cookie{
		Name: hostCookie, Value: token.Reveal(), Path: "/", HttpOnly: true, Secure: true,
		SameSite: http.SameSiteLaxMode, MaxAge: int(account.AbsoluteEnd.Seconds()),
	}
	if a.opt.Cookies.allowPlain && !a.secure(r) {
		c.Name, c.Secure = plainCookie, false
	}
	if token.IsZero() {
		c.MaxAge = -1
	}
	return c
}

// secure says whether the request came over HTTPS, to us or to a proxy we trust.
func (a *API) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	return a.trusted(peer(r)) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

func peer(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

func (a *API) trusted(addr netip.Addr) bool {
	for _, p := range a.opt.TrustedProxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// clientAddress is the address of the client: the last one in X-Forwarded-For that is not a trusted proxy itself, and only when
// the peer is one; else the peer.
func (a *API) clientAddress(r *http.Request) netip.Addr {
	addr := peer(r)
	if !a.trusted(addr) {
		return addr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return addr
		}
		if addr = hop.Unmap(); !a.trusted(addr) {
			return addr
		}
	}
	return addr
}

func origin(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Scheme + "://" + u.Host
}
