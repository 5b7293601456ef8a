package app

import (
	"net/http"
	"slices"

	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/instagram"
	"github.com/kelolapesan/kelola/internal/webui"
)

func (a *App) buildInstagrams() {
	a.instagrams = instagram.New(instagram.Deps{
		System: a.sys, DB: a.db, Clock: a.clock, Log: a.log, Events: a.events, Network: a.instagram, Channels: a.channels, Pictures: a.library,
		Secrets: slices.Concat(a.cfg.MetaAppSecrets, a.cfg.InstagramAppSecrets), MayGrow: a.mayChange,
		Setup: instagram.Setup{PublicURL: a.cfg.PublicURL, VerifyToken: a.cfg.MetaVerifyToken, AppID: a.cfg.InstagramAppID},
	})
}

// instagramPages are the addresses to which Instagram leads people, and where it says that an owner removed the app.
func (a *App) instagramPages(api *httpapi.API, mux *http.ServeMux) error {
	pages, err := a.instagrams.Pages(instagram.Browser{Who: api.Who, Address: api.ClientAddress, Language: webui.Language})
	if err == nil {
		pages.Register(mux)
	}
	return err
}
