package app

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/cloudapi"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/webui"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// buildAPI registers every operation of the HTTP interface.
func (a *App) buildAPI() (*httpapi.API, error) {
	cookies, err := httpapi.NewCookiePolicy(a.cfg.PublicURL, a.cfg.Listen, a.cfg.InsecureCookie)
	if err != nil {
		return nil, err
	}
	proxies, err := prefixes(a.cfg.TrustedProxies)
	if err != nil {
		return nil, err
	}
	api := httpapi.New(httpapi.Options{
		DB: a.db, Accounts: a.accounts, Workspaces: a.workspaces, Licences: a.licences, Events: a.events, Jobs: a.jobs,
		Clock: a.clock, Log: a.log, Version: a.version, PublicURL: a.cfg.PublicURL, Cookies: cookies, TrustedProxies: proxies,
		CountChannels: a.countChannels, Observe: a.metrics.observe, Busy: a.erasures.Busy, Quarantine: a.held, Deletions: a.deletions, Erased: a.lastErased,
	})
	a.contacts.Register(api)
	a.library.Register(api)
	(&channel.HTTP{
		Service: a.channels,
		Setup: channel.Setup{
			WebhookURL: a.cfg.PublicURL + "/webhooks/meta", VerifyToken: a.cfg.MetaVerifyToken,
			GraphVersion: a.cfg.MetaGraphVersion, AppConfigured: len(a.cfg.MetaAppSecrets) > 0,
		},
		Usage: func(ctx context.Context, q wsdb.Query, ch channel.ID) (channel.ChannelUsage, error) {
			minute, hour, day, err := a.outbox.Usage(ctx, q, ch)
			return channel.ChannelUsage{Minute: minute, Hour: hour, Day: day}, err
		},
	}).Register(api)
	a.inbox.Register(api)
	a.blasts.Register(api)
	a.reports.Register(api)
	a.signups.Register(api)
	a.samples.Register(api)
	a.comments.Register(api)
	a.instagrams.Register(api)
	a.erasures.Register(api)
	a.retention.Register(api)
	a.transfers.Register(api)
	a.buildDesk().Register(api)
	return api, nil
}

func prefixes(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		if ip, err := netip.ParseAddr(s); err == nil {
			out = append(out, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, &config.Error{Problems: []string{"KELOLA_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8"}}
		}
		out = append(out, p)
	}
	return out, nil
}

// handler is everything that the public listener serves.
func (a *App) handler(api *httpapi.API) (http.Handler, error) {
	ui, err := webui.New(a.version)
	if err != nil {
		return nil, err
	}
	pages, err := webui.NewPages(webui.Operator{
		Name: a.cfg.OperatorName, Email: a.cfg.ContactEmail, PolicyDate: a.cfg.PolicyDate, OwnEncryption: a.cfg.DatabaseURL.Reveal() == "",
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	pages.Register(mux)
	forms, err := a.signups.Pages(api.ClientAddress, webui.Language)
	if err != nil {
		return nil, err
	}
	forms.Register(mux)
	a.library.RegisterLinks(mux)
	if err := errors.Join(a.instagramPages(api, mux), a.erasePages(api, mux)); err != nil {
		return nil, err
	}
	mux.Handle("/api/", api.Handler())
	mux.Handle("/docs", api.Handler())
	mux.Handle("/docs/", api.Handler())
	mux.Handle("/webhooks/meta", &channel.Webhook{
		Secrets: slices.Concat(a.cfg.MetaAppSecrets, a.cfg.InstagramAppSecrets), Verify: a.cfg.MetaVerifyToken,
		Networks: []channel.Deliveries{cloudapi.Deliveries{Routes: a.channels.Routes()}, instagram.Deliveries{Routes: a.channels.Routes()}},
		Store:    a.ingest, Log: a.log,
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.Handle("/", ui)
	return strictly(api, a.unlessHeld(mux)), nil
}

// readyz answers 200 when requests can be served: the system database can be read.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	if err := a.ready(r.Context()); err != nil {
		a.log.Warn("not ready", "err", err)
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

func (a *App) ready(ctx context.Context) error {
	return a.sys.Read(ctx, func(q wsdb.Query) error {
		var one int
		return q.QueryRow(ctx, `SELECT 1`).Scan(&one)
	})
}

// operations lists the routes with the right each needs, sorted, for tests that walk all of them.
func operations(api *httpapi.API) []httpapi.Operation {
	ops := api.Operations()
	slices.SortFunc(ops, func(x, y httpapi.Operation) int {
		if x.Path != y.Path {
			return compare(x.Path, y.Path)
		}
		return compare(x.Method, y.Method)
	})
	return ops
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
