package blast

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	previewMost    = 20
	previewDefault = 10
)

// Preview is what one contact would get.
type Preview struct {
	Person     contact.Contact
	Text       string
	Header     string
	Footer     string
	Buttons    []string
	Missing    []string
	SkipReason string
}

// Preview renders the message for contacts: those named, or a few of the audience picked by chance.
func (s *Service) Preview(ctx context.Context, ws id.Workspace, blast ID, ids []contact.ID, count int) ([]Preview, error) {
	var out []Preview
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		b, err := s.store.get(ctx, q, blast)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			if ids, err = s.sample(ctx, q, &b, count); err != nil {
				return err
			}
		}
		ids = ids[:min(len(ids), previewMost)]
		out, err = s.preview(ctx, q, &b, ids)
		return err
	})
	return out, err
}

// sample picks recipients by chance from the beginning of the audience.
func (s *Service) sample(ctx context.Context, q wsdb.Query, b *Blast, count int) ([]contact.ID, error) {
	if count <= 0 {
		count = previewDefault
	}
	p := progress{freezeUntil: id.New[contact.Contact]()}
	ids, err := s.nextOfAudience(ctx, q, b, &p, checkPage)
	if err != nil {
		return nil, err
	}
	rand.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids[:min(len(ids), count, previewMost)], nil
}

func (s *Service) preview(ctx context.Context, q wsdb.Query, b *Blast, ids []contact.ID) ([]Preview, error) {
	r, err := s.renderer(ctx, q, b)
	if errors.Is(err, errNoTemplate) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	people, err := s.d.Contacts.Many(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	values, err := s.d.Contacts.Variables(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	rows, err := s.foresee(ctx, q, b, r, ids)
	if err != nil {
		return nil, err
	}
	t, isTemplate, err := s.template(ctx, q, b)
	if err != nil {
		return nil, err
	}
	out := make([]Preview, 0, len(ids))
	for i, c := range ids {
		if _, ok := people[c]; !ok {
			continue
		}
		done := r.render(values[c])
		v := Preview{Person: people[c], Text: done.preview, Missing: done.missing}
		if rows[i].State != recipientOut {
			v.SkipReason = rows[i].Reason
		}
		if isTemplate {
			whole := t.Render(r.values(b.Message, values[c]))
			v.Header, v.Footer, v.Buttons = whole.Header, whole.Footer, whole.Buttons
		}
		out = append(out, v)
	}
	return out, nil
}

// ErrTestPhone is returned for a test to something that is no phone number.
var ErrTestPhone = fault.New(fault.Invalid, "blast.test_phone_invalid", "This is not a phone number.")

// Test sends the message of a blast to one number, with the values of the contact that has it. It is not part of the blast and
// counts nowhere; a repeat under the same key answers the same send.
func (s *Service) Test(ctx context.Context, ws id.Workspace, blast ID, number, key, actor string) (outbox.Send, error) {
	var out outbox.Send
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		b, err := s.store.get(ctx, tx, blast)
		if err != nil {
			return err
		}
		settings, err := s.d.Workspaces.Settings(ctx, tx)
		if err != nil {
			return err
		}
		to, err := phone.Parse(strings.TrimSpace(number), settings.CountryPrefix)
		if err != nil {
			return ErrTestPhone.With(err)
		}
		problems, err := s.messageBlockers(ctx, tx, &b)
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			return refuse(problems)
		}
		req, err := s.testRequest(ctx, tx, &b, to)
		if err != nil {
			return err
		}
		req.Actor = actor
		if key != "" {
			req.Key = "blast_test:" + b.ID.String() + ":" + key
		}
		sends, err := s.d.Outbox.Add(ctx, tx, []outbox.Request{req})
		if err != nil {
			return err
		}
		out = sends[0]
		return nil
	})
	return out, err
}

func (s *Service) testRequest(ctx context.Context, tx *wsdb.Tx, b *Blast, to phone.Number) (outbox.Request, error) {
	c, _, err := s.d.Contacts.Resolve(ctx, tx, contact.Address{Phone: to})
	if err != nil {
		return outbox.Request{}, err
	}
	values, err := s.d.Contacts.Variables(ctx, tx, []contact.ID{c.ID})
	if err != nil {
		return outbox.Request{}, err
	}
	r, err := s.renderer(ctx, tx, b)
	if err != nil {
		return outbox.Request{}, err
	}
	done := r.render(values[c.ID])
	if done.content.Template != nil {
		fillGaps(done.content.Template)
	}
	return outbox.Request{
		Channel: b.Channel, Lane: outbox.API, Origin: outbox.Origin{Kind: outbox.OriginTest, ID: b.ID.String()},
		Contact: c.ID, To: channel.Address{Phone: to.String()}, Purpose: b.Purpose, Content: done.content, Preview: done.preview,
	}, nil
}

// fillGaps puts a dash where the tester has no value: the network refuses empty values, and a test is to show the whole.
func fillGaps(t *channel.Template) {
	for _, list := range [][]channel.Param{t.Header, t.Body} {
		for i := range list {
			if list[i].Type == "text" && list[i].Text == "" {
				list[i].Text = "-"
			}
		}
	}
}
