package erase

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// keyword begins the message by which a person shows that a number is theirs.
const keyword = "HAPUS"

// letters leaves out what looks alike. It has 32 of them, so that a byte cut to five bits picks each as often.
const (
	letters    = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	wordLength = 8
)

var spoken = regexp.MustCompile(`(?i)\b` + keyword + `[\s:.*_-]+([a-z0-9]{8})\b`)

// newWord is what a phone has to write behind the keyword.
func newWord() string {
	b := make([]byte, wordLength)
	_, _ = rand.Read(b) // never fails
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b)
}

func (s *Service) wordHash(word string) string {
	return hex.EncodeToString(s.d.Hasher.KeyedHash("erasure.word", []byte(strings.ToUpper(word))))
}

// contactAnswer is how long owners have to answer a person who wants their data gone (UU 27/2022, articles 40 and 41, read 2026-11).
const contactAnswer = 72 * time.Hour

// replyTime lets the answer to a message leave before what belongs to its writer is deleted.
const replyTime = time.Minute

// Why owners refuse what a person asks of them. The interface and the status page have words for each.
const (
	ReasonNotTheirs = "not_theirs"  // the data is of somebody else
	ReasonDuty      = "legal_duty"  // a law obliges to keep it
	ReasonContract  = "open_matter" // an order or a dispute is open
)

var contactReasons = []string{ReasonNotTheirs, ReasonDuty, ReasonContract}

var contactForm = formKind{
	name: "contact", way: ByContact, read: readContact,
	inputs: []formInput{
		{Name: "phone", Kind: "tel", Auto: "tel", Required: true}, {Name: "business", Kind: "tel", Auto: "off"},
		{Name: "email", Kind: "email", Auto: "email", Plain: true},
	},
}

func readContact(_ *Service, v *formView, sent url.Values) (c claim, scope Scope) {
	number, err := phone.Parse(sent.Get("phone"), "62")
	if err != nil {
		v.wrong("phone", "phone_wrong")
	}
	return claim{Phone: number.String(), Number: strings.TrimSpace(sent.Get("business")), Email: strings.TrimSpace(sent.Get("email"))}, Scope{}
}

// HearWord is the job that looks whether what somebody wrote is what a request waits for. The word is a number in the job.
type HearWord struct {
	Workspace id.Workspace    `json:"workspace"`
	Channel   channel.ID      `json:"channel"`
	Contact   contact.ID      `json:"contact"`
	Message   inbox.MessageID `json:"message"`
	Word      int64           `json:"word"`
}

// Kind implements queue.Args.
func (HearWord) Kind() string { return "erase.hear_word" }

// Jobs names what works on the jobs of this package.
func (s *Service) Jobs(r *queue.Registry) { queue.Register(r, s.WorkHearWord) }

// MessagesReceived implements inbox.Listener. What may be the word of a request is looked up by a job, because requests lie in another
// database.
func (s *Service) MessagesReceived(ctx context.Context, tx *wsdb.Tx, ms []inbox.Received) error {
	for i := range ms {
		m := &ms[i]
		if len(m.Text) > 400 || !strings.Contains(strings.ToUpper(m.Text), keyword) {
			continue // nearly every message, told without the regular expression
		}
		said := spoken.FindStringSubmatch(m.Text)
		if said == nil {
			continue
		}
		n, ok := wordNumber(said[1])
		if !ok {
			continue
		}
		err := tx.Enqueue(ctx, HearWord{Workspace: tx.Workspace(), Channel: m.Channel, Contact: m.Contact, Message: m.Message, Word: n}, queue.MaxAttempts(8))
		if err != nil {
			return err
		}
	}
	return nil
}

// wordNumber is a word as a number of forty bits; ok is false for what is none.
func wordNumber(word string) (n int64, ok bool) {
	for _, r := range strings.ToUpper(word) {
		at := strings.IndexRune(letters, r)
		if at < 0 {
			return 0, false
		}
		n = n<<5 | int64(at)
	}
	return n, len(word) == wordLength
}

func numberWord(n int64) string {
	b := make([]byte, wordLength)
	for i := range b {
		b[wordLength-1-i] = letters[n&31]
		n >>= 5
	}
	return string(b)
}

const phoneOf = `SELECT COALESCE(phone, '') FROM contact WHERE id = $1`

// WorkHearWord takes a word for the proof that a person asks who has the number. It may run again: what is proven is not proven twice, and the
// answer in the chat has a key.
func (s *Service) WorkHearWord(ctx context.Context, job HearWord) error {
	var r Request
	var c claim
	err := s.d.System.Read(ctx, func(q sysdb.Query) error {
		var request ID
		err := q.QueryRow(ctx, claimByWord, s.wordHash(numberWord(job.Word))).Scan(&request)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err == nil {
			r, err = find(ctx, q, getRequest, request)
		}
		if err == nil {
			c, err = s.claimOf(ctx, q, request)
		}
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return nil // people write such words without meaning it
	}
	if err != nil {
		return err
	}
	if r.State == Acknowledged {
		if err := s.match(ctx, &r); err != nil {
			return err
		}
	}
	theirs, err := s.isPhone(ctx, job, c.Phone)
	if err != nil || !theirs {
		return err
	}
	_, err = s.change(ctx, id.Workspace{}, r.ID, func(tx *sysdb.Tx, now *Request) error {
		if now.State != Identity || now.Way != ByContact || now.Report.has(ByPhone) {
			return nil
		}
		if err := concern(ctx, tx, now, job.Workspace, Scope{Contact: job.Contact}); err != nil {
			return err
		}
		now.Report.shown(Proof{ByPhone, job.Contact.String(), tx.Now()})
		return save(ctx, tx, now)
	})
	if err != nil {
		return err
	}
	if err := s.thank(ctx, job); err != nil {
		return err
	}
	_, err = s.settle(ctx, r.ID)
	if errors.Is(err, ErrState) {
		err = nil
	}
	s.Wake()
	return err
}

// isPhone says whether a message came from the number that was typed. Where the network hides the number, whoever wrote the word is believed:
// what goes is what belongs to who wrote it.
func (s *Service) isPhone(ctx context.Context, job HearWord, typed string) (is bool, err error) {
	err = s.d.DB.Read(ctx, job.Workspace, func(q wsdb.Query) error {
		var has string
		err := q.QueryRow(ctx, phoneOf, job.Contact).Scan(&has)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		is = err == nil && (has == "" || has == typed)
		return err
	})
	return is, unlessGone(err)
}

// heardWords are what the machine answers in the chat, by the language of the workspace.
var heardWords = map[string]string{
	"id": "Permintaan penghapusan data Anda sudah terbukti dari nomor ini dan kami catat. Jawabannya, paling lambat dalam 72 jam, tampil di halaman status Anda.",
	"en": "Your request for deletion is proven by this number and noted. The answer, within 72 hours at most, appears on your status page.",
}

// thank answers in the chat. Where the number is hidden there is no answer; the status page has it.
func (s *Service) thank(ctx context.Context, job HearWord) error {
	return s.d.DB.Write(ctx, job.Workspace, func(tx *wsdb.Tx) error {
		var number string
		err := tx.QueryRow(ctx, phoneOf, job.Contact).Scan(&number)
		if errors.Is(err, sql.ErrNoRows) || err == nil && number == "" {
			return nil
		}
		if err != nil {
			return err
		}
		lang, err := s.d.Language(ctx, tx)
		if err != nil {
			return err
		}
		text, ok := heardWords[lang]
		if !ok {
			text = heardWords["id"]
		}
		_, err = s.d.Outbox.Add(ctx, tx, []outbox.Request{{
			Channel: job.Channel, Lane: outbox.Bot, Origin: outbox.Origin{Kind: outbox.OriginBot, ID: job.Message.String()}, Contact: job.Contact,
			To: channel.Address{Phone: number}, Purpose: contact.PurposeService,
			Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: text}}, Preview: text, Key: "erasure:" + job.Message.String(),
		}})
		return err
	})
}

// accept has what belongs to a person deleted because an owner agrees.
func (s *Service) accept(ctx context.Context, p account.Principal, r *Request) (Request, error) {
	got, err := s.change(ctx, p.Workspace.ID, r.ID, func(tx *sysdb.Tx, now *Request) error {
		if now.State != Planned {
			return ErrState
		}
		now.GraceTill = tx.Now()
		if err := move(ctx, tx, now, p.User.ID.String(), "", Approved, Grace); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureConfirmed, Actor: p.Actor(), Workspace: now.Workspace, Subject: audit.Ref(now.ID)})
	})
	s.d.Tell(ctx, p.Workspace.ID)
	s.Wake()
	return got, err
}

// answerTill is until when owners have to answer a person; zero when they need not.
func (r *Request) answerTill() time.Time {
	if r.Way != ByContact || r.State != Planned {
		return time.Time{}
	}
	for _, p := range r.Report.Proofs {
		if p.Kind == ByPhone {
			return p.At.Add(contactAnswer)
		}
	}
	return time.Time{}
}
