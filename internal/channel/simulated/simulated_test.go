package simulated

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/channeltest"
	"github.com/kelolapesan/kelola/internal/clock"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, func(*testing.T) channeltest.Network {
		c := New(Model{Seed: 7, NotOnNetwork: 0.1}, clock.System{})
		n := channeltest.Network{Connector: c, Sent: c.Sent}
		for i := 0; n.Good.IsZero() || n.Bad.IsZero(); i++ {
			phone := fmt.Sprintf("+6281%07d", i)
			if c.draw(phone, "") < 0.1 {
				n.Bad = channel.Address{Phone: phone}
			} else {
				n.Good = channel.Address{Phone: phone}
			}
		}
		return n
	})
}

func TestModel_sharesAndRepeats(t *testing.T) {
	t.Parallel()
	count := func() (missing, optedOut int) {
		c := New(Model{Seed: 3, NotOnNetwork: 0.05, OptedOut: 0.02}, clock.System{})
		for i := range 10_000 {
			_, err := c.Send(t.Context(), channel.Session{}, channel.Outgoing{
				SendID: "s", Attempt: 1, To: channel.Address{Phone: fmt.Sprintf("+62%09d", i)},
				Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "Halo"}},
			})
			switch e := channel.AsSendError(err); {
			case e == nil:
			case e.Class == channel.ClassNotOnNetwork:
				missing++
			case e.Class == channel.ClassOptOut:
				optedOut++
			}
		}
		return missing, optedOut
	}
	missing, optedOut := count()
	if missing < 430 || missing > 570 || optedOut < 150 || optedOut > 250 {
		t.Errorf("%d missing, %d opted out of 10,000", missing, optedOut)
	}
	if again, _ := count(); again != missing {
		t.Error("the same seed answers differently")
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	at := time.Unix(1793588400, 0).UTC()
	c := New(Model{}, clock.NewFixed(at))
	var frags []channel.Fragment
	c.Report(func(_ context.Context, got []channel.Fragment) error {
		frags = append(frags, got...)
		return nil
	})
	if _, err := c.Send(t.Context(), channel.Session{}, channel.Outgoing{
		SendID: "s1", Attempt: 1, To: channel.Address{Phone: "+62811"},
		Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "Halo"}},
	}); err != nil {
		t.Fatal(err)
	}
	if len(frags) < 2 {
		t.Fatalf("%d statuses", len(frags))
	}
	evs, err := c.Translate(channel.Inbound{Kind: frags[0].Kind, Raw: frags[0].Raw})
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := evs[0].(channel.StatusReceived); !ok || s.SendID != "s1" || s.Status != channel.StatusSent || !s.At.Equal(at.Add(time.Second)) {
		t.Errorf("event = %+v", evs[0])
	}
}
