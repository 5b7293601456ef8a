package instagram

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	network "github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	statePurpose = "instagram.state"
	stateLife    = 10 * time.Minute
)

// hashOf is how a state is kept.
func (s *Service) hashOf(purpose, text string) string {
	return hex.EncodeToString(s.d.System.Box().KeyedHash(purpose, []byte(text)))
}

// Begin returns where a person gives the consent that connects an account. It counts once, for ten minutes, and only in the session and
// for the workspace that began it. With again the network asks who it is, so that another account can be chosen.
func (s *Service) Begin(ctx context.Context, p account.Principal, ws id.Workspace, again bool) (address string, err error) {
	state := rand.Text()
	if address, err = s.d.Network.AuthorizeURL(state, again); err != nil {
		return "", err
	}
	who := personOf(p)
	err = s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		return insertLogin(ctx, tx, s.hashOf(statePurpose, state), login{workspace: ws, person: who, expires: tx.Now().Add(stateLife)})
	})
	return address, err
}

// Result says in a word how a consent ended.
type Result string

// The results.
const (
	Connected  Result = "connected"
	Renewed    Result = "renewed" // the account was connected here already and has a new token
	Limited    Result = "limited" // connected, but a permission is missing
	Denied     Result = "denied"
	Used       Result = "used"
	Ended      Result = "ended"
	BadCode    Result = "code"
	WrongType  Result = "type"
	NoAccess   Result = "permission"
	Taken      Result = "taken" // connected in another workspace
	TooMany    Result = "channels"
	ReadOnly   Result = "licence"
	NotAllowed Result = "right"
	NoNetwork  Result = "network"
	Slow       Result = "slow"
	NoApp      Result = "app"
	Failed     Result = "failed"
)

// results are the words for faults, by their codes.
var results = map[string]Result{
	ErrStateUsed.Code: Used, ErrStateEnded.Code: Ended, ErrType.Code: WrongType, ErrBasic.Code: NoAccess,
	network.ErrCode.Code: BadCode, network.ErrNoApp.Code: NoApp, network.ErrUnreachable.Code: NoNetwork, network.ErrLimited.Code: Slow,
	network.ErrPermission.Code: NoAccess, network.ErrToken.Code: BadCode,
	channel.ErrAlreadyConnected.Code: Taken, licence.ErrChannels.Code: TooMany, licence.ErrReadOnly.Code: ReadOnly,
}

func resultOf(err error) Result {
	if f, ok := fault.Of(err); ok {
		if r, ok := results[f.Code]; ok {
			return r
		}
	}
	return Failed
}

// take uses a state up and says what it was for. It fails with ErrState for one that was never given out, and besides returning what it
// was for with ErrStateUsed and ErrStateEnded.
func (s *Service) take(ctx context.Context, state string) (l login, err error) {
	if state == "" || len(state) > 100 {
		return login{}, ErrState
	}
	hash := s.hashOf(statePurpose, state)
	err = s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		if l, err = getLogin(ctx, tx, hash); err != nil || !l.used.IsZero() || !tx.Now().Before(l.expires) {
			return err
		}
		return useLogin(ctx, tx, hash)
	})
	switch {
	case err != nil:
		return login{}, err
	case !l.used.IsZero():
		return l, ErrStateUsed
	case !s.d.Clock.Now().Before(l.expires):
		return l, ErrStateEnded
	}
	return l, nil
}

// connect turns the code of a consent into a connected account, or gives one that is connected here a new token.
func (s *Service) connect(ctx context.Context, ws id.Workspace, actor audit.Thing, code string) (channel.ID, Result, error) {
	if s.d.MayGrow != nil {
		if err := s.d.MayGrow(ctx, ws); err != nil {
			return channel.ID{}, "", err
		}
	}
	g, err := s.d.Network.Exchange(ctx, code)
	if err != nil {
		return channel.ID{}, "", err
	}
	me, err := s.d.Network.Me(ctx, g.Token)
	if err != nil {
		return channel.ID{}, "", err
	}
	missing := g.Missing()
	switch {
	case !professional(me.Type):
		return channel.ID{}, "", ErrType
	case slices.Contains(missing, network.ScopeBasic):
		return channel.ID{}, "", ErrBasic
	}
	here, err := s.connectedHere(ctx, ws, me.ID)
	if err != nil {
		return channel.ID{}, "", err
	}
	result, note := Connected, s.note(g, me)
	if here.IsZero() {
		here, err = s.connectNew(ctx, ws, actor, g.Token, me, note)
	} else {
		result = Renewed
		err = s.renew(ctx, ws, here, actor, g.Token, note)
	}
	if len(missing) > 0 {
		result = Limited
	}
	return here, result, err
}

func (s *Service) connectedHere(ctx context.Context, ws id.Workspace, external string) (ch channel.ID, err error) {
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		all, err := s.d.Channels.List(ctx, q)
		for _, c := range all {
			if c.Kind == channel.Instagram && c.ExternalID == external && c.State != channel.Disconnected {
				ch = c.ID
			}
		}
		return err
	})
	return ch, err
}

// renew gives an account another token. Whoever connects it again says that it may send again, whatever had stopped it; what the test of
// the channel finds wrong stays.
func (s *Service) renew(ctx context.Context, ws id.Workspace, ch channel.ID, actor audit.Thing, token secret.String, note channel.Then) error {
	c, checks, err := s.d.Channels.ReplaceToken(ctx, ws, ch, actor, token, note)
	if err != nil || c.State == channel.Connected {
		return err
	}
	for _, check := range checks {
		if !check.OK && check.Severity == channel.SeverityError {
			return nil
		}
	}
	_, err = s.d.Channels.Resume(ctx, ws, ch, actor)
	return err
}

func (s *Service) connectNew(ctx context.Context, ws id.Workspace, actor audit.Thing, token secret.String, me network.Profile, note channel.Then) (channel.ID, error) {
	name := "Instagram"
	if me.Username != "" {
		name = "@" + me.Username
	}
	c, _, err := s.d.Channels.Connect(ctx, ws, channel.Connect{
		Kind: channel.Instagram, Name: name, ExternalID: me.ID, AccountID: me.AppScoped, Token: token, Actor: actor, Then: note,
	})
	return c.ID, err
}

// note keeps what a consent and the account told, in the transaction that keeps the token. The test of the channel has seen to the
// subscription.
func (s *Service) note(g network.Grant, me network.Profile) channel.Then {
	return func(ctx context.Context, tx *wsdb.Tx, c channel.Channel) error {
		err := editAccount(ctx, tx, c.ID, func(a *Account) error {
			a.describe(me)
			a.Permissions = nil
			a.grant(g, tx.Now())
			a.ConnectedAt, a.RefreshedAt, a.PicturedAt = tx.Now(), time.Time{}, time.Time{}
			a.LeftAt, a.LeftReason, a.leaveToken, a.RevokedAt = time.Time{}, "", nil, time.Time{}
			a.looked(tx.Now(), "")
			a.Webhook = WebhookOn
			if strings.HasPrefix(c.StateReason, subscriptionCheck) {
				a.Webhook = WebhookOff
			}
			return nil
		})
		if err != nil {
			return err
		}
		tx.WakeAt(tx.Now().Add(checkEvery))
		return tx.Enqueue(ctx, CareAccount{Workspace: tx.Workspace(), Channel: c.ID}, unique)
	}
}

// refused turns what the network says in place of a code into a result.
func refused(word string) Result {
	if strings.Contains(word, "denied") {
		return Denied
	}
	return Failed
}

// ofOwner says whether the one who comes back is the one who began.
func (l login) ofOwner(p account.Principal) bool { return l.person == personOf(p) }

// unknownPerson reports whether an error means that the browser has no session, or one of somebody who is no member.
func unknownPerson(err error) bool {
	f, ok := fault.Of(err)
	return ok && (f.Kind == fault.Unauthenticated || f.Kind == fault.NotFound)
}
