package signup

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Contacts is what forms ask the contacts, and write down there once somebody has confirmed.
type Contacts interface {
	Get(ctx context.Context, q wsdb.Query, contact contact.ID) (contact.Contact, error)
	Group(ctx context.Context, q wsdb.Query, group contact.GroupID) (contact.Group, error)
	Fields(ctx context.Context, q wsdb.Query) ([]contact.Field, error)
	CheckAnswers(ctx context.Context, q wsdb.Query, a contact.Answers) (contact.Answers, error)
	Supplement(ctx context.Context, tx *wsdb.Tx, contact contact.ID, a contact.Answers) error
	SetConsent(ctx context.Context, tx *wsdb.Tx, contact contact.ID, p contact.Purpose, granted bool, source, actor string) error
	Resume(ctx context.Context, tx *wsdb.Tx, a contact.Address, at time.Time) error
	Join(ctx context.Context, tx *wsdb.Tx, group contact.GroupID, ids []contact.ID) (int64, error)
}

// Channels reads channels.
type Channels interface {
	Get(ctx context.Context, q wsdb.Query, ch channel.ID) (channel.Channel, error)
}

// Outbox is the door out.
type Outbox interface {
	Add(ctx context.Context, tx *wsdb.Tx, reqs []outbox.Request) ([]outbox.Send, error)
}

// Workspaces says what a workspace is called and how it is set up.
type Workspaces interface {
	Get(ctx context.Context, ws id.Workspace) (workspace.Workspace, error)
	Settings(ctx context.Context, q wsdb.Query) (workspace.Settings, error)
}

// Licences says whether a workspace may change anything.
type Licences interface {
	Gate(ctx context.Context, ws id.Workspace) (licence.Verdict, error)
}

// Deps are what a Service needs. PublicURL is how people reach the program from outside.
type Deps struct {
	System     *sysdb.DB
	DB         *wsdb.DB
	Clock      clock.Clock
	Log        *slog.Logger
	Contacts   Contacts
	Channels   Channels
	Outbox     Outbox
	Workspaces Workspaces
	Licences   Licences
	PublicURL  string
}

// Service keeps the forms of all workspaces.
type Service struct {
	d      Deps
	limits limits
}

// New makes a Service.
func New(d Deps) *Service {
	return &Service{d: d, limits: limits{
		reads: httpapi.NewLimiter(d.Clock, 2, 60), writes: httpapi.NewLimiter(d.Clock, 1.0/6, 10), forms: httpapi.NewLimiter(d.Clock, 1, 120),
	}}
}

// Link is the address of a form.
func (s *Service) Link(f *Form) string {
	return strings.TrimSuffix(s.d.PublicURL, "/") + "/f/" + f.Token
}

// List returns the forms of a workspace by name.
func (s *Service) List(ctx context.Context, q wsdb.Query) ([]Form, error) {
	return listForms(ctx, q, ` ORDER BY name_key`)
}

// Get returns a form or ErrNotFound.
func (s *Service) Get(ctx context.Context, q wsdb.Query, form ID) (Form, error) {
	return getForm(ctx, q, form)
}

// Create makes a form. Its address is known to the installation first: one that leads nowhere does no harm, and the other way round
// people would stand before a form that nobody finds.
func (s *Service) Create(ctx context.Context, ws id.Workspace, f Form, actor audit.Thing) (Form, error) {
	f.ID, f.Token, f.Code = id.New[Form](), newToken(), newCode(formCode)
	if err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error { return s.check(ctx, q, &f) }); err != nil {
		return Form{}, err
	}
	if err := s.claim(ctx, ws, &f); err != nil {
		return Form{}, err
	}
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		n, err := countForms(ctx, tx)
		if err != nil {
			return err
		}
		if n >= MaxForms {
			return ErrMany
		}
		if err := s.check(ctx, tx, &f); err != nil {
			return err
		}
		f.CreatedAt, f.UpdatedAt = tx.Now(), tx.Now()
		if err := putForm(ctx, tx, &f); err != nil {
			return err
		}
		return record(ctx, tx, audit.SignupFormChanged, actor, f.ID)
	})
	if err != nil {
		return Form{}, errors.Join(err, s.release(ctx, ws, f.ID))
	}
	return f, nil
}

// Update changes what a form is called, shows and asks, and whether it is open. Who has filled it in before agreed to the words of then.
func (s *Service) Update(ctx context.Context, ws id.Workspace, form ID, next Form, actor audit.Thing) (f Form, err error) {
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if f, err = getForm(ctx, tx, form); err != nil {
			return err
		}
		f.Name, f.Page, f.Group, f.Channel, f.Open, f.UpdatedAt = next.Name, next.Page, next.Group, next.Channel, next.Open, tx.Now()
		if err := s.check(ctx, tx, &f); err != nil {
			return err
		}
		if err := putForm(ctx, tx, &f); err != nil {
			return err
		}
		return record(ctx, tx, audit.SignupFormChanged, actor, f.ID)
	})
	return f, err
}

// Delete removes a form with everybody who has not confirmed. The consents that came from it stay.
func (s *Service) Delete(ctx context.Context, ws id.Workspace, form ID, actor audit.Thing) error {
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if err := deleteForm(ctx, tx, form); err != nil {
			return err
		}
		return record(ctx, tx, audit.SignupFormDeleted, actor, form)
	})
	if err != nil {
		return err
	}
	return s.release(ctx, ws, form)
}

func record(ctx context.Context, tx *wsdb.Tx, what audit.Action, actor audit.Thing, form ID) error {
	return audit.RecordVia(ctx, tx, audit.Entry{Action: what, Actor: actor, Subject: audit.Ref(form)})
}

// check brings a form into its stored shape and says what is wrong with it.
func (s *Service) check(ctx context.Context, q wsdb.Query, f *Form) error {
	if err := f.clean(); err != nil {
		return err
	}
	if taken, err := nameTaken(ctx, q, f); err != nil {
		return err
	} else if taken {
		return ErrTaken
	}
	if !f.Group.IsZero() {
		if _, err := s.d.Contacts.Group(ctx, q, f.Group); err != nil {
			return err
		}
	}
	known, err := s.fields(ctx, q)
	if err != nil {
		return err
	}
	for _, key := range f.Page.Fields {
		if _, ok := known[key]; !ok {
			return contact.ErrFieldNotFound
		}
	}
	number, err := s.number(ctx, q, f)
	if err == nil && f.Open && number == "" {
		err = ErrChannel
	}
	return err
}

func (s *Service) fields(ctx context.Context, q wsdb.Query) (map[string]contact.Field, error) {
	list, err := s.d.Contacts.Fields(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make(map[string]contact.Field, len(list))
	for _, f := range list {
		out[f.Key] = f
	}
	return out, nil
}

// number is the number of a form's channel in digits; it is empty while nobody could write to it.
func (s *Service) number(ctx context.Context, q wsdb.Query, f *Form) (string, error) {
	if f.Channel.IsZero() {
		return "", nil
	}
	ch, err := s.d.Channels.Get(ctx, q, f.Channel)
	if errors.Is(err, channel.ErrNotFound) || err == nil && ch.State == channel.Disconnected {
		return "", nil
	}
	return onlyDigits(ch.DisplayPhone), err
}
