// Package instagram owns the Instagram accounts of a workspace: the consent that connects one, the care for its token, what is known of
// it, and how it leaves: by a person here, or by its owner at Instagram.
package instagram

import (
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	network "github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
)

// Account is what an Instagram account is besides a channel.
type Account struct {
	Channel     channel.ID
	Username    string
	Name        string
	Type        string // BUSINESS or MEDIA_CREATOR, as the network says it
	Followers   int64
	Picture     library.ID // zero is none
	PictureSum  string
	Permissions []string // granted; none when the network did not say
	ConnectedAt time.Time

	TokenAt      time.Time // when the token was given
	ExpiresAt    time.Time // zero is unknown
	RefreshedAt  time.Time
	TriedAt      time.Time // when a refresh was tried last
	RefreshError string    // of that try, a code

	CheckedAt  time.Time
	CheckError string    // why the last look failed, a code
	FailingAt  time.Time // since when looks fail
	PicturedAt time.Time // when the picture was looked at last
	Webhook    Webhook
	EventAt    time.Time // when an event came last
	CareAt     time.Time // when to look again; zero is never

	LeftAt     time.Time
	LeftReason string // "" when a person here wanted it
	RevokedAt  time.Time
	leaveToken []byte // sealed; only to give the permissions back
}

// Webhook says whether the network delivers an account's events.
type Webhook string

// What is known of deliveries.
const (
	WebhookUnknown Webhook = ""
	WebhookOn      Webhook = "on"
	WebhookOff     Webhook = "off"
)

// ReasonRemoved is the reason of a channel whose owner removed the app at Instagram.
const ReasonRemoved = "removed_at_network"

// reasonToken is the reason of a channel whose token the network does not accept, as a refused send gives it.
const reasonToken = "token_invalid"

// subscriptionCheck begins the reason of a channel whose events the network refuses to deliver.
const subscriptionCheck = "webhook_subscription."

// Has says whether a permission was granted. What the network did not tell counts as granted.
func (a *Account) Has(scope string) bool {
	return len(a.Permissions) == 0 || slices.Contains(a.Permissions, scope)
}

// Expiring says whether the token ends soon although it should have been refreshed long ago.
func (a *Account) Expiring(now time.Time) bool {
	return !a.ExpiresAt.IsZero() && a.LeftAt.IsZero() && a.ExpiresAt.Sub(now) < alarmBefore
}

// The care for an account. A look costs two calls, and a quiet account has about 200 an hour (general knowledge, 2026-11), so a healthy
// one is looked at every hour. After a look that failed it is every minute for a quarter of an hour, because a failure may pass, and then
// every hour again. What waits to be sent needs no look of its own: the send that the network refuses stops the channel.
const (
	checkEvery   = time.Hour
	checkSoon    = time.Minute
	soonFor      = 15 * time.Minute
	refreshFrom  = 30 * 24 * time.Hour // of life left
	refreshAge   = 24 * time.Hour      // a younger token is not refreshed (Meta docs, refresh access token, read 2026-11)
	refreshEvery = 24 * time.Hour
	refreshSoon  = time.Hour // after a failed try
	alarmBefore  = 7 * 24 * time.Hour
	pictureEvery = 7 * 24 * time.Hour
	claimFor     = 10 * time.Minute // how long a job may take before it is asked for again
)

// mayRefresh says whether the token is to be exchanged for a younger one now.
func (a *Account) mayRefresh(now time.Time) bool {
	if now.Sub(a.TokenAt) < refreshAge || !a.ExpiresAt.IsZero() && (a.ExpiresAt.Sub(now) >= refreshFrom || !now.Before(a.ExpiresAt)) {
		return false
	}
	pause := refreshEvery
	if a.RefreshError != "" {
		pause = refreshSoon
	}
	return now.Sub(a.TriedAt) >= pause
}

// looked notes how a look went.
func (a *Account) looked(now time.Time, failure string) {
	a.CheckedAt, a.CheckError = now, failure
	switch {
	case failure == "":
		a.FailingAt = time.Time{}
	case a.FailingAt.IsZero():
		a.FailingAt = now
	}
	a.CareAt = now.Add(checkEvery)
	if failure != "" && now.Sub(a.FailingAt) < soonFor {
		a.CareAt = now.Add(checkSoon)
	}
}

// describe takes what the network tells of the account.
func (a *Account) describe(p network.Profile) {
	a.Username, a.Name, a.Type, a.Followers = p.Username, p.Name, p.Type, p.Followers
}

// grant takes a new token's permissions and times.
func (a *Account) grant(g network.Grant, now time.Time) {
	if len(g.Permissions) > 0 {
		a.Permissions = slices.Clone(g.Permissions)
	}
	a.TokenAt, a.ExpiresAt, a.TriedAt, a.RefreshError = now, g.Expires, now, ""
}

// professional says whether an account is of a type that the network serves (Meta docs, Instagram API with Instagram Login, read 2026-11).
func professional(kind string) bool {
	return kind == "" || kind == "BUSINESS" || strings.HasSuffix(kind, "CREATOR")
}

// Faults of this package.
var (
	ErrNotFound   = fault.New(fault.NotFound, "instagram.not_found", "There is no such Instagram account.")
	ErrState      = fault.New(fault.Invalid, "instagram.state_invalid", "This consent was not begun here. Start again.")
	ErrStateUsed  = fault.New(fault.Conflict, "instagram.state_used", "This consent was used already. Start again.")
	ErrStateEnded = fault.New(fault.Conflict, "instagram.state_ended", "The consent took longer than ten minutes. Start again.")
	ErrType       = fault.New(fault.Invalid, "instagram.account_type", "Only professional accounts can be connected.")
	ErrBasic      = fault.New(fault.Invalid, "instagram.permission_basic", "Without permission to see the account it cannot be connected.")
	ErrConnected  = fault.New(fault.Conflict, "instagram.still_connected", "Disconnect the account before you delete what was collected from it.")
	ErrConfirm    = fault.New(fault.Invalid, "instagram.confirm_wrong", "Write the name of the account to delete what was collected from it.")
)

// channelOf parses the id of an account, which is that of its channel.
func channelOf(text string) (channel.ID, error) {
	ch, err := id.Parse[channel.Channel](text)
	if err != nil {
		return channel.ID{}, ErrNotFound
	}
	return ch, nil
}
