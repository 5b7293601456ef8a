package app

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/blast"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/mail"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/webui"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// buildErase builds what carries deletions out.
func (a *App) buildErase() {
	a.ingest.Pause(func(ws id.Workspace) bool { return a.erasures.Busy(ws) })
	a.mails = mail.New(mail.Deps{System: a.sys, Clock: a.clock, Log: a.log, SMTP: a.cfg.SMTP, Hold: a.quarantine.On})
	a.erasures = erase.New(erase.Deps{
		System: a.sys, DB: a.db, Clock: a.clock, Log: a.log, Hasher: a.sys.Box(), Blobs: a.blobs, Accounts: a.accounts,
		Texts: a.texts, Contacts: a.contacts, Totals: a.reports, Around: surroundings{a}, Arrivals: a.ingest, Ledger: a.ledger, DataDir: a.cfg.DataDir, Version: a.version,
		Backups: a.readableUntil, Told: a.tellErased, GiveUp: a.backups.Forget, Renew: a.renewBackups, Outbox: a.outbox, Mail: a.mails, PublicURL: a.cfg.PublicURL, Tell: a.workspaces.TellMembers,
		Language: func(ctx context.Context, q wsdb.Query) (string, error) {
			s, err := a.workspaces.Settings(ctx, q)
			return s.Language, err
		},
	})
	a.inbox.Attach(a.erasures)
	a.mailbox = mail.NewMailbox(mail.MailboxDeps{
		Clock: a.clock, Log: a.log, IMAP: a.cfg.IMAP, Own: []string{a.cfg.SMTP.From, a.cfg.ContactEmail}, Hold: a.quarantine.On, Take: a.erasures.FromMail,
	})
}

// tellErased lets who looks at a workspace know that data of it is gone, so that browsers forget what they keep.
func (a *App) tellErased(ctx context.Context, tx *wsdb.Tx, ws id.Workspace) error {
	return a.events.Append(ctx, tx, event.WorkspaceChanged, ws.String(), map[string]bool{"erased": true})
}

// lastErased is when data of a workspace was deleted last, or an account of Instagram left it, and when a contact was deleted by hand.
func (a *App) lastErased(ctx context.Context, ws id.Workspace) (all, people time.Time, err error) {
	if all, err = a.erasures.LastOf(ctx, ws); err != nil {
		return all, people, err
	}
	err = a.db.Read(ctx, ws, func(q wsdb.Query) error {
		left, err := a.instagrams.LastLeft(ctx, q)
		if left.After(all) {
			all = left
		}
		if err == nil {
			people, err = a.contacts.LastErased(ctx, q)
		}
		return err
	})
	return all, people, err
}

// erasePages are the status page of deletions and the address at which Meta asks for them.
func (a *App) erasePages(api *httpapi.API, mux *http.ServeMux) error {
	pages, err := a.erasures.Pages(erase.Browser{Address: api.ClientAddress, Language: webui.Language},
		slices.Concat(a.cfg.InstagramAppSecrets, a.cfg.MetaAppSecrets), a.cfg.PublicURL)
	if err == nil {
		pages.Register(mux)
	}
	return err
}

// deletions says which deletions the people of a workspace should know of.
func (a *App) deletions(ctx context.Context, ws id.Workspace) (httpapi.Deletion, error) {
	s, err := a.erasures.Standing(ctx, ws)
	out := httpapi.Deletion{Waits: s.Waits, Whole: s.Whole, Begins: s.Begins, Asks: s.Asks}
	for _, e := range s.Ends {
		out.Ends = append(out.Ends, httpapi.DeletionEnd{Request: e.Request.String(), State: string(e.State), At: e.At})
	}
	return out, err
}

// surroundings is what happens around the rows of a workspace when they are deleted.
type surroundings struct{ a *App }

// Freeze implements erase.Around.
func (s surroundings) Freeze(ctx context.Context, ws id.Workspace, scope erase.Scope) (stopped bool, err error) {
	if s.a.erasures.Busy(ws) { // it is carried out now; an owner may export until then
		if err := s.a.transfers.Stop(ctx, ws); err != nil {
			return false, err
		}
	}
	if scope.Whole {
		var before workspace.StopAll
		err := s.a.db.Read(ctx, ws, func(q wsdb.Query) (err error) {
			before, err = s.a.workspaces.Stopped(ctx, q)
			return err
		})
		if err != nil || before.On {
			return false, err
		}
		_, err = s.a.workspaces.SetStopAll(ctx, ws, true, operator)
		return err == nil, err
	}
	if !scope.Contact.IsZero() {
		return false, s.a.db.Write(ctx, ws, func(tx *wsdb.Tx) error {
			_, err := s.a.outbox.SkipTo(ctx, tx, scope.Contact, reasonErased)
			return err
		})
	}
	here := func(c *channel.Channel) bool { return c.Kind != channel.Instagram }
	var kinds []string
	if slices.Contains(scope.Categories, datamap.Chats) {
		kinds = append(kinds, outbox.OriginHuman, outbox.OriginOptOut)
	}
	if slices.Contains(scope.Categories, datamap.Sending) {
		err = s.stopBlasts(ctx, ws)
		kinds = append(kinds, outbox.OriginAPI, outbox.OriginBot, outbox.OriginTest)
	}
	if slices.Contains(scope.Categories, datamap.Contacts) || slices.Contains(scope.Categories, datamap.Sending) {
		err = errors.Join(err, s.cancelJobs(ctx, ws))
	}
	err = errors.Join(err, s.skipWaiting(ctx, ws, here, kinds...))
	if slices.Contains(scope.Categories, datamap.InstagramEvents) {
		there := func(c *channel.Channel) bool {
			return c.Kind == channel.Instagram && (scope.Channel.IsZero() || c.ID == scope.Channel)
		}
		err = errors.Join(err, s.skipWaiting(ctx, ws, there, outbox.OriginHuman, outbox.OriginOptOut, outbox.OriginAPI, outbox.OriginBot, outbox.OriginComment))
	}
	return false, err
}

// skipWaiting ends what waits to be sent on some channels before it is deleted, so that totals know of it and nothing leaves meanwhile.
func (s surroundings) skipWaiting(ctx context.Context, ws id.Workspace, on func(*channel.Channel) bool, kinds ...string) error {
	if len(kinds) == 0 {
		return nil
	}
	return s.a.db.Write(ctx, ws, func(tx *wsdb.Tx) error {
		all, err := s.a.channels.List(ctx, tx)
		for i := range all {
			if !on(&all[i]) {
				continue
			}
			for _, kind := range kinds {
				_, one := s.a.outbox.SkipOn(ctx, tx, all[i].ID, kind, reasonErased)
				err = errors.Join(err, one)
			}
		}
		return err
	})
}

// reasonErased is why something was not sent whose data was deleted.
const reasonErased = "erased"

// Resume implements erase.Around.
func (s surroundings) Resume(ws id.Workspace) { s.a.wakeNow(ws) }

// Thaw implements erase.Around.
func (s surroundings) Thaw(ctx context.Context, ws id.Workspace) error {
	_, err := s.a.workspaces.SetStopAll(ctx, ws, false, operator)
	return err
}

func (s surroundings) stopBlasts(ctx context.Context, ws id.Workspace) error {
	var cursor page.Cursor
	for {
		list, err := s.a.blasts.List(ctx, ws, page.Request{Cursor: cursor, Limit: 100})
		if err != nil {
			return err
		}
		for _, b := range list.Items {
			if slices.Contains([]blast.State{blast.Draft, blast.Stopped, blast.Finished, blast.Stopping}, b.State) {
				continue
			}
			if _, err := s.a.blasts.Stop(ctx, ws, b.ID, audit.Thing{}); err != nil && fault.KindOf(err) != fault.Conflict {
				return err
			}
		}
		if cursor = page.Cursor(list.Next); cursor == "" {
			return nil
		}
	}
}

func (s surroundings) cancelJobs(ctx context.Context, ws id.Workspace) error {
	return s.a.db.Write(ctx, ws, func(tx *wsdb.Tx) error {
		list, err := s.a.jobs.List(ctx, tx, page.Request{Limit: 200})
		if err != nil {
			return err
		}
		for _, j := range list.Items {
			if j.State == job.Running || j.State == job.Paused {
				err = errors.Join(err, s.a.jobs.Cancel(ctx, tx, j.ID))
			}
		}
		return err
	})
}

// Revoke implements erase.Around.
func (s surroundings) Revoke(ctx context.Context, ws id.Workspace, scope erase.Scope) (done []erase.Outcome, err error) {
	if !scope.Whole && !slices.Contains(scope.Categories, datamap.InstagramConnection) {
		return nil, nil
	}
	var all []channel.Channel
	err = s.a.db.Read(ctx, ws, func(q wsdb.Query) error {
		all, err = s.a.channels.List(ctx, q)
		return err
	})
	for i := range all {
		c := &all[i]
		if c.State == channel.Disconnected || c.Kind != channel.Instagram && !scope.Whole || !scope.Channel.IsZero() && c.ID != scope.Channel {
			continue
		}
		done = append(done, s.leave(ctx, ws, c))
	}
	return done, err
}

// leave ends one connection and says what the network answered.
func (s surroundings) leave(ctx context.Context, ws id.Workspace, c *channel.Channel) erase.Outcome {
	out := erase.Outcome{What: string(c.Kind), At: s.a.clock.Now()}
	var err error
	if c.Kind == channel.Instagram {
		if err = s.a.instagrams.Disconnect(ctx, ws, c.ID, audit.Thing{}); err == nil {
			err = s.a.db.Read(ctx, ws, func(q wsdb.Query) error {
				e, err := s.a.instagrams.Get(ctx, q, c.ID)
				out.OK = err == nil && !e.RevokedAt.IsZero()
				return err
			})
		}
	} else {
		err = s.a.channels.Disconnect(ctx, ws, c.ID, audit.Thing{})
		out.OK = err == nil
	}
	if f, ok := fault.Of(err); ok {
		out.Code = f.Code
	}
	return out
}
