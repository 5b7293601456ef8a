package erase

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// provePath is where whoever asked gives what was missing, under the code of the status page.
const provePath = "/data-deletion/prove/"

var proveForm = formKind{
	name: "prove", way: ByForm, scope: true, read: readProof,
	inputs: []formInput{
		{Name: "username", Kind: "text", Auto: "username", Required: true, Plain: true}, {Name: "licence", Kind: "text", Auto: "off", Required: true, Plain: true},
		{Name: "workspace", Kind: "text", Auto: "organization"}, {Name: "number", Kind: "tel", Auto: "off"},
	},
}

func readProof(s *Service, _ *formView, sent url.Values) (c claim, scope Scope) {
	typed := func(name string) string { return strings.TrimSpace(sent.Get(name)) }
	c = claim{
		Username: typed("username"), Workspace: typed("workspace"), Number: typed("number"), Digest: s.d.Accounts.Digest(secret.New(typed("licence"))),
	}
	return c, ticked(sent)
}

// proving shows the form whatever the code is, and takes it in the same way: only the status page says how far a request is.
func (f *forms) proving(mux *http.ServeMux) {
	view := func(r *http.Request) *formView {
		return f.begin(r, provePath+url.PathEscape(r.PathValue("code")), proveForm)
	}
	mux.HandleFunc("GET "+provePath+"{code}", func(w http.ResponseWriter, r *http.Request) { f.write(w, http.StatusOK, view(r)) })
	mux.HandleFunc("POST "+provePath+"{code}", func(w http.ResponseWriter, r *http.Request) {
		v, code := view(r), r.PathValue("code")
		c, scope, ok := f.read(w, r, v)
		if !ok {
			return
		}
		if err := f.p.s.giveProof(r.Context(), code, c, scope); err != nil {
			f.p.s.d.Log.ErrorContext(r.Context(), "a proof for a deletion could not be written down", "err", err)
			f.write(w, http.StatusServiceUnavailable, v.note("broken"))
			return
		}
		f.write(w, http.StatusOK, v.done(f.p.public, claim{Code: code}))
	})
	mux.HandleFunc("POST "+statusPath+"{code}/cancel", f.cancel)
}

// giveProof puts what was typed into the claim of a request that waits for proof. What the request is about stays, once it is known.
func (s *Service) giveProof(ctx context.Context, code string, typed claim, scope Scope) error {
	err := s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		r, err := find(ctx, tx, byCode, s.codeHash(code))
		if err != nil || r.State != Identity || r.Way != ByForm && r.Way != ByEmail {
			return err
		}
		c, err := s.claimOf(ctx, tx, r.ID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		c.Code, c.Language = cmp.Or(c.Code, code), cmp.Or(c.Language, "id")
		c.Username, c.Digest, c.Workspace, c.Number = typed.Username, typed.Digest, typed.Workspace, typed.Number
		sealed, err := s.sealClaim(r.ID, c)
		if err != nil {
			return err
		}
		if r.Scope.check() != nil && scope.check() == nil {
			if err := concern(ctx, tx, &r, r.Workspace, scope); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `UPDATE erasure_claim SET sealed = $2, fresh = TRUE WHERE request_id = $1`, r.ID, sealed)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	s.askIntake()
	return err
}

// outside says whether a request came from somebody who is not logged in and may call it off by its code.
func (r *Request) outside() bool {
	return r.Way == ByForm || r.Way == ByEmail || r.Way == ByContact
}

// revocable says whether the status page offers to call it off.
func (r *Request) revocable() bool {
	return r.outside() && (r.State == Planned || r.State == Grace)
}

// cancel calls a deletion off for whoever has its code.
func (f *forms) cancel(w http.ResponseWriter, r *http.Request) {
	found, ok := f.p.look(w, r)
	if !ok {
		return
	}
	if r.Header.Get("Sec-Fetch-Site") == "cross-site" {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	if found.revocable() {
		_, err := f.p.s.Cancel(r.Context(), id.Workspace{}, found.ID, audit.Thing{})
		if err != nil && !errors.Is(err, ErrState) {
			f.p.s.d.Log.ErrorContext(r.Context(), "a deletion could not be called off", "err", err)
			http.Error(w, "error", http.StatusServiceUnavailable)
			return
		}
		f.p.s.askIntake()
	}
	http.Redirect(w, r, statusPath+url.PathEscape(r.PathValue("code")), http.StatusSeeOther)
}
