package comment

import (
	"context"
	"errors"
	"strconv"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// MessagesReceived implements inbox.Listener: taps and answers of people who wait for what a rule has promised.
func (s *Service) MessagesReceived(ctx context.Context, tx *wsdb.Tx, ms []inbox.Received) error {
	for i := range ms {
		if ms[i].From.Handle() == "" || ms[i].Standby && !ms[i].Stops {
			continue // of another network, or in the hands of another app
		}
		if err := s.heard(ctx, tx, &ms[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) heard(ctx context.Context, tx *wsdb.Tx, msg *inbox.Received) error {
	if msg.Stops {
		waiting, err := s.store.open(ctx, tx, msg.Channel, msg.Contact)
		if err != nil {
			return err
		}
		return s.close(ctx, tx, waiting, ReasonOptedOut)
	}
	if reply := msg.Content.Reply; reply != nil {
		which, step, ok := readTap(reply.ID)
		if !ok {
			return nil
		}
		m, found, err := s.store.match(ctx, tx, which)
		if err != nil || !found || m.Step != step || m.Channel != msg.Channel {
			return err // tapped twice, or what was asked is over
		}
		if theirs, err := s.theirs(ctx, tx, &m, msg); err != nil || !theirs {
			return err
		}
		return s.tapped(ctx, tx, &m, msg)
	}
	if msg.Content.Type != channel.TypeText {
		return nil
	}
	waiting, err := s.store.open(ctx, tx, msg.Channel, msg.Contact)
	if err != nil {
		return err
	}
	for i := range waiting {
		if done, err := s.answered(ctx, tx, &waiting[i], msg); err != nil || done {
			return err
		}
	}
	return nil
}

// theirs says whether a tap is of the person that the button was sent to. Until the network has named that person, any may be.
func (s *Service) theirs(ctx context.Context, tx *wsdb.Tx, m *Match, msg *inbox.Received) (bool, error) {
	if m.Contact == msg.Contact {
		return true, nil
	}
	sent, err := s.d.Outbox.Get(ctx, tx, []outbox.ID{m.Private})
	if err != nil {
		return false, err
	}
	private, ok := sent[m.Private]
	settled := ok && private.State != outbox.StateSending && private.State != outbox.StateUnknown
	return !settled || private.To.UserID == msg.From.UserID, nil
}

func (s *Service) close(ctx context.Context, tx *wsdb.Tx, list []Match, reason string) error {
	for i := range list {
		list[i].Step, list[i].Reason = StepDone, reason
		if err := s.store.update(ctx, tx, &list[i]); err != nil {
			return err
		}
	}
	return nil
}

// answered takes a text as the answer to what a match waits for, and says whether it was one.
func (s *Service) answered(ctx context.Context, tx *wsdb.Tx, m *Match, msg *inbox.Received) (bool, error) {
	r, err := s.store.rule(ctx, tx, m.Rule)
	if errors.Is(err, ErrRuleNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch m.Step {
	case StepOpening:
		if r.Opening == nil || !r.Opening.Plain {
			return false, nil
		}
		return true, s.tapped(ctx, tx, m, msg)
	case StepEmail, StepPhone:
		return true, s.told(ctx, tx, &r, m, msg)
	default:
		return false, nil
	}
}

// tapped opens what the rule is about, at once or after it is known whether the person follows. The tap has opened the conversation and
// gives the account leave to know who it is.
func (s *Service) tapped(ctx context.Context, tx *wsdb.Tx, m *Match, msg *inbox.Received) error {
	r, c, err := s.about(ctx, tx, m)
	if errors.Is(err, ErrRuleNotFound) || errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	m.Contact = msg.Contact
	if r.Follow.Policy == FollowSkip || r.Follow.Policy == FollowVerify {
		if err := s.store.update(ctx, tx, m); err != nil {
			return err
		}
		return tx.Enqueue(ctx, CheckFollow{Workspace: tx.Workspace(), Match: m.ID, Asked: m.Asked}, queue.Unique())
	}
	return s.deliver(ctx, tx, &r, &c, m)
}

// deliver sends the content.
func (s *Service) deliver(ctx context.Context, tx *wsdb.Tx, r *Rule, c *Comment, m *Match) error {
	sent, err := s.say(ctx, tx, r, m, r.content(c), StepContent)
	if err != nil {
		return err
	}
	m.Step, m.Content = StepContent, sent
	return s.store.update(ctx, tx, m)
}

// say sends a message of a match to its person; each step and try is sent once.
func (s *Service) say(ctx context.Context, tx *wsdb.Tx, r *Rule, m *Match, content channel.Content, step Step) (outbox.ID, error) {
	to, err := s.d.Contacts.HandleOn(ctx, tx, m.Contact, m.Channel.String())
	if err != nil {
		return outbox.ID{}, err
	}
	key := "comment:" + string(step) + ":" + m.ID.String()
	if m.Asked > 0 {
		key += ":" + strconv.Itoa(m.Asked)
	}
	return s.add(ctx, tx, r, outbox.Request{
		Channel: m.Channel, Lane: outbox.Bot, Origin: origin(r.ID), Contact: m.Contact, To: channel.Address{UserID: to},
		Purpose: contact.PurposeService, Content: content, Preview: content.Plain(), Key: key,
	})
}

// CheckFollow is the job that finds out whether the person of a match follows the account.
type CheckFollow struct {
	Workspace id.Workspace `json:"workspace"`
	Match     MatchID      `json:"match"`
	Asked     int          `json:"asked"` // how often the person was asked before
}

// Kind implements queue.Args.
func (CheckFollow) Kind() string { return "comment.check_follow" }

// maxAsked is how often a person is asked for the same thing.
const maxAsked = 3

// WorkCheckFollow asks the network and goes on accordingly. It may run again: a match that has gone on is left alone.
func (s *Service) WorkCheckFollow(ctx context.Context, job CheckFollow) error {
	var m Match
	var to string
	found := false
	err := s.d.DB.Read(ctx, job.Workspace, func(q wsdb.Query) (err error) {
		if m, found, err = s.store.match(ctx, q, job.Match); err != nil || !found {
			return err
		}
		to, err = s.d.Contacts.HandleOn(ctx, q, m.Contact, m.Channel.String())
		return err
	})
	if err != nil || !found || to == "" || !m.waitsForTap() {
		return err
	}
	session, err := s.d.Channels.Session(ctx, job.Workspace, m.Channel)
	if errors.Is(err, channel.ErrDisconnected) {
		return nil
	}
	if err != nil {
		return err
	}
	follow := FollowUnknown
	person, err := s.d.Network.Person(ctx, session, channel.Address{UserID: to})
	switch kind := fault.KindOf(err); {
	case err == nil && person.Follows:
		follow = Follows
	case err == nil:
		follow = FollowsNot
	case kind == fault.Unavailable || kind == fault.Limited || errors.Is(err, instagram.ErrToken):
		return err // try again later; the person may tap again too
	}
	return s.d.DB.Write(ctx, job.Workspace, func(tx *wsdb.Tx) error {
		m, found, err := s.store.match(ctx, tx, job.Match)
		if err != nil || !found || !m.waitsForTap() || m.Asked != job.Asked {
			return err
		}
		m.Follow = follow
		return s.gate(ctx, tx, &m)
	})
}

func (m *Match) waitsForTap() bool { return m.Step == StepOpening || m.Step == StepFollow }

// gate lets the person through, asks to follow, or ends it.
func (s *Service) gate(ctx context.Context, tx *wsdb.Tx, m *Match) error {
	r, c, err := s.about(ctx, tx, m)
	if errors.Is(err, ErrRuleNotFound) || errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	reason := ReasonNoFollow
	if m.Follow == FollowUnknown {
		reason = ReasonNoKnowing
	}
	switch {
	case m.Follow == Follows || r.Follow.Policy == FollowSend:
		return s.deliver(ctx, tx, &r, &c, m)
	case r.Follow.Policy == FollowSkip || m.Asked >= maxAsked:
		return s.close(ctx, tx, []Match{*m}, reason)
	}
	m.Step = StepFollow
	m.Asked++
	content := tappable(fill(r.Follow.Text, c.Username), r.Follow.Button, tapOf(m.ID, StepFollow))
	if _, err := s.say(ctx, tx, &r, m, content, StepFollow); err != nil {
		return err
	}
	return s.store.update(ctx, tx, m)
}
