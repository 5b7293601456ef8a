package instagram

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Rate limits (Meta docs, Instagram overview, read 2026-11).

func limited(message string, regain int) *problem {
	p := trouble(80002, 0, "(#80002) There have been too many calls to this Instagram account. %s", message)
	p.status, p.regain = http.StatusBadRequest, regain
	return p
}

// within counts the calls of the last while.
func (n *Network) within(key string, window time.Duration) int {
	from := n.now().Add(-window)
	n.calls[key] = slices.DeleteFunc(n.calls[key], func(t time.Time) bool { return !t.After(from) })
	return len(n.calls[key])
}

// spend counts a call and tells whether there was a place for it; most 0 is no limit.
func (n *Network) spend(key string, window time.Duration, most int) bool {
	if most <= 0 {
		return true
	}
	if n.within(key, window) >= most {
		return false
	}
	n.calls[key] = append(n.calls[key], n.now())
	return true
}

func (n *Network) privateRate(a *account, live bool) *problem {
	if live {
		if !n.spend("live:"+a.id, time.Second, n.knobs.LiveRepliesSecond) {
			return limited("Private replies to live comments.", 0)
		}
		return nil
	}
	if !n.spend("private:"+a.id, time.Hour, n.knobs.PrivateRepliesHour) {
		return limited("Private replies.", n.regain("private:"+a.id, time.Hour))
	}
	return nil
}

func (n *Network) regain(key string, window time.Duration) int {
	if len(n.calls[key]) == 0 {
		return 0
	}
	return int(n.calls[key][0].Add(window).Sub(n.now())/time.Minute) + 1
}

func (n *Network) sendRate(a *account, m *message) *problem {
	key, most := "send:"+a.id, n.knobs.SendsSecond
	for _, part := range m.parts {
		if part["type"] == "audio" || part["type"] == "video" {
			key, most = "media:"+a.id, n.knobs.MediaSendsSecond
		}
	}
	if !n.spend(key, time.Second, most) {
		return limited("Send API.", 0)
	}
	return nil
}

// budget is what is left for calls that are not messages: 4800 times the impressions of the last day, or 200 an hour for
// an account nobody sees.
func (n *Network) budget(c *Call) *problem {
	if c.acc == nil {
		return nil
	}
	switch c.Name {
	case "ig_message", "ig_private_reply", "ig_action":
		return nil
	case "ig_conversations":
		if !n.spend("conversations:"+c.acc.id, time.Second, n.knobs.ConversationsRate) {
			return limited("Conversations API.", 0)
		}
		return nil
	}
	if window, most := n.allowance(); !n.spend("calls:"+c.acc.id, window, most) {
		return limited("Calls of the account.", n.regain("calls:"+c.acc.id, window))
	}
	return nil
}

func (n *Network) allowance() (time.Duration, int) {
	switch {
	case n.knobs.Impressions < 0:
		return time.Hour, 0
	case n.knobs.Impressions == 0:
		return time.Hour, 200
	}
	return 24 * time.Hour, 4800 * n.knobs.Impressions
}

// usage adds the headers that tell how much of a budget is used.
func (n *Network) usage(c *Call, a *Answer, regain int) {
	a.Headers = append(a.Headers, [2]string{"Facebook-Api-Version", "v26.0"})
	if c.acc == nil {
		return
	}
	percent := n.knobs.UsagePercent
	if most := n.knobs.PrivateRepliesHour; most > 0 {
		percent = max(percent, 100*n.within("private:"+c.acc.id, time.Hour)/most)
	}
	if window, most := n.allowance(); most > 0 {
		percent = max(percent, 100*n.within("calls:"+c.acc.id, window)/most)
	}
	regain = max(regain, n.knobs.UsageRegain)
	if percent == 0 && regain == 0 {
		return
	}
	counts := fmt.Sprintf(`"call_count":%d,"total_cputime":%d,"total_time":%d`, percent, percent, percent)
	a.Headers = append(a.Headers, [2]string{"X-App-Usage", "{" + counts + "}"},
		[2]string{"X-Business-Use-Case-Usage", fmt.Sprintf(`{"%s":[{"type":"instagram",%s,"estimated_time_to_regain_access":%d}]}`, c.acc.id, counts, regain)})
}
