package channel

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// author opens a channel whose templates can be written here. It fails with ErrNotFound, ErrDisconnected and ErrTemplateAuthor.
func (s *Service) author(ctx context.Context, ws id.Workspace, ch ID) (TemplateAuthor, Session, error) {
	session, err := s.Session(ctx, ws, ch)
	if err != nil {
		return nil, Session{}, err
	}
	connector, err := s.Connector(session.Channel.Kind)
	if err != nil {
		return nil, Session{}, err
	}
	author, ok := connector.(TemplateAuthor)
	if !ok {
		return nil, Session{}, ErrTemplateAuthor
	}
	return author, session, nil
}

// SubmitTemplate hands a new template to the network. The row is committed as SUBMITTING before the call; when the answer is lost
// it stays so until the list of the network says what became of it. A name is taken once per language, here and there, so
// repeating it makes nothing twice.
func (s *Service) SubmitTemplate(ctx context.Context, ws id.Workspace, ch ID, f TemplateForm, actor audit.Thing) (MessageTemplate, error) {
	author, session, err := s.author(ctx, ws, ch)
	if err != nil {
		return MessageTemplate{}, err
	}
	f = f.Clean()
	handle, err := s.ready(ctx, author, session, f)
	if err != nil {
		return MessageTemplate{}, err
	}
	var before, m MessageTemplate
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		before, err = scanTemplate(tx.QueryRow(ctx, templateByName, ch, f.Name, f.Language))
		switch {
		case errors.Is(err, ErrTemplateNotFound):
			m = MessageTemplate{ID: id.New[MessageTemplate](), Channel: ch}
		case err != nil:
			return err
		default:
			if err := before.renewable(tx.Now()); err != nil {
				return inField(err, "name")
			}
			m = before
		}
		m = m.submitted(f, author.Components(f, ""), tx.Now())
		return s.beginTemplate(ctx, tx, m, audit.TemplateSubmitted, actor)
	})
	if err != nil {
		return MessageTemplate{}, err
	}
	ctx, cancel := afterClient(ctx)
	defer cancel()
	got, err := author.CreateTemplate(ctx, session, f, handle)
	return s.endTemplate(ctx, ws, m, err, func(tx *wsdb.Tx, now *MessageTemplate) error {
		if err != nil {
			return s.undoSubmit(ctx, tx, before, now)
		}
		now.ExternalID, now.SubmittedAt = got.ExternalID, tx.Now()
		if got.Category != "" {
			now.Category = got.Category
		}
		if now.Status == StatusSubmitting {
			now.Status = got.Status
		}
		return saveTemplate(ctx, tx, *now)
	})
}

// undoSubmit takes back what was written before a call that the network refused.
func (s *Service) undoSubmit(ctx context.Context, tx *wsdb.Tx, before MessageTemplate, now *MessageTemplate) error {
	if now.Status != StatusSubmitting { // the network itself has told of it meanwhile
		return nil
	}
	if before.ID.IsZero() {
		_, err := tx.Exec(ctx, deleteTemplate, now.ID)
		return err
	}
	return saveTemplate(ctx, tx, before)
}

// EditTemplate replaces the parts of a template; the network reviews it again. It fails with ErrTemplateLocked, ErrTemplateEdits and
// ErrTemplateInUse. Name and language stay.
func (s *Service) EditTemplate(ctx context.Context, ws id.Workspace, t TemplateID, f TemplateForm, actor audit.Thing) (MessageTemplate, error) {
	old, err := s.readTemplate(ctx, ws, t)
	if err != nil {
		return MessageTemplate{}, err
	}
	author, session, err := s.author(ctx, ws, old.Channel)
	if err != nil {
		return MessageTemplate{}, err
	}
	f.Name, f.Language = old.Name, old.Language
	f = f.Clean()
	if err := old.mayEdit(s.d.Clock.Now()); err != nil {
		return MessageTemplate{}, err
	}
	if old.Status == StatusApproved && f.Category != old.Category {
		return MessageTemplate{}, ErrTemplateInvalid.WithField("category", "template.category_fixed", "The category of an approved template stays.")
	}
	handle, err := s.ready(ctx, author, session, f)
	if err != nil {
		return MessageTemplate{}, err
	}
	var before, m MessageTemplate
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if before, err = s.unusedTemplate(ctx, tx, t); err != nil {
			return err
		}
		if err := before.mayEdit(tx.Now()); err != nil {
			return err
		}
		m = before
		m.Status, m.SubmittedAt = StatusSubmitting, tx.Now()
		if before.Status == StatusApproved {
			m.Edits = append(recentEdits(m.Edits, tx.Now()), tx.Now())
		}
		return s.beginTemplate(ctx, tx, m, audit.TemplateChanged, actor)
	})
	if err != nil {
		return MessageTemplate{}, err
	}
	ctx, cancel := afterClient(ctx)
	defer cancel()
	sent := f
	if before.Status == StatusApproved {
		sent.Category = "" // it stays (general knowledge, 2026-11)
	}
	err = author.EditTemplate(ctx, session, m.ExternalID, sent, handle)
	return s.endTemplate(ctx, ws, m, err, func(tx *wsdb.Tx, now *MessageTemplate) error {
		if err != nil {
			return restore(ctx, tx, before, *now)
		}
		status := now.Status
		*now = now.edited(f, author.Components(f, ""))
		if now.SubmittedAt = tx.Now(); status == StatusSubmitting {
			now.Status = statusPending
		}
		return saveTemplate(ctx, tx, *now)
	})
}

// statusPending is what a template is while the network reviews it.
const statusPending = "PENDING"

func (m MessageTemplate) mayEdit(now time.Time) error {
	ok, reason, until := m.Editable(now)
	switch {
	case ok:
		return nil
	case m.open():
		return ErrTemplateBusy
	case reason == "template_edited_often":
		return ErrTemplateEdits.WithRetryAfter(until.Sub(now))
	default:
		return ErrTemplateLocked
	}
}

// restore takes back the mark of a call that the network refused, unless the network has told of another state meanwhile.
func restore(ctx context.Context, tx *wsdb.Tx, before, now MessageTemplate) error {
	if !now.open() {
		return nil
	}
	now.Status, now.SubmittedAt, now.Edits = before.Status, before.SubmittedAt, before.Edits
	return saveTemplate(ctx, tx, now)
}

// DeleteTemplate deletes one language of a template on the network. It fails with ErrTemplateInUse while blasts that are scheduled or
// running use it. It may be repeated.
func (s *Service) DeleteTemplate(ctx context.Context, ws id.Workspace, t TemplateID, actor audit.Thing) (MessageTemplate, error) {
	old, err := s.readTemplate(ctx, ws, t)
	if err != nil || old.Status == StatusDeleted {
		return old, err
	}
	author, session, err := s.author(ctx, ws, old.Channel)
	if err != nil {
		return MessageTemplate{}, err
	}
	var before, m MessageTemplate
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if before, err = s.unusedTemplate(ctx, tx, t); err != nil {
			return err
		}
		if before.Status == StatusSubmitting {
			return ErrTemplateBusy
		}
		m = before
		if m.SubmittedAt = tx.Now(); before.Status == StatusNotCreated { // the network has nothing to delete
			m.Status = StatusDeleted
			_, err := tx.Exec(ctx, deleteTemplate, m.ID)
			return err
		}
		m.Status = StatusDeleting
		return s.beginTemplate(ctx, tx, m, audit.TemplateDeleted, actor)
	})
	if err != nil || m.Status == StatusDeleted {
		return m, err
	}
	ctx, cancel := afterClient(ctx)
	defer cancel()
	err = author.DeleteTemplate(ctx, session, m.ExternalID, m.Name)
	if errors.Is(err, ErrTemplateNotFound) {
		err = nil
	}
	return s.endTemplate(ctx, ws, m, err, func(tx *wsdb.Tx, now *MessageTemplate) error {
		if err != nil {
			return restore(ctx, tx, before, *now)
		}
		now.Status, now.SubmittedAt = StatusDeleted, tx.Now()
		return saveTemplate(ctx, tx, *now)
	})
}

// afterClient is the context of a call whose outcome is to be recorded whether somebody still waits for it or not.
func afterClient(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
}

// ready checks a form and hands over the file of its header.
func (s *Service) ready(ctx context.Context, author TemplateAuthor, session Session, f TemplateForm) (handle string, err error) {
	if err := f.Check(); err != nil {
		return "", err
	}
	if f.Header.Attachment == "" {
		return "", nil
	}
	if err := s.checkExampleFile(ctx, session.Workspace, f.Header); err != nil {
		return "", err
	}
	return author.UploadExample(ctx, session, f.Header.Attachment)
}

// exampleFiles are the files a header takes (Meta docs, template components and supported media types, read 2026-11).
var exampleFiles = map[string]struct {
	types []string
	most  int64
}{
	HeaderImage:    {[]string{"image/jpeg", "image/png"}, 5 << 20},
	HeaderVideo:    {[]string{"video/mp4"}, 16 << 20},
	HeaderDocument: {[]string{"application/pdf"}, 100 << 20},
}

func (s *Service) checkExampleFile(ctx context.Context, ws id.Workspace, h FormHeader) error {
	if s.d.Files == nil {
		return ErrNoFiles
	}
	body, _, mime, size, err := s.d.Files.OpenFile(ctx, ws, h.Attachment)
	if fault.KindOf(err) == fault.NotFound {
		return ErrTemplateInvalid.WithField("header.attachment_id", "template.example_gone", "There is no such file.")
	}
	if err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	if rule := exampleFiles[h.Format]; !slices.Contains(rule.types, mime) || size > rule.most {
		return ErrTemplateInvalid.WithField("header.attachment_id", "template.example_file", "A header takes a JPEG or PNG of 5 MB, an MP4 of 16 MB or a PDF of 100 MB at most.")
	}
	return nil
}

// beginTemplate commits that the network is about to be called, and that its list is read should nobody come back to say how it went.
func (s *Service) beginTemplate(ctx context.Context, tx *wsdb.Tx, m MessageTemplate, what audit.Action, actor audit.Thing) error {
	if err := saveTemplate(ctx, tx, m); err != nil {
		return err
	}
	job := SyncTemplates{Workspace: tx.Workspace(), Channel: m.Channel}
	if err := tx.Enqueue(ctx, job, queue.RunAt(tx.Now().Add(2*settled))); err != nil {
		return err
	}
	if err := audit.RecordVia(ctx, tx, audit.Entry{Action: what, Actor: actor, Subject: audit.Ref(m.ID)}); err != nil {
		return err
	}
	return s.d.Events.Append(ctx, tx, event.ChannelChanged, m.Channel.String(), nil)
}

// endTemplate records the outcome of a call. A lost answer changes nothing but that the list is read soon; it is no error.
func (s *Service) endTemplate(
	ctx context.Context, ws id.Workspace, m MessageTemplate, outcome error, record func(tx *wsdb.Tx, now *MessageTemplate) error,
) (MessageTemplate, error) {
	unsure := errors.Is(outcome, ErrTemplateUncertain)
	now := m
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) (err error) {
		if now, err = s.TemplateByID(ctx, tx, m.ID); err != nil {
			return err
		}
		if !unsure {
			if err := record(tx, &now); err != nil {
				return err
			}
		}
		c, err := get(ctx, tx, m.Channel)
		if err != nil {
			return err
		}
		others, err := siblings(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, ch := range others { // they list the same templates
			if ch != m.Channel && outcome == nil {
				if err := readAgain(ctx, tx, ch); err != nil {
					return err
				}
			}
		}
		if unsure || errors.Is(outcome, ErrTemplateExists) || errors.Is(outcome, ErrTemplateLocked) { // the network knows better
			job := SyncTemplates{Workspace: ws, Channel: m.Channel}
			if err := tx.Enqueue(ctx, job, queue.RunAt(tx.Now().Add(settled+time.Second))); err != nil {
				return err
			}
		}
		return s.d.Events.Append(ctx, tx, event.ChannelChanged, m.Channel.String(), nil)
	})
	switch {
	case err != nil:
		return MessageTemplate{}, err
	case unsure:
		return now, nil
	default:
		return now, outcome
	}
}

// siblings are the channels of the same account, which share its templates; c is one of them.
func siblings(ctx context.Context, q wsdb.Query, c Channel) ([]ID, error) {
	all, err := list(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []ID
	for _, other := range all {
		if other.ID == c.ID || other.Kind == c.Kind && other.AccountID != "" && other.AccountID == c.AccountID {
			out = append(out, other.ID)
		}
	}
	return out, nil
}

// unusedTemplate returns a template that no blast needs now, or ErrTemplateInUse.
func (s *Service) unusedTemplate(ctx context.Context, tx *wsdb.Tx, t TemplateID) (MessageTemplate, error) {
	m, err := s.TemplateByID(ctx, tx, t)
	if err != nil || s.users == nil {
		return m, err
	}
	c, err := get(ctx, tx, m.Channel)
	if err != nil {
		return m, err
	}
	channels, err := siblings(ctx, tx, c)
	if err != nil {
		return m, err
	}
	n, err := s.users.TemplateUses(ctx, tx, channels, m.Name, m.Language)
	if err == nil && n > 0 {
		err = ErrTemplateInUse
	}
	return m, err
}

func (s *Service) readTemplate(ctx context.Context, ws id.Workspace, t TemplateID) (m MessageTemplate, err error) {
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		m, err = s.TemplateByID(ctx, q, t)
		return err
	})
	return m, err
}

// inField names the field that a fault is about.
func inField(err error, field string) error {
	f, ok := fault.Of(err)
	if !ok {
		return err
	}
	return f.WithField(field, f.Code, f.Detail)
}
