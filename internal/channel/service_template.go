package channel

import (
	"context"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// SyncTemplates is the job that reads the templates of a channel anew.
type SyncTemplates struct {
	Workspace id.Workspace `json:"workspace"`
	Channel   ID           `json:"channel"`
}

// Kind implements queue.Args.
func (SyncTemplates) Kind() string { return "channel.sync_templates" }

// Jobs registers what this package works on.
func (s *Service) Jobs(r *queue.Registry) {
	queue.Register(r, func(ctx context.Context, job SyncTemplates) error {
		_, err := s.SyncTemplates(ctx, job.Workspace, job.Channel)
		switch fault.KindOf(err) {
		case fault.Conflict, fault.Invalid:
			return nil // disconnected or refused meanwhile: the channel itself says so
		case fault.NotFound:
			return nil // a simulated channel that was removed
		}
		return err
	})
}

// SyncTemplates reads all templates of a channel from the network and returns how many there are. It may be repeated.
func (s *Service) SyncTemplates(ctx context.Context, ws id.Workspace, ch ID) (int, error) {
	session, err := s.Session(ctx, ws, ch)
	if err != nil {
		return 0, err
	}
	connector, err := s.Connector(session.Channel.Kind)
	if err != nil {
		return 0, err
	}
	began := s.d.Clock.Now()
	remote, err := connector.Templates(ctx, session)
	if err != nil {
		return 0, err
	}
	return len(remote), s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error { return s.replaceTemplates(ctx, tx, ch, remote, began) })
}

// settled is how long after news about a template its list is read again: several news in a row are then one reading.
const settled = time.Minute

// readAgain makes the list be read again soon. Deliveries come unordered and a lost one is never repeated, so what they say holds
// only until the state itself is read (Meta docs, webhooks, read 2026-11).
func readAgain(ctx context.Context, tx *wsdb.Tx, ch ID) error {
	return tx.Enqueue(ctx, SyncTemplates{Workspace: tx.Workspace(), Channel: ch}, queue.Unique(), queue.RunAt(tx.Now().Add(settled)))
}

// replaceTemplates writes what changed; what the network no longer lists stays as deleted, because blasts may name it. What was
// submitted later than the reading of the list began is left as it is and looked at again.
func (s *Service) replaceTemplates(ctx context.Context, tx *wsdb.Tx, ch ID, remote []RemoteTemplate, began time.Time) error {
	rows, err := tx.Query(ctx, templatesByChannel, ch)
	old, err := scanTemplates(rows, err)
	if err != nil {
		return err
	}
	again := false
	byName := make(map[[2]string]MessageTemplate, len(old))
	for _, m := range old {
		byName[[2]string{m.Name, m.Language}] = m
	}
	for _, r := range remote {
		key := [2]string{r.Name, r.Language}
		m, known := byName[key]
		if !known {
			m = MessageTemplate{ID: id.New[MessageTemplate](), Channel: ch, Name: r.Name, Language: r.Language}
		}
		delete(byName, key)
		if m.newerThan(began) && !m.arrived() {
			again = true
			continue
		}
		if next := m.with(r); !known || !next.equal(m) {
			if err := saveTemplate(ctx, tx, next); err != nil {
				return err
			}
		}
	}
	for _, m := range byName {
		switch {
		case m.Status == StatusDeleted || m.Status == StatusNotCreated:
			continue
		case m.newerThan(began):
			again = true
			continue
		case m.ExternalID == "":
			m.Status = StatusNotCreated
		default:
			m.Status = StatusDeleted
		}
		if err := saveTemplate(ctx, tx, m); err != nil {
			return err
		}
	}
	if again { // not unique: the job that is running now would stand in its way
		if err := tx.Enqueue(ctx, SyncTemplates{Workspace: tx.Workspace(), Channel: ch}, queue.RunAt(tx.Now().Add(settled))); err != nil {
			return err
		}
	}
	return s.d.Events.Append(ctx, tx, event.ChannelChanged, ch.String(), nil)
}

// reasonMissing is why a template is paused that the network said does not exist; seeing it listed again ends that.
const reasonMissing = "template_missing"

func (m MessageTemplate) with(r RemoteTemplate) MessageTemplate {
	if r.Status == StatusApproved && (m.Status != StatusApproved || m.PausedReason == reasonMissing) {
		m.PausedUntil, m.PausedReason = time.Time{}, "" // approved again: our own pause ends
	}
	m.ExternalID, m.Category, m.Status, m.Quality = r.ExternalID, r.Category, r.Status, r.Quality
	m.RejectedReason, m.ParameterFormat, m.Components = r.RejectedReason, r.ParameterFormat, r.Components
	return m
}

func (m MessageTemplate) equal(o MessageTemplate) bool {
	return m.ExternalID == o.ExternalID && m.Category == o.Category && m.Status == o.Status && m.Quality == o.Quality &&
		m.RejectedReason == o.RejectedReason && m.ParameterFormat == o.ParameterFormat && string(m.Components) == string(o.Components) &&
		m.PausedReason == o.PausedReason && m.PausedUntil.Equal(o.PausedUntil)
}

// Template returns a template by its name and language or ErrTemplateNotFound.
func (s *Service) Template(ctx context.Context, q wsdb.Query, ch ID, name, language string) (MessageTemplate, error) {
	return scanTemplate(q.QueryRow(ctx, templateByName, ch, name, language))
}

// TemplateByID returns a template or ErrTemplateNotFound.
func (s *Service) TemplateByID(ctx context.Context, q wsdb.Query, t TemplateID) (MessageTemplate, error) {
	return scanTemplate(q.QueryRow(ctx, templateByID, t))
}

type templateCursor struct{ Name, Language, ID string }

// TemplateFilter says which templates are listed; zero values are all.
type TemplateFilter struct {
	Channel     ID
	Status      string
	Search      string // a part of the name
	HideDeleted bool
}

var likeSpecial = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// FindTemplates lists the templates of a workspace by name.
func (s *Service) FindTemplates(ctx context.Context, q wsdb.Query, f TemplateFilter, req page.Request) (page.Page[MessageTemplate], error) {
	after := templateCursor{ID: "00000000-0000-0000-0000-000000000000"}
	if _, err := req.Cursor.Decode(&after); err != nil {
		return page.Page[MessageTemplate]{}, err
	}
	like, hidden := "%"+likeSpecial.Replace(strings.ToLower(strings.TrimSpace(f.Search)))+"%", ""
	if f.HideDeleted {
		hidden = StatusDeleted
	}
	rows, err := q.Query(ctx, listTemplates, f.Channel.String(), strings.ToUpper(f.Status), after.Name, after.Language, after.ID, req.Size()+1, like, hidden)
	all, err := scanTemplates(rows, err)
	if err != nil {
		return page.Page[MessageTemplate]{}, err
	}
	return page.Cut(all, req.Size(), func(m MessageTemplate) any { return templateCursor{m.Name, m.Language, m.ID.String()} }), nil
}

// ListTemplates lists the templates of a channel; zero channel and "" status are all.
func (s *Service) ListTemplates(ctx context.Context, q wsdb.Query, ch ID, status string, req page.Request) (page.Page[MessageTemplate], error) {
	return s.FindTemplates(ctx, q, TemplateFilter{Channel: ch, Status: status}, req)
}

// PauseTemplate stops the use of a template: until a time, or, with the zero time, until the network approves it again.
func (s *Service) PauseTemplate(ctx context.Context, tx *wsdb.Tx, ch ID, name, language, reason string, until time.Time) error {
	m, err := scanTemplate(tx.QueryRow(ctx, templateByName, ch, name, language))
	if err != nil {
		return err
	}
	if m.Paused(tx.Now()) && (m.PausedUntil.IsZero() || !until.IsZero() && !until.After(m.PausedUntil)) {
		return nil
	}
	m.PausedReason, m.PausedUntil = reason, until
	if err := saveTemplate(ctx, tx, m); err != nil {
		return err
	}
	if reason == reasonMissing { // the network knows better what there is
		if err := readAgain(ctx, tx, ch); err != nil {
			return err
		}
	}
	return s.d.Events.Append(ctx, tx, event.ChannelChanged, ch.String(), nil)
}

// ResumeTemplate ends our own pause of a template, when a person says so.
func (s *Service) ResumeTemplate(ctx context.Context, tx *wsdb.Tx, t TemplateID) error {
	m, err := s.TemplateByID(ctx, tx, t)
	if err != nil {
		return err
	}
	m.PausedReason, m.PausedUntil = "", time.Time{}
	return saveTemplate(ctx, tx, m)
}
