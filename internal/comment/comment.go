// Package comment owns what people write under the posts of the workspace's Instagram accounts, and what the workspace answers by itself:
// the comments and posts, the rules, which comment met which rule and what came of it, and the laboratory in which a rule is tried on
// comments that were written already.
//
// A comment is judged once, in the transaction that stores it: whatever was written down for it there is everything that will ever be
// sent for it by the machine. The messages themselves are sends of the outbox.
package comment

import (
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
)

// ID identifies a comment.
type ID = id.ID[Comment]

// Comment is what somebody wrote under a post.
type Comment struct {
	ID         ID
	Channel    channel.ID
	ExternalID string // the network's
	Post       string // the network's id; of an advertisement its own
	Original   string // the post an advertisement was made from
	Product    string // FEED, REELS, STORY, AD, LIVE, MENTION, or ""
	Parent     string // the comment it answers
	Handle     string // of the author, with its prefix; "" when the network did not say
	Username   string
	Text       string
	At         time.Time
	Live       bool
	Own        bool // written by the account itself
	Pending    bool // not judged yet: its post has to be looked up first
	HiddenAt   time.Time
	DeletedAt  time.Time
	ReceivedAt time.Time
}

// productMention marks a comment under a post of somebody else in which the account is mentioned.
const productMention = "MENTION"

// PrivateReplyTime is how long a comment may be answered with a message: seven days from when it was written (Meta docs, private replies,
// read 2026-11).
const PrivateReplyTime = 7 * 24 * time.Hour

// liveTime is how long a broadcast can last (general knowledge, 2026-11). Comments of one are answered at once or not at all; when it is
// over, the network refuses.
const liveTime = 4 * time.Hour

// until is when a private reply to the comment is too late.
func (c *Comment) until() time.Time {
	if c.Live {
		return c.At.Add(liveTime)
	}
	return c.At.Add(PrivateReplyTime)
}

// Post is a post, reel, story or broadcast of an account.
type Post struct {
	Channel    channel.ID
	ExternalID string
	Product    string
	Type       string // IMAGE, VIDEO, CAROUSEL_ALBUM
	Caption    string
	Permalink  string
	At         time.Time
	Comments   int64     // how many the network counts
	Known      int64     // how many of them are here
	SweptAt    time.Time // when its list was last read
	Complete   time.Time // every comment up to here is known; zero before the first sweep
}

// MatchID identifies a match.
type MatchID = id.ID[Match]

// Match says what a rule did about a comment.
type Match struct {
	ID       MatchID
	Rule     RuleID
	Comment  ID
	Channel  channel.ID
	Contact  contact.ID // zero while the author is not known
	Handle   string
	At       time.Time
	Outcome  Outcome
	Reason   string // why it was not answered
	Step     Step
	Follow   Follow
	Asked    int       // how often the person was asked to follow, or for an answer
	PublicAt time.Time // when the public reply is due; zero for none, or once it was handed on
	Private  outbox.ID // the private reply
	Public   outbox.ID // the reply under the post
	Content  outbox.ID // the message after the tap
}

// Outcome is what a match came to when the comment was judged.
type Outcome string

// The outcomes.
const (
	Answered Outcome = "answered" // a reply was queued; how it went is in the ledger
	Skipped  Outcome = "skipped"  // the rule met, but something said no; see the reason
	Lost     Outcome = "lost"     // another rule that stands before it answered
)

// Reasons of skipped matches.
const (
	ReasonOld       = "comment_too_old"  // written more than seven days ago
	ReasonBefore    = "before_rule"      // written before the rule was started
	ReasonOnce      = "answered_before"  // the person was answered by this rule already
	ReasonCooldown  = "cooldown"         // and not long enough ago
	ReasonSameText  = "same_text"        // the person wrote the same a short while ago
	ReasonReplied   = "replied_by_hand"  // somebody answered the comment privately
	ReasonNoFollow  = "not_following"    // the person does not follow the account
	ReasonNoKnowing = "follow_not_known" // whether the person follows could not be found out
	ReasonLeft      = "account_left"     // the account was disconnected before
	ReasonRuleOff   = "rule_off"         // the rule was paused or deleted before
	ReasonAsked     = "asked_too_often"  // the person answered with something else each time
	ReasonOptedOut  = "person_opted_out" // the person said stop
)

// Step is how far the conversation of a match has come.
type Step string

// The steps.
const (
	StepNone    Step = ""
	StepOpening Step = "opening" // the opening message went out; waiting for the tap
	StepFollow  Step = "follow"  // the person was asked to follow and tap again
	StepContent Step = "content" // the content went out
	StepEmail   Step = "email"   // asked for an e-mail address
	StepPhone   Step = "phone"   // asked for a number
	StepDone    Step = "done"
)

// Follow is whether a person follows the account. A comment gives no right to know it; a tap does.
type Follow string

// The three values.
const (
	FollowUnknown Follow = "unknown"
	Follows       Follow = "yes"
	FollowsNot    Follow = "no"
)

// Faults of this package.
var (
	ErrNotFound     = fault.New(fault.NotFound, "comment.not_found", "There is no such comment.")
	ErrPostNotFound = fault.New(fault.NotFound, "comment.post_not_found", "There is no such post.")
	ErrRuleNotFound = fault.New(fault.NotFound, "comment.rule_not_found", "There is no such rule.")
	ErrRule         = fault.New(fault.Invalid, "comment.rule_invalid", "Something in the rule is missing or wrong.")
	ErrRuleMany     = fault.New(fault.Conflict, "comment.rules_many", "There are as many rules as a workspace can have. Delete one first.")
	ErrReplied      = fault.New(fault.Conflict, "comment.replied_already", "This comment was answered privately already. Instagram allows one answer.")
	ErrTooOld       = fault.New(fault.Conflict, "comment.too_old", "The comment is older than seven days. Instagram does not allow a private answer any more.")
	ErrGone         = fault.New(fault.Conflict, "comment.gone", "The comment was deleted.")
	ErrText         = fault.New(fault.Invalid, "comment.text_invalid", "The text is missing or too long.")
	ErrOwn          = fault.New(fault.Conflict, "comment.own", "This comment is your own.")
)
