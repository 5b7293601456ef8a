package comment

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
)

// compiled is a rule, ready to judge.
type compiled struct {
	Rule
	include, exclude []keyword
	channels         map[channel.ID]bool
	posts            map[string]bool
}

func compile(r Rule) compiled {
	c := compiled{Rule: r, channels: map[channel.ID]bool{}, posts: map[string]bool{}}
	for _, w := range r.Match.Include {
		c.include = append(c.include, keywordOf(w, r.Match.Typos))
	}
	for _, w := range r.Match.Exclude {
		c.exclude = append(c.exclude, keywordOf(w, false))
	}
	for _, ch := range r.Scope.Channels {
		c.channels[ch] = true
	}
	for _, p := range r.Scope.Posts {
		c.posts[p] = true
	}
	return c
}

// covers says whether the rule listens where a comment was written.
func (r *compiled) covers(c *Comment) bool {
	switch {
	case len(r.channels) > 0 && !r.channels[c.Channel], c.Parent != "" && !r.Scope.Replies:
		return false
	case c.Product == productMention: // under a post of somebody else, where the account must not answer by itself
		return false
	case c.Parent != "" && c.person() == "": // it may be our own public reply, which would be answered again and again
		return false
	}
	switch r.Scope.Kind {
	case ScopeAll:
		return true
	case ScopePosts:
		return r.posts[c.Post] || c.Original != "" && r.posts[c.Original]
	case ScopeNext:
		return r.Armed != "" && (c.Post == r.Armed || c.Original == r.Armed)
	case ScopeReels:
		return c.Product == "REELS"
	case ScopeAds:
		return c.Product == "AD" || c.Original != ""
	case ScopeLive:
		return c.Live
	default:
		return false
	}
}

// meets says whether the rule answers a text.
func (r *compiled) meets(s said) bool {
	if slices.ContainsFunc(r.exclude, func(k keyword) bool { return k.in(s) }) {
		return false
	}
	return r.Match.Any || slices.ContainsFunc(r.include, func(k keyword) bool { return k.in(s) })
}

// verdict is what a rule comes to about a comment.
type verdict struct {
	rule    *compiled
	outcome Outcome
	reason  string
}

// history is what was answered before. Both the live judge and the laboratory keep it up to date while they go through comments.
type history interface {
	// answered is when a rule last answered a person; zero for never.
	answered(rule RuleID, person string) time.Time
	// wrote is when a person last wrote a text that this rule answered.
	wrote(rule RuleID, person, text string) time.Time
}

// judge decides which rules meet a comment, in their order: the first that may answer does, the others that met have lost. It is the same
// for a comment that just came and for one in the laboratory.
func judge(rules []compiled, c *Comment, h history, now time.Time) []verdict {
	if c.Own || !c.DeletedAt.IsZero() {
		return nil
	}
	s := saidIn(c.Text)
	var out []verdict
	taken := false
	for i := range rules {
		r := &rules[i]
		if !r.covers(c) || !r.meets(s) {
			continue
		}
		v := verdict{rule: r, outcome: Answered}
		if reason := r.refuses(c, s, h, now); reason != "" {
			v.outcome, v.reason = Skipped, reason
		} else if taken {
			v.outcome = Lost
		}
		taken = taken || v.outcome == Answered
		out = append(out, v)
	}
	return out
}

// refuses says why the rule must not answer a comment that it meets.
func (r *compiled) refuses(c *Comment, s said, h history, now time.Time) string {
	person := c.person()
	last := h.answered(r.ID, person)
	switch {
	case c.At.Before(r.StartedAt.Truncate(time.Second)): // the network counts in seconds
		return ReasonBefore
	case !c.until().After(now):
		return ReasonOld
	case person == "":
		return ""
	case !r.Repeat.Every && !last.IsZero():
		return ReasonOnce
	case r.Repeat.Cooldown > 0 && !last.IsZero() && c.At.Before(last.Add(seconds(r.Repeat.Cooldown))):
		return ReasonCooldown
	case r.Repeat.SameText > 0:
		if at := h.wrote(r.ID, person, s.text); !at.IsZero() && c.At.Before(at.Add(seconds(r.Repeat.SameText))) {
			return ReasonSameText
		}
	}
	return ""
}

// remembers says whether the rule asks what was answered before.
func (r compiled) remembers() bool {
	return !r.Repeat.Every || r.Repeat.Cooldown > 0 || r.Repeat.SameText > 0
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// person is how the author is told from others: by the handle, else by the name. Each account knows people by ids of its own.
func (c *Comment) person() string {
	if c.Handle != "" {
		return c.Handle
	}
	return byName(c.Username)
}

// byName is a person by the name alone.
func byName(username string) string {
	if username == "" {
		return ""
	}
	return "@" + strings.ToLower(username)
}

// placeUsername stands in texts for the name of the person.
const placeUsername = "{{username}}"

// variant chooses one of several texts: always the same for one comment, so that the laboratory shows what would be sent.
func variant(texts []string, c *Comment, salt string) string {
	if len(texts) == 0 {
		return ""
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(salt + c.ExternalID))
	text := texts[int(h.Sum32()%uint32(len(texts)))] //nolint:gosec // there are at most 20
	return fill(text, c.Username)
}

func fill(text, username string) string {
	if username == "" {
		text = strings.ReplaceAll(text, "@"+placeUsername, "")
	}
	return strings.TrimSpace(strings.ReplaceAll(text, placeUsername, username))
}

// delay is how long after the comment the public reply comes: somewhere between the shortest and the longest, always the same for one
// comment.
func (p *Public) delay(c *Comment) time.Duration {
	span := p.DelayMax - p.DelayMin
	if span <= 0 {
		return seconds(p.DelayMin)
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte("delay" + c.ExternalID))
	return seconds(p.DelayMin + int(h.Sum32()%uint32(span+1))) //nolint:gosec // the span is at most an hour
}
