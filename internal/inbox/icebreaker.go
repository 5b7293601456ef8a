package inbox

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// greeter is a connector whose network shows questions to whoever opens a conversation. The network keeps them.
type greeter interface {
	IceBreakers(ctx context.Context, s channel.Session) ([]channel.Button, error)
	SetIceBreakers(ctx context.Context, s channel.Session, list []channel.Button) error
}

// Limits of ice breakers (Meta docs, ice breakers, read 2026-11).
const (
	maxIceBreakers = 4
	maxQuestion    = 80
)

// Faults of ice breakers.
var (
	ErrNoIceBreakers = fault.New(fault.Conflict, "inbox.ice_breakers_unsupported", "This channel has no opening questions.")
	ErrIceBreakers   = fault.New(fault.Invalid, "inbox.ice_breakers_invalid", "There are at most four questions of 1 to 80 characters, each another one.")
)

// iceBreakerID begins the ids with which taps come back.
const iceBreakerID = "icebreaker:"

func (s *Service) greeter(ctx context.Context, ws id.Workspace, ch channel.ID) (greeter, channel.Session, error) {
	session, err := s.d.Channels.Session(ctx, ws, ch)
	if err != nil {
		return nil, session, err
	}
	conn, ok := s.d.Connectors[session.Channel.Kind].(greeter)
	if !ok {
		return nil, session, ErrNoIceBreakers
	}
	return conn, session, nil
}

// IceBreakers reads the questions a channel offers; none where the network knows no such thing.
func (s *Service) IceBreakers(ctx context.Context, ws id.Workspace, ch channel.ID) ([]string, error) {
	conn, session, err := s.greeter(ctx, ws, ch)
	if errors.Is(err, ErrNoIceBreakers) {
		return []string{}, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := conn.IceBreakers(ctx, session)
	questions := make([]string, 0, len(list))
	for _, b := range list {
		questions = append(questions, b.Title)
	}
	return questions, err
}

// SetIceBreakers replaces the questions of a channel; none takes them away. What a person taps comes as a message.
func (s *Service) SetIceBreakers(ctx context.Context, ws id.Workspace, ch channel.ID, questions []string) error {
	if len(questions) > maxIceBreakers {
		return ErrIceBreakers
	}
	list, seen := make([]channel.Button, 0, len(questions)), map[string]bool{}
	for i, q := range questions {
		q = strings.Join(strings.Fields(q), " ")
		if q == "" || len([]rune(q)) > maxQuestion || seen[q] {
			return ErrIceBreakers
		}
		seen[q] = true
		list = append(list, channel.Button{ID: iceBreakerID + strconv.Itoa(i+1), Title: q})
	}
	conn, session, err := s.greeter(ctx, ws, ch)
	if err != nil {
		return err
	}
	return conn.SetIceBreakers(ctx, session, list)
}
